"""Presets: choices of what answers and how, kept by name."""

from dataclasses import dataclass

from desktop_app.domain.engines import SessionEngine
from desktop_app.domain.errors import UserError
from desktop_app.domain.sessions import MAX_NAME_LENGTH, checked_name


@dataclass(frozen=True, slots=True)
class Preset:
    """A choice with its name, which each user has once."""

    name: str
    engine: SessionEngine


def preset_name(name: str) -> str:
    """Return the name of a preset, trimmed; raise `UserError` for an empty, long or unprintable one."""
    try:
        trimmed = checked_name(name)
    except UserError:
        trimmed = None
    if trimmed is None:
        raise UserError("bad_preset_name", limit=MAX_NAME_LENGTH)
    return trimmed
