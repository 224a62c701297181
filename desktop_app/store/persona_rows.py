"""What the queries about personas share: rows to values and back."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Label, Table, Text, cast, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from desktop_app.domain.persona_documents import assets_in
from desktop_app.store.schema import persona_assets, persona_versions, personas

KEPT_VERSIONS = 50
"""Of each persona; older ones go when it is saved."""


@dataclass(frozen=True, slots=True)
class StoredPersona:
    """A persona as it is stored."""

    id: str
    version: int
    document: Mapping[str, Any]
    created_at: datetime
    deleted_at: datetime | None = None


def document_of(table: Table) -> Label[str]:
    """Return the column of documents as text: one that is damaged must not keep the others from being read."""
    return cast(table.c.document, Text).label("document")


def read_document(text: str) -> Mapping[str, Any]:
    """Return the document in a text, an empty one for what is none any more."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def this_one(table: Table, user_id: str, persona_id: str) -> ColumnElement[bool]:
    """Return the condition for the rows of one persona."""
    column = table.c.id if table is personas else table.c.persona
    return (table.c.user_id == user_id) & (column == persona_id)


async def add_persona(connection: AsyncConnection, user_id: str, persona: StoredPersona) -> None:
    """Store a persona whose id is free, without its versions and assets."""
    values = {
        "user_id": user_id,
        "id": persona.id,
        "version": persona.version,
        "document": dict(persona.document),
        "created_at": persona.created_at,
        "updated_at": persona.created_at,
        "deleted_at": persona.deleted_at,
    }
    await connection.execute(insert(personas).values(values))


async def add_version(
    connection: AsyncConnection, user_id: str, persona_id: str, number: int, document: Mapping[str, Any], now: datetime
) -> None:
    """Store a state of a persona."""
    values = {"user_id": user_id, "persona": persona_id, "number": number, "document": dict(document)}
    await connection.execute(insert(persona_versions).values({**values, "created_at": now}))


async def add_assets(
    connection: AsyncConnection, user_id: str, persona_id: str, assets: Mapping[str, bytes], now: datetime
) -> None:
    """Store those of `assets` that the persona does not have yet, or has in a damaged state."""
    there = await asset_names(connection, user_id, persona_id)
    for name, data in assets.items():
        if name not in there:
            values = {"user_id": user_id, "persona": persona_id, "name": name, "data": data, "created_at": now}
            await connection.execute(insert(persona_assets).values(values))
        else:
            mine = this_one(persona_assets, user_id, persona_id) & (persona_assets.c.name == name)
            mend = update(persona_assets).where(mine, persona_assets.c.data != data).values(data=data)
            await connection.execute(mend)


async def asset_names(connection: AsyncConnection, user_id: str, persona_id: str) -> Collection[str]:
    """Return what the assets of a persona are called."""
    mine = this_one(persona_assets, user_id, persona_id)
    return set((await connection.scalars(select(persona_assets.c.name).where(mine))).all())


async def forget_old_versions(connection: AsyncConnection, user_id: str, persona_id: str) -> None:
    """Delete all but the newest versions, and the assets that no version needs any more."""
    mine = this_one(persona_versions, user_id, persona_id)
    number, document = persona_versions.c.number, document_of(persona_versions)
    rows = (await connection.execute(select(number, document).where(mine).order_by(number.desc()))).all()
    old = [row.number for row in rows[KEPT_VERSIONS:]]
    if not old:
        return
    await connection.execute(delete(persona_versions).where(mine, number.in_(old)))
    needed = {name for row in rows[:KEPT_VERSIONS] for name in assets_in(read_document(row.document))}
    useless = set(await asset_names(connection, user_id, persona_id)) - needed
    if useless:
        theirs = this_one(persona_assets, user_id, persona_id)
        await connection.execute(delete(persona_assets).where(theirs, persona_assets.c.name.in_(useless)))
