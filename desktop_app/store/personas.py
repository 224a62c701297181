"""Personas of users in the store."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, exists, func, insert, literal, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from desktop_app.domain.errors import UserError
from desktop_app.domain.persona_documents import assets_in
from desktop_app.store.database import Database
from desktop_app.store.persona_rows import (
    StoredPersona,
    add_assets,
    add_persona,
    add_version,
    document_of,
    forget_old_versions,
    read_document,
    this_one,
)
from desktop_app.store.schema import facts, persona_assets, persona_drafts, persona_versions, personas
from desktop_app.store.uninterrupted import uninterrupted

ChooseId = Callable[[Collection[str]], str]
"""Returns the id of a new persona, given those that are taken; raises `UserError` where there is none for it."""
_DOCUMENT = document_of(personas)
_COLUMNS = (personas.c.id, personas.c.version, _DOCUMENT, personas.c.created_at, personas.c.deleted_at)


@dataclass(frozen=True, slots=True)
class ErasedPersona:
    """What was deleted for good of a persona; `erased` says whether it is gone from the write-ahead log as well."""

    versions: int
    files: int
    erased: bool


@uninterrupted
class PersonaStore:
    """The personas that users made; each method is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all_of(self, user_id: str) -> list[StoredPersona]:
        """Return the user's personas, those that were deleted not long ago among them."""
        statement = select(*_COLUMNS).where(personas.c.user_id == user_id)
        async with self._database.reading() as connection:
            return [_stored(row) for row in await connection.execute(statement)]

    async def kept(self) -> frozenset[str]:
        """Return the ids of all users' personas whose sessions never expire; deleted ones may come back."""
        statement = select(personas.c.id, _DOCUMENT).where(_DOCUMENT.like('%"keep"%'))
        async with self._database.reading() as connection:
            rows = await connection.execute(statement)
            return frozenset(row.id for row in rows if read_document(row.document).get("keep") is True)

    async def names_of_user(self, user_id: str, now: datetime) -> Mapping[str | None, str]:
        """Return what the user is called, by the persona that knows it, None for all; a nickname before a name."""
        named = (facts.c.category == "name") & facts.c.folded_key.in_(("name", "nickname"))
        holds = facts.c.suggested.is_(False) & (facts.c.until.is_(None) | (facts.c.until > now))
        mine = (facts.c.user_id == user_id) & named & holds
        # What comes later counts: a nickname more than a name, what was said last more than what was said before.
        order = (facts.c.folded_key, facts.c.updated_at)
        async with self._database.reading() as connection:
            rows = await connection.execute(select(facts.c.persona, facts.c.value).where(mine).order_by(*order))
            return {row.persona: row.value for row in rows}

    async def add(
        self, user_id: str, choose: ChooseId, document: Mapping[str, Any], assets: Mapping[str, bytes], now: datetime
    ) -> str:
        """Store a new persona; return its id."""
        async with self._database.writing() as connection:
            persona_id = await _add(connection, user_id, choose, document, now)
            await add_assets(connection, user_id, persona_id, assets, now)
            return persona_id

    async def copy(
        self, user_id: str, source: str, choose: ChooseId, document: Mapping[str, Any], now: datetime
    ) -> str:
        """Store a new persona with the assets of another one that its document names; return its id."""
        names = ("user_id", "persona", "name", "data", "created_at")
        theirs = this_one(persona_assets, user_id, source) & persona_assets.c.name.in_(assets_in(document))
        async with self._database.writing() as connection:
            persona_id = await _add(connection, user_id, choose, document, now)
            columns = {"persona": literal(persona_id).label("persona")}
            copied = select(*(columns.get(name, persona_assets.c[name]) for name in names)).where(theirs)
            await connection.execute(insert(persona_assets).from_select(names, copied))
            return persona_id

    async def save(
        self,
        user_id: str,
        persona_id: str,
        document: Mapping[str, Any],
        assets: Mapping[str, bytes],
        now: datetime,
        of: int | None = None,
    ) -> int:
        """Store another state of a persona, unless it is the one it is in; return the number of its version.

        Raises `UserError` where the persona is not the version `of` any more, from which the new state was made.
        """
        mine = this_one(personas, user_id, persona_id)
        async with self._database.writing() as connection:
            row = (await connection.execute(select(*_COLUMNS).where(mine, personas.c.deleted_at.is_(None)))).first()
            if row is None:
                raise UserError("unknown_persona", persona=persona_id, known="those in the list")
            if read_document(row.document) == dict(document):
                await add_assets(connection, user_id, persona_id, assets, now)  # one of them may be damaged
                return int(row.version)
            if of not in (None, int(row.version)):
                raise UserError("persona_changed", name=read_document(row.document).get("name", persona_id))
            number = int(row.version) + 1
            values = {"version": number, "document": dict(document), "updated_at": now}
            await connection.execute(update(personas).where(mine).values(values))
            await add_version(connection, user_id, persona_id, number, document, now)
            await add_assets(connection, user_id, persona_id, assets, now)
            await forget_old_versions(connection, user_id, persona_id)
            return number

    async def versions(self, user_id: str, persona_id: str) -> Sequence[tuple[int, Mapping[str, Any], datetime]]:
        """Return the states in which a persona was saved, the newest first."""
        columns = (persona_versions.c.number, document_of(persona_versions), persona_versions.c.created_at)
        mine = this_one(persona_versions, user_id, persona_id)
        async with self._database.reading() as connection:
            rows = await connection.execute(select(*columns).where(mine).order_by(persona_versions.c.number.desc()))
            return [(row.number, read_document(row.document), row.created_at) for row in rows]

    async def delete(self, user_id: str, persona_id: str, now: datetime) -> None:
        """Put a persona where `put_back` finds it; raise `UserError` where it is not there."""
        await self._mark(user_id, persona_id, now)

    async def put_back(self, user_id: str, persona_id: str) -> None:
        """Bring back a persona that was deleted; raise `UserError` where it is gone for good."""
        await self._mark(user_id, persona_id, None)

    async def _mark(self, user_id: str, persona_id: str, deleted_at: datetime | None) -> None:
        mine = this_one(personas, user_id, persona_id)
        async with self._database.writing() as connection:
            done = await connection.execute(update(personas).where(mine).values(deleted_at=deleted_at))
            if not done.rowcount:
                raise UserError("unknown_persona", persona=persona_id, known="those in the list")

    async def purge(self, deleted_before: datetime) -> int:
        """Delete for good what was deleted before that moment, with its versions and assets; return how many."""
        gone = personas.c.deleted_at < deleted_before
        theirs = (personas.c.user_id == persona_drafts.c.user_id) & (personas.c.id == persona_drafts.c.persona)
        async with self._database.writing() as connection:
            await connection.execute(delete(persona_drafts).where(exists().where(theirs, gone)))
            return (await connection.execute(delete(personas).where(gone))).rowcount

    async def erase(self, user_id: str, persona_id: str) -> ErasedPersona:
        """Delete a persona for good, from the log of changes too where this process may; raise `UserError` for none."""
        counts = []
        async with self._database.writing() as connection:
            for table in (persona_versions, persona_assets):
                counted = select(func.count()).where(this_one(table, user_id, persona_id))
                counts.append(await connection.scalar(counted) or 0)
            await connection.execute(delete(persona_drafts).where(this_one(persona_drafts, user_id, persona_id)))
            gone = await connection.execute(delete(personas).where(this_one(personas, user_id, persona_id)))
            if not gone.rowcount:
                raise UserError("unknown_persona", persona=persona_id, known="those in the list")
        versions, files = counts
        return ErasedPersona(versions, files, await self._database.erase_log())

    async def asset(self, user_id: str, persona_id: str, name: str) -> bytes | None:
        """Return the bytes of an asset, None where there is no such."""
        mine = this_one(persona_assets, user_id, persona_id) & (persona_assets.c.name == name)
        async with self._database.reading() as connection:
            found = await connection.scalar(select(persona_assets.c.data).where(mine))
        return found if isinstance(found, bytes) else None  # a damaged file may hold another kind of value


async def _add(
    connection: AsyncConnection, user_id: str, choose: ChooseId, document: Mapping[str, Any], now: datetime
) -> str:
    # Deleted ones keep theirs, for they may come back.
    taken = (await connection.scalars(select(personas.c.id).where(personas.c.user_id == user_id))).all()
    persona_id = choose(taken)
    await add_persona(connection, user_id, StoredPersona(persona_id, 1, document, now))
    await add_version(connection, user_id, persona_id, 1, document, now)
    return persona_id


def _stored(row: Row[Any]) -> StoredPersona:
    return StoredPersona(row.id, row.version, read_document(row.document), row.created_at, row.deleted_at)
