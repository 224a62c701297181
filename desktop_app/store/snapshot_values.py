"""Rows of a snapshot as values, taken only when they are what Parley writes: a file can hold anything in any column."""

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from desktop_app.domain.affinity import Standing
from desktop_app.domain.attachments import TEXT_TYPE, Attachment, display_name
from desktop_app.domain.engines import SessionEngine
from desktop_app.domain.errors import UserError
from desktop_app.domain.image_headers import IMAGE_TYPES
from desktop_app.domain.messages import Message, MessageStatus, Role
from desktop_app.domain.parameters import session_engine_from
from desktop_app.domain.presets import Preset, preset_name
from desktop_app.domain.receipts import AnswerReceipt
from desktop_app.domain.sessions import Session, checked_name, checked_session_id
from desktop_app.domain.summaries import Summary
from desktop_app.domain.users import checked_user
from desktop_app.store.affinities import state_from
from desktop_app.store.receipt_rows import TEXT_COLUMNS, receipt_in

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class UnusableRowError(Exception):
    """A row that Parley would not have written; says in a person's words what is wrong."""


@dataclass(frozen=True, slots=True)
class AffinityEvent:
    """A change of the points between a user and a persona; `message_id` is among the snapshot's messages."""

    user_id: str
    persona: str
    points: int
    reason: str
    message_id: int | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class FoundStanding:
    """Whether points of a user with a persona change, and when the two last met."""

    user_id: str
    persona: str
    standing: Standing


@dataclass(frozen=True, slots=True)
class KeptSession:
    """A session in a snapshot, with all that hangs on it."""

    session: Session
    messages: tuple[Message, ...]
    draft: tuple[str, datetime] | None
    events: tuple[AffinityEvent, ...]
    draft_attachments: tuple[Attachment, ...] = ()
    receipts: Mapping[int, AnswerReceipt] = field(default_factory=dict)
    """How answers were made, by their ids."""
    summaries: tuple[Summary, ...] = ()


@dataclass(frozen=True, slots=True)
class FoundPreset:
    """A preset in a snapshot, and whose it is."""

    user_id: str
    preset: Preset
    created_at: datetime


@dataclass(frozen=True, slots=True)
class FoundContent:
    """The bytes of an attachment, or what a repair of a damaged file left of them."""

    data: bytes
    changed: bool


def session_from(row: sqlite3.Row) -> Session:
    """Return the session in a row of `sessions`."""
    try:
        name = None if row["name"] is None else checked_name(_text(row, "name"))
        return Session(
            id=checked_session_id(_text(row, "id")),
            user_id=checked_user(_text(row, "user_id")),
            persona=_text(row, "persona"),
            created_at=_moment(row, "created_at"),
            last_activity_at=_moment(row, "last_activity_at"),
            name=name,
            title=_optional_text(row, "title"),
            origin=_text(row, "origin"),
            temporary=bool(_number(row, "temporary")),
            pinned=bool(_number(row, "pinned")),
            archived_at=_optional_moment(row, "archived_at"),
            trashed_at=_optional_moment(row, "trashed_at"),
            active_leaf_id=None if row["active_leaf_id"] is None else _number(row, "active_leaf_id"),
            preview=_text(row, "preview"),
            metadata=_json(row, "metadata"),
            context=_json(row, "context"),
            engine=_engine(row),
        )
    except UserError as error:
        raise UnusableRowError(error.message) from error


def message_from(row: sqlite3.Row) -> Message:
    """Return the message in a row of `messages`; raise `UnusableRowError` for one that Parley would not write."""
    try:
        role, status = Role(_text(row, "role")), MessageStatus(_text(row, "status"))
    except ValueError as error:
        raise UnusableRowError("a message is of no kind that Parley knows") from error
    return Message(
        id=_number(row, "id"),
        session_id=_text(row, "session_id"),
        parent_id=None if row["parent_id"] is None else _number(row, "parent_id"),
        role=role,
        content=_text(row, "content"),
        status=status,
        created_at=_moment(row, "created_at"),
        persona=_optional_text(row, "persona"),
        engine=_optional_text(row, "engine"),
        model=_optional_text(row, "model"),
        metadata=_json(row, "metadata"),
    )


def attachment_from(row: sqlite3.Row) -> Attachment:
    """Return the attachment in a row of `attachments`."""
    media_type, digest = _text(row, "media_type"), row["sha256"]
    if media_type not in (TEXT_TYPE, *IMAGE_TYPES) or not isinstance(digest, bytes):
        raise UnusableRowError("an attachment is of no kind that Parley knows")
    return Attachment(
        id=_number(row, "id"),
        name=display_name(_text(row, "name")),
        media_type=media_type,
        size=_number(row, "size"),
        sha256=digest.hex(),
        width=_number(row, "width"),
        height=_number(row, "height"),
    )


