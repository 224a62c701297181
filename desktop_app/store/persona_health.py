"""The health of users' personas: whether each can be read, and what belongs to it is as it was stored."""

import asyncio
from dataclasses import dataclass

from sqlalchemy import delete, select, update

from desktop_app.domain.persona_documents import asset_name, persona_from
from desktop_app.store.database import Database
from desktop_app.store.persona_rows import document_of, read_document, this_one
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
        """Take away assets that are no longer what they were, and let personas be what can be read of them.

        Returns what there was to do; a persona of which nothing can be read stays, for a snapshot may have it.
        """
        found = await self.state()
        async with self._database.writing() as connection:
            for user_id, persona_id, name in found.changed:
                theirs = this_one(persona_assets, user_id, persona_id)
                await connection.execute(delete(persona_assets).where(theirs, persona_assets.c.name == name))
            for user_id, persona_id in found.unreadable:
                older = this_one(persona_versions, user_id, persona_id)
                newest = select(document_of(persona_versions)).where(older).order_by(persona_versions.c.number.desc())
                for text in (await connection.scalars(newest)).all():
                    document = read_document(text)
                    if _is_readable(document):
                        mine = this_one(personas, user_id, persona_id)
                        await connection.execute(update(personas).where(mine).values(document=dict(document)))
                        break
        return found

    async def _is_whole(self, user_id: str, persona_id: str, name: str) -> bool:
        this = this_one(persona_assets, user_id, persona_id) & (persona_assets.c.name == name)
        async with self._database.reading() as connection:
            data = await connection.scalar(select(persona_assets.c.data).where(this))
        return data is None or (isinstance(data, bytes) and await asyncio.to_thread(asset_name, data) == name)


def _is_readable(document: object) -> bool:
    try:
        persona_from("_", document)
    except ValueError:
        return False
    return True
