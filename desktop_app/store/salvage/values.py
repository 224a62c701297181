"""Makes the values of a salvaged row ones that Parley can read again, and keeps the text whatever else is lost."""

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import JSON, BigInteger, Boolean, Column, Integer, LargeBinary, Table

from desktop_app.domain.messages import MessageStatus, Role
from desktop_app.domain.sessions import name_key
from desktop_app.store.chosen_engine import ChosenEngine
from desktop_app.store.schema import UtcMicroseconds
from desktop_app.store.session_rows import name_columns, title_columns
from desktop_app.store.texts import content_hash, text_columns

_EARLIEST, _LATEST = -62_135_596_800_000_000, 253_402_300_799_000_000
"""The first and last microsecond that a calendar knows."""
_LARGEST = 2**63 - 1


def readable(table: Table, values: Mapping[str, Any], now: int) -> dict[str, Any]:
    """Return a whole row of `table`: what is lost, or makes no sense in its column, gives way to what does."""
    return {column.name: _value(column, values.get(column.name), now) for column in table.columns}


def _value(column: Column[Any], value: Any, now: int) -> Any:  # noqa: ANN401  values of any column
    kind = column.type
    if value is None:
        return None if column.nullable else _empty(column, now)
    if isinstance(kind, UtcMicroseconds):
        return value if isinstance(value, int) and _EARLIEST <= value <= _LATEST else _empty(column, now)
    if isinstance(kind, JSON | ChosenEngine):
        return _json(column, value)
    if isinstance(kind, Boolean):
        return 1 if value else 0
    if isinstance(kind, Integer | BigInteger):
        return value if isinstance(value, int) and abs(value) <= _LARGEST else _empty(column, now)
    if isinstance(kind, LargeBinary):
        return value if isinstance(value, bytes) else b""
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def _empty(column: Column[Any], now: int) -> Any:  # noqa: ANN401  values of any column
    if column.nullable:
        return None
    if isinstance(column.type, UtcMicroseconds):
        return now
    if isinstance(column.type, JSON | ChosenEngine):
        return "{}"
    if isinstance(column.type, Integer | BigInteger | Boolean):
        return 0
    return b"" if isinstance(column.type, LargeBinary) else ""


def _json(column: Column[Any], value: object) -> str | None:
    """Return what is an object in JSON as it is; the facts about the store may be any JSON."""
    try:
        found = json.loads(value) if isinstance(value, str) else None
    except (ValueError, RecursionError):
        found = None
    if isinstance(found, dict) or (found is not None and column.table.name == "marks"):
        return str(value)
    return None if column.nullable else "{}"


def whole_message(row: dict[str, Any], found: Mapping[str, Any]) -> None:
    """Complete the row of a message, and mark it when the text in the row that was `found` is not the one stored.

    A file of the first version has no hashes to compare with.
    """
    changed = "content_hash" in found and found["content_hash"] != content_hash(row["content"])
    row |= text_columns(row["content"])
    if row["role"] not in set(Role):
        row["role"] = Role.USER if row["engine"] is None else Role.ASSISTANT
        changed = True
    if row["status"] not in set(MessageStatus) or row["status"] == MessageStatus.STREAMING:
        row["status"] = MessageStatus.INTERRUPTED
    row["writer"] = None
    if changed:
        mark(row, "changed_text", True)


def mark(row: dict[str, Any], name: str, value: object) -> None:
    """Note in a message's metadata what became of it when it was salvaged."""
    notes = json.loads(row["metadata"])
    notes["recovered"] = {**(notes["recovered"] if isinstance(notes.get("recovered"), dict) else {}), name: value}
    row["metadata"] = json.dumps(notes)


def whole_session(row: dict[str, Any]) -> None:
    """Complete the row of a session: what is made from its name and title."""
    row |= {**name_columns(row["name"] or None), **title_columns(row["title"])}


def whole_preset(row: dict[str, Any]) -> None:
    """Complete the row of a preset: what is made from its name."""
    row["name_key"] = name_key(row["name"])