def content_from(row: sqlite3.Row, digest: str) -> FoundContent:
    """Return the bytes in a row of `attachment_contents`, which must be those of that hash unless it says otherwise."""
    data = row["data"]
    if not isinstance(data, bytes):
        raise UnusableRowError("an attachment holds no bytes")
    changed = bool(_number(row, "changed"))
    if not changed and sha256(data).hexdigest() != digest:
        raise UnusableRowError("an attachment is not the one that was stored")
    return FoundContent(data, changed)


def preset_from(row: sqlite3.Row) -> FoundPreset:
    """Return the preset in a row of `presets`."""
    engine = _engine(row)
    if engine is None:
        raise UnusableRowError("a preset chooses nothing")
    try:
        preset = Preset(preset_name(_text(row, "name")), engine)
        return FoundPreset(checked_user(_text(row, "user_id")), preset, _moment(row, "created_at"))
    except UserError as error:
        raise UnusableRowError(error.message) from error


def receipt_from_row(row: sqlite3.Row) -> AnswerReceipt | None:
    """Return the receipt in a row of `receipts` with its texts; none where it makes no sense, as with choices."""
    texts = [row[name] for name in TEXT_COLUMNS]
    if not all(text is None or isinstance(text, str) for text in texts):
        return None
    try:
        first = None if row["first_message_id"] is None else _number(row, "first_message_id")
        return receipt_in(first, [text or "" for text in texts], _json(row, "document"))
    except UnusableRowError:
        return None


def summary_from(row: sqlite3.Row) -> Summary:
    """Return the summary in a row of `summaries`."""
    return Summary(
        message_id=_number(row, "message_id"),
        text=_text(row, "content"),
        created_at=_moment(row, "created_at"),
        engine=_text(row, "engine"),
        model=_text(row, "model"),
        edited=bool(_number(row, "edited")),
    )


def draft_from(row: sqlite3.Row) -> tuple[str, datetime]:
    """Return the draft in a row of `drafts`."""
    return _text(row, "content"), _moment(row, "updated_at")


def event_from(row: sqlite3.Row) -> AffinityEvent:
    """Return the event in a row of `affinity_events`."""
    return AffinityEvent(
        user_id=_text(row, "user_id"),
        persona=_text(row, "persona"),
        points=_number(row, "points"),
        reason=_text(row, "reason"),
        message_id=None if row["message_id"] is None else _number(row, "message_id"),
        created_at=_moment(row, "created_at"),
    )


def standing_from(row: sqlite3.Row) -> FoundStanding:
    """Return the standing in a row of `affinities`, but for its points, which are the sum of all changes."""
    standing = Standing(met_at=_optional_moment(row, "met_at"), state=state_from(row["state"]))
    return FoundStanding(_text(row, "user_id"), _text(row, "persona"), standing)


def _engine(row: sqlite3.Row) -> SessionEngine | None:
    """Return what was chosen; nothing where that makes no sense, for what was said matters more."""
    try:
        return None if row["engine"] is None else session_engine_from(_json(row, "engine"))
    except (UnusableRowError, ValueError):
        return None


def _text(row: sqlite3.Row, name: str) -> str:
    value = row[name]
    if not isinstance(value, str):
        raise UnusableRowError(f"its {name} is no text")
    return value


def _optional_text(row: sqlite3.Row, name: str) -> str | None:
    return None if row[name] is None else _text(row, name)


def _number(row: sqlite3.Row, name: str) -> int:
    value = row[name]
    if not isinstance(value, int):
        raise UnusableRowError(f"its {name} is no number")
    return value


def _moment(row: sqlite3.Row, name: str) -> datetime:
    try:
        return _EPOCH + timedelta(microseconds=_number(row, name))
    except OverflowError as error:
        raise UnusableRowError(f"its {name} is in no calendar") from error


def _optional_moment(row: sqlite3.Row, name: str) -> datetime | None:
    return None if row[name] is None else _moment(row, name)


def _json(row: sqlite3.Row, name: str) -> Mapping[str, Any]:
    try:
        value = json.loads(_text(row, name))
    except (ValueError, RecursionError) as error:
        raise UnusableRowError(f"its {name} cannot be read") from error
    if not isinstance(value, dict):
        raise UnusableRowError(f"its {name} cannot be read")
    return value
