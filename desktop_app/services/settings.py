"""The settings: read at start, made at the first one."""

import asyncio
from collections.abc import Mapping
from pathlib import Path

from filelock import FileLock

from desktop_app.domain.errors import UserError
from desktop_app.domain.settings import Settings
from desktop_app.domain.users import checked_user, new_user
from desktop_app.formats.settings_toml import default_document, read_settings, with_user, with_value
from desktop_app.store.files import replace_file


def load_settings(file: Path) -> Settings:
    """Return the settings in `file`, the defaults where there is none; raise `UserError` when it cannot be used."""
    try:
        data = file.read_bytes()
    except FileNotFoundError:
        return Settings()
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UserError("bad_settings_file", file=file, line=1, problem=reason) from error
    settings = read_settings(data, str(file))
    if settings.user:
        checked_user(settings.user)
    return settings


def ensure_settings(file: Path) -> Settings:
    """Return the settings in `file`, which afterwards exists and names a user.

    Any number of processes that start together agree on one user.
    """
    settings = load_settings(file)
    if settings.user:
        return settings
    # A lock that the operating system drops with its process, whatever happens here.
    with FileLock(file.with_suffix(".lock"), mode=0o600, fallback_to_soft=False):
        settings = load_settings(file)
        if settings.user:
            return settings
        user = new_user()
        text = with_user(file.read_text("utf-8-sig"), user) if file.exists() else default_document(user)
        _write(file, text)
        return load_settings(file)


def set_user(file: Path, user: str) -> None:
    """Let the window and the commands show another profile from the next start on."""
    with FileLock(file.with_suffix(".lock"), mode=0o600, fallback_to_soft=False):
        _write(file, with_user(file.read_text("utf-8-sig"), user))


class PreferenceService:
    """Changes single settings while the window is open."""

    def __init__(self, file: Path) -> None:
        self._file = file

    async def change(self, section: str, key: str, value: object) -> None:
        """Write one setting; everything else in the file stays. Raises `UserError` where it cannot be written."""
        await self.change_together(section, {key: value})

    async def change_together(self, section: str, values: Mapping[str, object]) -> None:
        """Write settings that make sense together alone: all of them, or none."""
        await asyncio.to_thread(self._change, section, values)

    async def current(self) -> Settings:
        """Return the settings as the file has them now."""
        return await asyncio.to_thread(load_settings, self._file)

    async def add(self, section: str, key: str, word: str) -> None:
        """Put a word into one of the settings that are lists, where it is not in it."""
        await asyncio.to_thread(self._change_list, section, key, word, present=True)

    async def remove(self, section: str, key: str, word: str) -> None:
        """Take a word out of one of the settings that are lists."""
        await asyncio.to_thread(self._change_list, section, key, word, present=False)

    def _change_list(self, section: str, key: str, word: str, *, present: bool) -> None:
        with FileLock(self._file.with_suffix(".lock"), mode=0o600, fallback_to_soft=False):
            # As it is in the file by now: another window or a command may have changed it.
            words: tuple[str, ...] = getattr(getattr(load_settings(self._file), section), key)
            if (word in words) != present:
                changed = [*words, word] if present else [each for each in words if each != word]
                ensured = self._file.read_text("utf-8-sig") if self._file.exists() else ""
                _write(self._file, with_value(ensured, section, key, changed))

    def _change(self, section: str, values: Mapping[str, object]) -> None:
        with FileLock(self._file.with_suffix(".lock"), mode=0o600, fallback_to_soft=False):
            text = self._file.read_text("utf-8-sig") if self._file.exists() else ""
            for key, value in values.items():
                text = with_value(text, section, key, value)
            _write(self._file, text)


def _write(file: Path, text: str) -> None:
    """Replace `file` as a whole: after a crash it holds the old text or the new one."""
    try:
        replace_file(file, text.encode())
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UserError("settings_not_saved", file=file, reason=reason) from error
