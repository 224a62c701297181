"""API keys of servers: kept by the desktop's keyring or in a file for its owner alone, and nowhere else."""

import json
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from filelock import FileLock

from desktop_app.domain.errors import UserError
from desktop_app.domain.servers import KeyPlace, checked_key, same_place
from desktop_app.store.desktop_keyring import Keyring, KeyringError
from desktop_app.store.files import replace_file


class KeyStore:
    """The keys by server: scheme, host and port, so that a key never goes anywhere else. All methods block.

    The file says for which servers there is a key, and holds those that the keyring does not.
    """

    def __init__(self, file: Path, keyring: Keyring) -> None:
        self._file = file
        self._keyring = keyring
        self._lent: dict[str, str] = {}
        self._remembered: dict[str, tuple[str, str]] = {}
        """Keys that the keyring has told, with the mark of the entry that they belong to."""

    def find(self, base_url: str) -> str:
        """Return the key for the server at `base_url`, empty where there is none.

        Raises `UserError` where there is one and it cannot be had.
        """
        place = _place(base_url)
        if place in self._lent:
            return self._lent[place]
        entry = self._entries().get(place)
        if entry is None:
            return ""
        if entry.get("held_by") == KeyPlace.FILE:
            return str(entry.get("key", ""))
        mark = str(entry.get("mark"))
        known = self._remembered.get(place)
        if known is not None and known[0] == mark:
            return known[1]
        try:
            key = self._keyring.get(place)
        except KeyringError as error:
            raise UserError("key_locked", base_url=place, reason=error) from error
        if key is None:
            raise UserError("key_lost", base_url=place)
        self._remembered[place] = (mark, key)
        return key

    def lend(self, base_url: str, key: str) -> None:
        """Use a key for that server for as long as this process runs, in place of one that is kept; keep it nowhere."""
        self._lent[_place(base_url)] = checked_key(key)

    def place(self, base_url: str) -> KeyPlace | None:
        """Return what keeps the key for that server; None where there is none."""
        entry = self._entries().get(_place(base_url))
        return None if entry is None else KeyPlace(entry["held_by"])

    def keep(self, base_url: str, key: str, *, in_file: bool = False) -> KeyPlace:
        """Keep a key, in the keyring unless there is none or `in_file` says otherwise; return which of them has it."""
        key = checked_key(key)
        if not key:
            raise UserError("bad_api_key")
        place = _place(base_url)
        entry: dict[str, Any] = {"held_by": KeyPlace.KEYRING.value, "mark": secrets.token_hex(8)}
        try:
            if in_file:
                self._drop_from_keyring(place)
                raise KeyringError("it was not wanted")
            self._keyring.set(place, key)
        except KeyringError:
            entry = {"held_by": KeyPlace.FILE.value, "key": key}
        self._change(place, entry)
        return KeyPlace(entry["held_by"])

    def forget(self, base_url: str) -> bool:
        """Forget the key for that server; tell whether there was one. Raises `UserError` where the keyring keeps it."""
        place = _place(base_url)
        entry = self._entries().get(place)
        if entry is None:
            return False
        if entry.get("held_by") == KeyPlace.KEYRING:
            try:
                if self._keyring.get(place) is not None:
                    self._keyring.delete(place)
            except KeyringError as error:
                raise UserError("key_locked", base_url=place, reason=error) from error
        self._change(place, None)
        return True

    @staticmethod
    def is_shared(base_url: str, other: str) -> bool:
        """Tell whether a key for one of two addresses is for the other as well."""
        try:
            return _place(base_url) == _place(other)
        except UserError:
            return False

    def _drop_from_keyring(self, place: str) -> None:
        entry = self._entries().get(place)
        if entry is not None and entry.get("held_by") == KeyPlace.KEYRING:
            self._keyring.delete(place)

    def _entries(self) -> Mapping[str, Mapping[str, Any]]:
        try:
            entries = json.loads(self._file.read_bytes())
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise UserError("keys_unreadable", file=self._file, reason=(error.strerror or "unknown").lower()) from error
        except (ValueError, RecursionError) as error:
            raise UserError("keys_unreadable", file=self._file, reason="it is not JSON") from error
        kinds = {KeyPlace.FILE.value, KeyPlace.KEYRING.value}
        if not isinstance(entries, dict) or not all(
            isinstance(each, dict) and each.get("held_by") in kinds for each in entries.values()
        ):
            raise UserError("keys_unreadable", file=self._file, reason="it is not a list of keys")
        return entries

    def _change(self, place: str, entry: Mapping[str, Any] | None) -> None:
        with FileLock(self._file.with_suffix(".lock"), mode=0o600, fallback_to_soft=False):
            entries = {name: each for name, each in self._entries().items() if name != place}
            if entry is not None:
                entries[place] = entry
            try:
                replace_file(self._file, json.dumps(entries, indent=1).encode())
            except OSError as error:
                reason = (error.strerror or str(error)).lower()
                raise UserError("settings_not_saved", file=self._file, reason=reason) from error
        self._remembered.pop(place, None)


def _place(base_url: str) -> str:
    """Return whom a key is for."""
    try:
        parts = urlsplit(same_place(base_url))
        port = parts.port or {"http": 80, "https": 443}[parts.scheme]
    except (ValueError, KeyError) as error:
        raise UserError("bad_base_url", base_url="that") from error
    if not parts.hostname or "@" in parts.netloc:
        raise UserError("base_url_not_plain")
    return f"{parts.scheme}://{parts.hostname}:{port}"
