"""What Parley writes is for its owner's eyes, and its log for everybody's: it quotes nobody."""

import os
import stat
from pathlib import Path

import pytest

from tests.servers.fake_cases import html200
from tests.support.processes import ask, run, start_soon
from tests.support.servers import serving

CANARY = "xylophone"


def test_everything_is_its_owner_s_alone_whatever_the_umask(data_dir: Path) -> None:
    old = os.umask(0)
    try:
        assert run(data_dir, "chat", "Hello", "--session", "s").code == 0
        assert run(data_dir, "sessions", "delete", "s").code == 0
    finally:
        os.umask(old)
    _assert_private(data_dir)


def test_files_beside_the_chat_file_are_private_while_it_is_open(data_dir: Path) -> None:
    old = os.umask(0)
    try:
        ask(data_dir, "chat", "Hello")
        with start_soon(
            data_dir, "chat", "Hello", "--engine", "scripted", environment={"PARLEY_LOG_LEVEL": "info"}
        ) as open_:
            while open_.poll() is None:
                _assert_private(data_dir)
    finally:
        os.umask(old)
    assert open_.returncode == 0


def test_a_folder_and_files_that_were_open_to_others_are_closed(data_dir: Path) -> None:
    data_dir.mkdir(mode=0o755)
    data_dir.chmod(0o755)
    ask(data_dir, "chat", "Hello")
    _assert_private(data_dir)
    for path in (data_dir, data_dir / "parley.db", data_dir / "settings.toml"):
        path.chmod(path.stat().st_mode | 0o044)
    ask(data_dir, "sessions", "list")
    _assert_private(data_dir)


def test_a_folder_with_other_things_in_it_stays_as_shared_as_it_is(data_dir: Path) -> None:
    data_dir.mkdir()
    data_dir.chmod(0o755)
    letter = data_dir / "letter.txt"
    letter.write_text("Dear Ada")
    letter.chmod(0o644)
    ask(data_dir, "chat", "Hello")
    assert stat.S_IMODE(letter.stat().st_mode) == 0o644
    assert not (data_dir / "parley.db").stat().st_mode & 0o077


def test_no_word_of_anybody_gets_into_the_log(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARLEY_LOG_LEVEL", "info")
    told = (f"My name is {CANARY}", "--name", f"{CANARY} trip", "--user", f"{CANARY} the user")
    session_id = ask(data_dir, "chat", *told)["session_id"]
    assert run(data_dir, "search", CANARY, "--json").code == 0
    assert run(data_dir, "sessions", "delete", session_id, "--user", f"{CANARY} the user").code == 0
    with serving({"html200": html200}) as captive:
        for url in (captive.base_url, f"http://ada:{CANARY}@127.0.0.1:1/v1"):
            assert run(data_dir, "chat", CANARY, "--engine", "openai", "--base-url", url).code == 1
    assert run(data_dir, "sessions", "rename", CANARY, CANARY).code == 1
    words = (data_dir / "parley.log").read_text("utf-8")
    assert session_id in words, "there is something to look through"
    assert CANARY not in words


def _assert_private(data_dir: Path) -> None:
    for path in (data_dir, *data_dir.rglob("*")):
        try:
            mode = path.stat().st_mode
        except FileNotFoundError:
            continue  # it was there a moment ago
        assert not mode & (stat.S_IRWXG | stat.S_IRWXO), f"others can read {path}"
