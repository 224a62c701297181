"""The health of users' personas: whether each can be read, and what belongs to it is as it was stored."""

import asyncio
from dataclasses import dataclass

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from desktop_app.domain.persona_documents import asset_name, assets_in, persona_from, renamed_asset
from desktop_app.store.database import Database
from desktop_app.store.persona_rows import asset_names, document_of, read_document, this_one
from desktop_app.store.schema import persona_assets, persona_versions, personas
from desktop_app.store.uninterrupted import uninterrupted

_Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PersonaState:
    """What was found: `unreadable` personas by user and id, `changed` assets by user, persona and name."""

    personas: int
    assets: int
    unreadable: tuple[_Key, ...]
    changed: tuple[_Key, ...]

    @property
    def ok(self) -> bool:
        """Whether there is nothing to repair."""
        return not (self.unreadable or self.changed)


@uninterrupted
class PersonaHealth:
    """Looks at all personas, and repairs what can be."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def state(self) -> PersonaState:
        """Look at everything; one asset is in memory at a time."""
        assets = persona_assets.c
        async with self._database.reading() as connection:
            found = (await connection.execute(select(personas.c.user_id, personas.c.id, document_of(personas)))).all()
            named = (await connection.execute(select(assets.user_id, assets.persona, assets.name))).all()
        changed = [tuple(key) for key in named if not await self._is_whole(*key)]
        unreadable = [(row.user_id, row.id) for row in found if not _is_readable(read_document(row.document))]
        return PersonaState(len(found), len(named), tuple(unreadable), tuple(changed))

    async def repair(self) -> PersonaState:
        """Keep assets that are no longer what they were under new names, and let personas be what can be read of them.

        Nothing is taken away: much of a changed file may still be there to read. Returns what there was to do; a
        persona of which nothing can be read stays, for a snapshot may have it.
        """
        found = await self.state()
        async with self._database.writing() as connection:
            for user_id, persona_id, name in found.changed:
                await _keep_changed(connection, user_id, persona_id, name)
            for user_id, persona_id in found.unreadable:
                await _let_be_as_before(connection, user_id, persona_id)
        return found

    async def _is_whole(self, user_id: str, persona_id: str, name: str) -> bool:
        this = this_one(persona_assets, user_id, persona_id) & (persona_assets.c.name == name)
        async with self._database.reading() as connection:
            data = await connection.scalar(select(persona_assets.c.data).where(this))
        return data is None or (isinstance(data, bytes) and await asyncio.to_thread(asset_name, data) == name)


async def _keep_changed(connection: AsyncConnection, user_id: str, persona_id: str, name: str) -> None:
    """Call an asset what its bytes are called by now, wherever the persona names it."""
    mine = this_one(persona_assets, user_id, persona_id)
    data = await connection.scalar(select(persona_assets.c.data).where(mine, persona_assets.c.name == name))
    now = await asyncio.to_thread(asset_name, data if isinstance(data, bytes) else b"")
    if now in await asset_names(connection, user_id, persona_id):
        await connection.execute(delete(persona_assets).where(mine, persona_assets.c.name == name))
    else:
        values = {"name": now} if isinstance(data, bytes) else {"name": now, "data": b""}
        await connection.execute(update(persona_assets).where(mine, persona_assets.c.name == name).values(values))
    for table, key in ((personas, personas.c.id), (persona_versions, persona_versions.c.number)):
        theirs = this_one(table, user_id, persona_id)
        for row in (await connection.execute(select(key.label("key"), document_of(table)).where(theirs))).all():
            document = read_document(row.document)
            if name in assets_in(document):
                renamed = renamed_asset(document, name, now)
                await connection.execute(update(table).where(theirs, key == row.key).values(document=renamed))


async def _let_be_as_before(connection: AsyncConnection, user_id: str, persona_id: str) -> None:
    """Give a persona that cannot be read the newest of its earlier states that can."""
    older = this_one(persona_versions, user_id, persona_id)
    newest = select(document_of(persona_versions)).where(older).order_by(persona_versions.c.number.desc())
    for text in (await connection.scalars(newest)).all():
        document = read_document(text)
        if _is_readable(document):
            mine = this_one(personas, user_id, persona_id)
            await connection.execute(update(personas).where(mine).values(document=dict(document)))
            break


def _is_readable(document: object) -> bool:
    try:
        persona_from("_", document)
    except ValueError:
        return False
    return True
