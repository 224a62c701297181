"""API keys: with the keyring or in a private file, found again by their server alone."""

import stat
import time
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path

import pytest

from desktop_app.domain.errors import UserError
from desktop_app.domain.servers import KeyPlace
from desktop_app.store.desktop_keyring import DesktopKeyring, KeyringError
from desktop_app.store.keys import KeyStore
from tests.support.keyrings import Library, NoKeyring, WorkingKeyring

KEY = "sk-canary-0123456789"
URL = "http://box.example:8000/v1"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "keys.json"


def test_a_keyring_keeps_the_key_and_the_file_only_that_there_is_one(file: Path) -> None:
    keyring = WorkingKeyring()
    assert KeyStore(file, keyring).keep(URL, f" {KEY}\n") is KeyPlace.KEYRING
    assert KEY not in file.read_text()
    assert list(keyring.secrets.values()) == [KEY]
    again = KeyStore(file, keyring)
    assert (again.find(URL), again.place(URL)) == (KEY, KeyPlace.KEYRING)
    assert again.forget(URL)
    assert (again.find(URL), again.place(URL), keyring.secrets) == ("", None, {})
    assert not again.forget(URL)


def test_without_a_keyring_a_file_keeps_it_for_its_owner_alone(file: Path) -> None:
    keys = KeyStore(file, NoKeyring())
    assert keys.keep(URL, KEY) is KeyPlace.FILE
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    again = KeyStore(file, NoKeyring())
    assert (again.find(URL), again.place(URL)) == (KEY, KeyPlace.FILE)
    assert again.forget(URL)
    assert KEY not in file.read_text()


def test_who_wants_a_file_gets_one_and_the_keyring_forgets(file: Path) -> None:
    keyring = WorkingKeyring()
    keys = KeyStore(file, keyring)
    keys.keep(URL, "older")
    assert keys.keep(URL, KEY, in_file=True) is KeyPlace.FILE
    assert not keyring.secrets
    assert keys.find(URL) == KEY


@pytest.mark.parametrize(
    "other",
    [
        "https://box.example:8000/v1",
        "http://box.example/v1",
        "http://box.example.org:8000",
        "http://127.0.0.1:8000",
        "",
    ],
)
def test_a_key_goes_to_its_own_server_alone(file: Path, other: str) -> None:
    keys = KeyStore(file, NoKeyring())
    keys.keep(URL, KEY)
    try:
        assert keys.find(other) == ""
    except UserError as error:
        assert error.code == "bad_base_url"


def test_the_same_server_by_other_words(file: Path) -> None:
    keys = KeyStore(file, NoKeyring())
    keys.keep("http://localhost:8000", KEY)
    for same in ("http://127.0.0.1:8000/v1", "HTTP://LocalHost:8000/", "http://[::1]:8000/v1"):
        assert keys.find(same) == KEY


def test_a_change_by_another_process_is_seen_at_once(file: Path) -> None:
    keyring = WorkingKeyring()
    here, there = KeyStore(file, keyring), KeyStore(file, keyring)
    there.keep(URL, "first")
    assert here.find(URL) == "first"
    there.keep(URL, "second")
    assert here.find(URL) == "second"
    there.forget(URL)
    assert here.find(URL) == ""


def test_a_lost_or_locked_keyring_is_told_and_costs_nothing_else(file: Path) -> None:
    keyring = WorkingKeyring()
    KeyStore(file, keyring).keep(URL, KEY)
    keyring.secrets.clear()
    with pytest.raises(UserError, match="key_lost"):
        KeyStore(file, keyring).find(URL)
    locked = KeyStore(file, NoKeyring())
    with pytest.raises(UserError, match="key_locked") as refused:
        locked.find(URL)
    assert "--file" in refused.value.message
    with pytest.raises(UserError, match="key_locked"):
        locked.forget(URL)
    assert locked.keep(URL, KEY) is KeyPlace.FILE
    assert locked.find(URL) == KEY


@pytest.mark.parametrize("content", [b"{", b"[]", b'{"a": 1}', b'{"a": {"held_by": "x"}}', b"\xff", b"[" * 100_000])
def test_a_damaged_file_is_told_and_left_as_it_is(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    keys = KeyStore(file, WorkingKeyring())
    for attempt in (lambda: keys.find(URL), lambda: keys.keep(URL, KEY), lambda: keys.forget(URL)):
        with pytest.raises(UserError, match="keys_unreadable") as refused:
            attempt()
        assert KEY not in refused.value.message
    assert file.read_bytes() == content


@pytest.mark.parametrize("key", ["", " ", "sk-ä", "a\nb", "a\0"])
def test_what_can_be_no_key_is_not_kept(file: Path, key: str) -> None:
    with pytest.raises(UserError, match="bad_api_key"):
        KeyStore(file, WorkingKeyring()).keep(URL, key)
    assert not file.exists()


def test_the_library_is_asked_by_the_server_s_address() -> None:
    library = Library()
    keyring = DesktopKeyring(20, lambda: library)
    assert keyring.get("a") is None
    keyring.set("a", KEY)
    assert keyring.get("a") == KEY
    assert library.kept == {("Parley", "a"): KEY}
    keyring.delete("a")
    assert keyring.get("a") is None


@pytest.mark.parametrize("fault", ["raises", "forgets"])
def test_a_library_that_fails_says_nothing_of_what_it_held(fault: str) -> None:
    with pytest.raises(KeyringError) as refused:
        DesktopKeyring(20, lambda: Library(fault)).set("a", KEY)
    assert "secret" not in str(refused.value)
    assert KEY not in str(refused.value)


def test_two_who_ask_at_once_are_both_answered() -> None:
    library = Library("hangs")
    library.kept = {("Parley", name): f"key of {name}" for name in "ab"}
    keyring = DesktopKeyring(60, lambda: library)
    with ThreadPoolExecutor(2) as pool:
        answers = [pool.submit(keyring.get, name) for name in "ab"]
        wait(answers, timeout=0.2)
        library.released.set()
        assert [answer.result() for answer in answers] == ["key of a", "key of b"]


def test_a_library_that_never_answers_is_left_alone() -> None:
    library = Library("hangs")
    keyring = DesktopKeyring(0.05, lambda: library)
    began = time.monotonic()
    for _ in range(20):
        with pytest.raises(KeyringError):
            keyring.get("a")
    assert time.monotonic() - began < 10
    library.released.set()
