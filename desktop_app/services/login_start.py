"""Start at login: switched on and off where the desktop keeps such wishes, and nowhere else."""

import asyncio
import logging
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from desktop_app.domain import login_start as words
from desktop_app.domain.errors import UserError
from desktop_app.store.files import replace_file

_log = logging.getLogger(__name__)


class Wish(Protocol):
    """Where a desktop keeps what it starts at login."""

    def program(self) -> str:
        """Return what is started, empty where nothing is."""

    def set(self, command: Sequence[str]) -> None:
        """Have a command started."""

    def remove(self) -> None:
        """Have nothing started any more."""


class LoginStart:
    """Knows whether Parley starts with the desktop, and changes that; it is off until somebody wants it."""

    def __init__(self, wish: Wish, command: Sequence[str], *, portable: bool) -> None:
        """Have `command` started; what is carried around cannot be found at the next login."""
        self._wish = wish
        self._command = command
        self._portable = portable

    async def is_on(self) -> bool:
        """Tell whether Parley starts at login; where the program has moved since, where it is now is noted first."""
        return await asyncio.to_thread(self._is_on)

    async def switch(self, *, on: bool) -> None:
        """Start at login from now on, or not any more; raise `UserError` where that cannot be."""
        if on and self._portable:
            raise UserError("login_portable")
        try:
            await asyncio.to_thread(self._wish.set, self._command) if on else await asyncio.to_thread(self._wish.remove)
        except OSError as error:
            raise UserError("login_failed", reason=(error.strerror or str(error)).lower()) from error

    def _is_on(self) -> bool:
        try:
            program = self._wish.program()
            if program and not Path(program).exists() and not self._portable:
                _log.info("The program that starts at login has moved; it is noted anew")
                self._wish.set(self._command)
        except OSError as error:
            _log.warning("It cannot be told whether Parley starts at login: %s", error.strerror)
            return False
        return bool(program)


class FileWish:
    """A file for each program, as desktops that keep to freedesktop.org and macOS have it."""

    def __init__(self, file: Path, write: Callable[[Sequence[str]], bytes], read: Callable[[bytes], str]) -> None:
        self._file = file
        self._write = write
        self._read = read

    def program(self) -> str:
        """Return what the file starts."""
        try:
            return self._read(self._file.read_bytes())
        except FileNotFoundError:
            return ""

    def set(self, command: Sequence[str]) -> None:
        """Write the file, whole or not at all."""
        self._file.parent.mkdir(parents=True, exist_ok=True)
        replace_file(self._file, self._write(command))

    def remove(self) -> None:
        """Take the file away."""
        self._file.unlink(missing_ok=True)


def autostart_file(file: Path) -> FileWish:
    """Return the wish of a desktop that keeps to freedesktop.org."""
    return FileWish(
        file,
        lambda command: words.desktop_entry(command).encode(),
        lambda data: words.entry_program(data.decode("utf-8", "replace")),
    )


def agent_file(file: Path) -> FileWish:
    """Return the wish of macOS."""
    return FileWish(file, words.launch_agent, words.agent_program)


if sys.platform == "win32":
    import winreg

    _RUN = r"Software\Microsoft\Windows\CurrentVersion\Run"
    _NAME = "Parley"

    class RegistryWish:
        """A value in the user's own part of the Windows registry."""

        def program(self) -> str:
            """Return what the value starts."""
            try:
                with winreg.OpenKey(winreg.HKEY_CURRENT_USER, _RUN) as key:
                    line = str(winreg.QueryValueEx(key, _NAME)[0])
            except FileNotFoundError:
                return ""
            return line[1:].partition('"')[0] if line.startswith('"') else line.partition(" ")[0]

        def set(self, command: Sequence[str]) -> None:
            """Write the value."""
            with winreg.CreateKey(winreg.HKEY_CURRENT_USER, _RUN) as key:
                winreg.SetValueEx(key, _NAME, 0, winreg.REG_SZ, subprocess.list2cmdline(command))

        def remove(self) -> None:
            """Take the value away."""
            try:
                with winreg.OpenKey(winreg.HKEY_CURRENT_USER, _RUN, 0, winreg.KEY_SET_VALUE) as key:
                    winreg.DeleteValue(key, _NAME)
            except FileNotFoundError:
                return  # it was not there
