"""What the queries about presets share: rows to values and back."""

from datetime import datetime

from sqlalchemy import ColumnElement, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from desktop_app.domain.presets import Preset
from desktop_app.domain.sessions import name_key
from desktop_app.store.schema import presets


def called(user_id: str, name: str) -> ColumnElement[bool]:
    """Return the condition for the user's preset of that name."""
    return (presets.c.user_id == user_id) & (presets.c.name_key == name_key(name))


async def is_there(connection: AsyncConnection, user_id: str, name: str) -> bool:
    """Tell whether the user has a preset of that name."""
    return await connection.scalar(select(presets.c.id).where(called(user_id, name))) is not None


async def add_preset(connection: AsyncConnection, user_id: str, preset: Preset, created_at: datetime) -> None:
    """Store a preset under a name that is free."""
    values = {
        "user_id": user_id,
        "name": preset.name,
        "name_key": name_key(preset.name),
        "engine": preset.engine,
        "created_at": created_at,
        "updated_at": created_at,
    }
    await connection.execute(insert(presets).values(values))
