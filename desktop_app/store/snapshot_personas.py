"""Personas of users in a snapshot, taken only when they are what Parley writes; and merged into the store."""

import asyncio
import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from desktop_app.domain.errors import UserError
from desktop_app.domain.persona_checks import MAX_CARD_BYTES, checked_persona, checked_persona_id
from desktop_app.domain.persona_documents import asset_name, assets_in, persona_from
from desktop_app.domain.users import checked_user
from desktop_app.store.moments import moment_from
from desktop_app.store.persona_rows import StoredPersona, add_assets, add_persona, add_version, this_one
from desktop_app.store.schema import personas
from desktop_app.store.snapshot_values import UnusableRowError

_MAX_DOCUMENT = 8 * 2**20
_PERSONAS = "SELECT * FROM personas ORDER BY created_at, user_id, id"
_VERSIONS = """SELECT number, document, created_at FROM persona_versions
    WHERE user_id = ? AND persona = ? ORDER BY number"""
_ASSET = "SELECT data FROM persona_assets WHERE user_id = ? AND persona = ? AND name = ?"

_UNUSABLE = (UnusableRowError, UserError, ValueError, TypeError, RecursionError, sqlite3.Error)

Version = tuple[int, Mapping[str, Any], datetime]


@dataclass(frozen=True, slots=True)
class FoundPersona:
    """A persona in a snapshot, whose it is, and how it was before."""

    user_id: str
    persona: StoredPersona
    versions: tuple[Version, ...]

    @property
    def needed(self) -> frozenset[str]:
        """The names of the assets that belong to it."""
        documents = (self.persona.document, *(document for _number, document, _moment in self.versions))
        return frozenset(name for document in documents for name in assets_in(document))


class PersonaSource:
    """The personas of an open snapshot."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def personas(self) -> tuple[list[FoundPersona], list[tuple[str, str]]]:
        """Return the personas, and the ids of those that Parley would not have written, with the reason."""
        found, unusable = [], []
        for row in self._connection.execute(_PERSONAS).fetchall():
            name = f"persona {row['id']}"
            try:
                persona, old = self._persona(row)
            except _UNUSABLE as error:
                unusable.append((name, _reason(error)))
            else:
                found.append(persona)
                unusable += [(f"version {number} of {name}", reason) for number, reason in old]
        return found, unusable

    def asset(self, user_id: str, persona_id: str, name: str) -> bytes | None:
        """Return the bytes of an asset, None where they are not those that were stored."""
        row = self._connection.execute(_ASSET, (user_id, persona_id, name)).fetchone()
        data = None if row is None else row["data"]
        whole = isinstance(data, bytes) and len(data) <= MAX_CARD_BYTES and asset_name(data) == name
        return data if whole else None

    def _persona(self, row: sqlite3.Row) -> tuple[FoundPersona, list[tuple[object, str]]]:
        """Return a persona, and those of its versions that make no sense, with the reason: all else is worth having."""
        user_id, persona_id = checked_user(row["user_id"]), checked_persona_id(row["id"])
        deleted_at = None if row["deleted_at"] is None else moment_from(row["deleted_at"])
        document = _document(persona_id, row["document"])
        persona = StoredPersona(
            persona_id, _number(row["version"]), document, moment_from(row["created_at"]), deleted_at
        )
        versions: list[Version] = []
        unusable: list[tuple[object, str]] = []
        for each in self._connection.execute(_VERSIONS, (user_id, persona_id)).fetchall():
            try:
                number, document = _number(each["number"]), _document(persona_id, each["document"])
                versions.append((number, document, moment_from(each["created_at"])))
            except _UNUSABLE as error:
                unusable.append((each["number"], _reason(error)))
        return FoundPersona(user_id, persona, tuple(versions)), unusable


async def merge_persona(connection: AsyncConnection, source: PersonaSource, found: FoundPersona, now: datetime) -> bool:
    """Store a persona that is not here, with all that belongs to it; tell whether it was added.

    One that is here, or was deleted here not long ago, stays as it is.
    """
    persona, user_id = found.persona, found.user_id
    here = select(personas.c.id).where(this_one(personas, user_id, persona.id))
    if await connection.scalar(here) is not None:
        return False
    deleted_at = None if persona.deleted_at is None else now
    stored = StoredPersona(persona.id, persona.version, persona.document, persona.created_at, deleted_at)
    await add_persona(connection, user_id, stored)
    for number, document, moment in found.versions:
        await add_version(connection, user_id, persona.id, number, document, moment)
    for name in found.needed:
        data = await asyncio.to_thread(source.asset, user_id, persona.id, name)
        if data is not None:
            await add_assets(connection, user_id, persona.id, {name: data}, now)
    return True


def _document(persona_id: str, text: object) -> Mapping[str, Any]:
    if not isinstance(text, str) or len(text) > _MAX_DOCUMENT:
        raise UnusableRowError("it cannot be read")
    document = json.loads(text)
    checked_persona(persona_from(persona_id, document))
    return dict(document)


def _reason(error: Exception) -> str:
    if isinstance(error, UserError):
        return error.message
    return "it makes no sense" if isinstance(error, RecursionError | TypeError) else str(error)


def _number(value: object) -> int:
    if not isinstance(value, int) or value < 1:
        raise UnusableRowError("its version is no number")
    return value
