"""Keyrings for tests: one that works, one that is not there, one that never answers."""

import threading

from desktop_app.store.desktop_keyring import KeyringError


class WorkingKeyring:
    def __init__(self) -> None:
        self.secrets: dict[str, str] = {}

    def get(self, name: str) -> str | None:
        return self.secrets.get(name)

    def set(self, name: str, secret: str) -> None:
        self.secrets[name] = secret

    def delete(self, name: str) -> None:
        del self.secrets[name]


class NoKeyring:
    """As on a computer without a desktop, or when it is locked."""

    def get(self, name: str) -> str | None:
        raise KeyringError("it is locked")

    def set(self, name: str, secret: str) -> None:
        raise KeyringError("it is locked")

    def delete(self, name: str) -> None:
        raise KeyringError("it is locked")


class Library:
    """What the library's backends look like, with its faults."""

    def __init__(self, fault: str = "") -> None:
        self.fault = fault
        self.kept: dict[tuple[str, str], str] = {}
        self.released = threading.Event()

    def get_password(self, service: str, name: str) -> str | None:
        self._fail()
        return None if self.fault == "forgets" else self.kept.get((service, name))

    def set_password(self, service: str, name: str, secret: str) -> None:
        self._fail()
        self.kept[service, name] = secret

    def delete_password(self, service: str, name: str) -> None:
        self._fail()
        del self.kept[service, name]

    def _fail(self) -> None:
        if self.fault == "raises":
            raise RuntimeError("secret words")
        if self.fault == "hangs":
            self.released.wait(60)
