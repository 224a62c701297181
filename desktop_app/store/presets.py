"""Presets in the store."""

from datetime import datetime

from sqlalchemy import delete, select, update

from desktop_app.domain.errors import UserError
from desktop_app.domain.presets import Preset
from desktop_app.domain.sessions import name_key
from desktop_app.store.database import Database
from desktop_app.store.preset_rows import add_preset, called, is_there
from desktop_app.store.schema import presets
from desktop_app.store.uninterrupted import uninterrupted


@uninterrupted
class PresetStore:
    """The presets of all users; each method is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all_of(self, user_id: str) -> list[Preset]:
        """Return the user's presets by name."""
        mine = select(presets.c.name, presets.c.engine).where(presets.c.user_id == user_id)
        async with self._database.reading() as connection:
            rows = (await connection.execute(mine.order_by(presets.c.name_key))).all()
        return [Preset(row.name, row.engine) for row in rows if row.engine is not None]

    async def get(self, user_id: str, name: str) -> Preset:
        """Return the user's preset of that name; raise `UserError` when there is none."""
        statement = select(presets.c.name, presets.c.engine).where(called(user_id, name))
        async with self._database.reading() as connection:
            row = (await connection.execute(statement)).first()
        if row is None or row.engine is None:
            raise UserError("preset_not_found", name=name)
        return Preset(row.name, row.engine)

    async def save(self, user_id: str, preset: Preset, now: datetime) -> bool:
        """Store a preset in the place of the one of that name, where there is one; tell whether it is new."""
        changed = {"name": preset.name, "engine": preset.engine, "updated_at": now}
        async with self._database.writing() as connection:
            this = called(user_id, preset.name)
            if (await connection.execute(update(presets).where(this).values(changed))).rowcount:
                return False
            await add_preset(connection, user_id, preset, now)
            return True

    async def rename(self, user_id: str, name: str, new: str, now: datetime) -> None:
        """Give a preset another name; raise `UserError` when there is none or another has that name."""
        columns = {"name": new, "name_key": name_key(new), "updated_at": now}
        async with self._database.writing() as connection:
            if name_key(new) != name_key(name) and await is_there(connection, user_id, new):
                raise UserError("preset_name_taken", name=new)
            if not (await connection.execute(update(presets).where(called(user_id, name)).values(columns))).rowcount:
                raise UserError("preset_not_found", name=name)

    async def delete(self, user_id: str, name: str) -> None:
        """Delete a preset; sessions that took it keep what they have. Raises `UserError` when there is none."""
        async with self._database.writing() as connection:
            if not (await connection.execute(delete(presets).where(called(user_id, name)))).rowcount:
                raise UserError("preset_not_found", name=name)
