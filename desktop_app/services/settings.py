"""The settings: read at start, made at the first one."""

import asyncio
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock

from desktop_app.domain.errors import UserError
from desktop_app.domain.settings import Settings
from desktop_app.domain.users import checked_user, new_user
from desktop_app.formats.settings_toml import default_document, read_settings, with_user, with_value
from desktop_app.store.files import replace_file
from desktop_app.store.uninterrupted import finished_despite_cancellation


def load_settings(file: Path) -> Settings:
    """Return the settings in `file`, the defaults where there is none; raise `UserError` when it cannot be used."""
    data = _bytes(file)
    if data is None:
        return Settings()
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
    with _alone(file):
        settings = load_settings(file)
        if settings.user:
            return settings
        user = new_user()
        text = _text(file)
        _write(file, default_document(user) if text is None else with_user(text, user))
        return load_settings(file)


def set_user(file: Path, user: str) -> None:
    """Let the window and the commands show another profile from the next start on."""
    with _alone(file):
        _write(file, with_user(_text(file) or "", user))


class PreferenceService:
    """Changes single settings while the window is open."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._turn = asyncio.Lock()

    async def change(self, section: str, key: str, value: object) -> None:
        """Write one setting; everything else in the file stays. Raises `UserError` where it cannot be written."""
        await self.change_together(section, {key: value})

    async def change_together(self, section: str, values: Mapping[str, object]) -> None:
        """Write settings that make sense together alone: all of them, or none."""
        await self._written(self._change, section, values)

    async def current(self) -> Settings:
        """Return the settings as the file has them now."""
        return await asyncio.to_thread(load_settings, self._file)

    async def add(self, section: str, key: str, word: str) -> None:
        """Put a word into one of the settings that are lists, where it is not in it."""
        await self._written(self._change_list, section, key, word, present=True)

    async def remove(self, section: str, key: str, word: str) -> None:
        """Take a word out of one of the settings that are lists."""
        await self._written(self._change_list, section, key, word, present=False)

    async def _written(self, work: Callable[..., None], *words: object, **named: object) -> None:
        """Write to the file after what was to be written before, also where nobody waits for that any more."""
        async with self._turn:
            await finished_despite_cancellation(asyncio.to_thread(work, *words, **named))

    def _change_list(self, section: str, key: str, word: str, *, present: bool) -> None:
        with _alone(self._file):
            # As it is in the file by now: another window or a command may have changed it.
            words: tuple[str, ...] = getattr(getattr(load_settings(self._file), section), key)
            if (word in words) != present:
                changed = [*words, word] if present else [each for each in words if each != word]
                _write(self._file, with_value(_text(self._file) or "", section, key, changed))

    def _change(self, section: str, values: Mapping[str, object]) -> None:
        with _alone(self._file):
            text = _text(self._file) or ""
            for key, value in values.items():
                text = with_value(text, section, key, value)
            _write(self._file, text)


@contextmanager
def _alone(file: Path) -> Iterator[None]:
    """Let no other process change the settings meanwhile."""
    # A lock that the operating system drops with its process, whatever happens here.
    lock = FileLock(file.with_suffix(".lock"), mode=0o600, fallback_to_soft=False)
    try:
        lock.acquire()
    except OSError as error:
        raise UserError("settings_not_saved", file=file, reason=(error.strerror or str(error)).lower()) from error
    try:
        yield
    finally:
        lock.release()


def _bytes(file: Path) -> bytes | None:
    """Return what is in `file`, None where there is none; raise `UserError` where that cannot be read or known."""
    try:
        return file.read_bytes()
    except FileNotFoundError as error:
        if file.is_symlink():  # what it points to may be on a disk that is not there just now
            raise UserError("settings_link_dangling", file=file, target=os.readlink(file)) from error
        return None
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UserError("bad_settings_file", file=file, line=1, problem=reason) from error


def _text(file: Path) -> str | None:
    """Return the text of settings that can be read and so be changed, None where there are none."""
    data = _bytes(file)
    if data is None:
        return None
    read_settings(data, str(file))
    return data.decode("utf-8-sig")


def _write(file: Path, text: str) -> None:
    """Replace `file`, or what it is a link to, as a whole: after a crash it holds the old text or the new one."""
    try:
        replace_file(file.resolve(), text.encode())
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UserError("settings_not_saved", file=file, reason=reason) from error
