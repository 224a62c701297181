"""The desktop's own keeper of secrets, asked in a thread with a deadline: it may wait for a person, or for ever."""

import sys
import threading
from collections.abc import Callable
from typing import Any, Protocol, TypeVar

_T = TypeVar("_T")
_SERVICE = "Parley"


class KeyringError(Exception):
    """The keyring is not there, is locked, or does not answer."""


class Keyring(Protocol):
    """Keeps secrets by name; all methods block, and raise `KeyringError` where the keyring does not do it."""

    def get(self, name: str) -> str | None:
        """Return the secret of that name, None where there is none."""
        ...

    def set(self, name: str, secret: str) -> None:
        """Keep a secret, in place of one of the same name."""
        ...

    def delete(self, name: str) -> None:
        """Forget a secret."""
        ...


class DesktopKeyring:
    """The Secret Service of Linux desktops, the Keychain of macOS, the Credential Manager of Windows."""

    def __init__(self, seconds: float = 10, make: Callable[[], Any] | None = None) -> None:
        """Wait for `seconds` at most to be told a secret, six times that to keep one: it may have to be unlocked."""
        self._seconds = seconds
        self._asking: threading.Thread | None = None
        self._turn = threading.Lock()
        self._make = make or _backend
        self._backend: Any = None

    def get(self, name: str) -> str | None:
        """Return the secret of that name, None where there is none."""
        found = self._asked(lambda backend: backend.get_password(_SERVICE, name))
        return None if found is None else str(found)

    def set(self, name: str, secret: str) -> None:
        """Keep a secret, and see that it is kept."""
        self._asked(lambda backend: backend.set_password(_SERVICE, name, secret), self._seconds * 6)
        if self.get(name) != secret:
            raise KeyringError("it did not keep the key")

    def delete(self, name: str) -> None:
        """Forget a secret."""
        self._asked(lambda backend: backend.delete_password(_SERVICE, name))

    def _asked(self, question: Callable[[Any], _T], seconds: float | None = None) -> _T:
        """Ask one question after the other: servers are looked at side by side, each with a key of its own."""
        seconds = seconds or self._seconds
        if not self._turn.acquire(timeout=seconds):
            raise KeyringError("it has not answered the question before")
        try:
            return self._answer(question, seconds)
        finally:
            self._turn.release()

    def _answer(self, question: Callable[[Any], _T], seconds: float) -> _T:
        if self._asking is not None and self._asking.is_alive():
            raise KeyringError("it has not answered the question before")
        answers: list[_T] = []
        failures: list[Exception] = []

        def ask() -> None:
            try:
                if self._backend is None:
                    self._backend = self._make()
                answers.append(question(self._backend))
            except Exception as error:
                failures.append(error)

        # A daemon: a keyring that never answers must not keep the program from ending.
        self._asking = threading.Thread(target=ask, name="desktop's keyring", daemon=True)
        self._asking.start()
        self._asking.join(seconds)
        if answers:
            return answers[0]
        if failures:
            # The kind alone: what it says could hold anything.
            raise KeyringError(f"it failed with {type(failures[0]).__name__}") from failures[0]
        raise KeyringError(f"it did not answer within {seconds:g} seconds")


def _backend() -> Any:  # noqa: ANN401  a library that is imported where it is used
    """Return the library's way to this desktop's keyring; plug-ins and its settings file are left alone."""
    if sys.platform == "darwin":
        from keyring.backends import macOS

        return _made(macOS.Keyring)
    if sys.platform == "win32":
        from keyring.backends.Windows import WinVaultKeyring

        return _made(WinVaultKeyring)
    from keyring.backends import SecretService

    return _made(SecretService.Keyring)


def _made(kind: Callable[[], Any]) -> Any:  # noqa: ANN401  the library says nothing of its constructors' types
    return kind()
