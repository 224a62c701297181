"""Drafts of personas in the store: what was written in the editor and not saved."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, select

from desktop_app.store.database import Database
from desktop_app.store.persona_rows import document_of, read_document
from desktop_app.store.schema import persona_drafts
from desktop_app.store.uninterrupted import uninterrupted
from desktop_app.store.upsert import upsert

_DOCUMENT = document_of(persona_drafts)


@uninterrupted
class PersonaDraftStore:
    """One draft for each persona that a user is changing, and one for a new one."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def waiting(self, user_id: str) -> list[str]:
        """Return what the user's drafts are kept under, the newest first."""
        mine = persona_drafts.c.user_id == user_id
        order = (persona_drafts.c.updated_at.desc(), persona_drafts.c.persona)
        statement = select(persona_drafts.c.persona).where(mine).order_by(*order)
        async with self._database.reading() as connection:
            return list((await connection.scalars(statement)).all())

    async def read(self, user_id: str, key: str) -> tuple[Mapping[str, Any], bytes | None] | None:
        """Return the document of a draft and its picture, None where there is no draft."""
        statement = select(_DOCUMENT, persona_drafts.c.picture).where(_this(user_id, key))
        async with self._database.reading() as connection:
            row = (await connection.execute(statement)).first()
        return None if row is None else (read_document(row.document), row.picture and bytes(row.picture))

    async def save(
        self, user_id: str, key: str, document: Mapping[str, Any], picture: bytes | None, now: datetime
    ) -> None:
        """Keep a draft in the place of the one before."""
        values = {"document": dict(document), "picture": picture, "updated_at": now}
        async with self._database.writing() as connection:
            statement = upsert(connection, persona_drafts).values(user_id=user_id, persona=key, **values)
            await connection.execute(
                statement.on_conflict_do_update(
                    index_elements=["user_id", "persona"], set_={name: statement.excluded[name] for name in values}
                )
            )

    async def discard(self, user_id: str, key: str) -> None:
        """Delete a draft, where there is one."""
        async with self._database.writing() as connection:
            await connection.execute(delete(persona_drafts).where(_this(user_id, key)))


def _this(user_id: str, key: str) -> ColumnElement[bool]:
    return (persona_drafts.c.user_id == user_id) & (persona_drafts.c.persona == key)
