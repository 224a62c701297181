"""What a shell can hand over and no store can hold: bytes that are no text, terminal commands, too much of anything."""

from pathlib import Path

import pytest

from tests.support.invariants import assert_invariants
from tests.support.processes import ask, run, told

BYTE = "\udcff"
"""A byte that is no UTF-8, as Python hands it to programs and takes it from them."""


def test_words_that_are_no_text_are_refused_and_nothing_is_made(data_dir: Path) -> None:
    ask(data_dir, "sessions", "create", "--id", "s", "--name", "good", "--metadata", "kept=as it is")
    for words in (
        ("chat", f"caf{BYTE}"),
        ("chat", "hello", "--session", f"caf{BYTE}"),
        ("chat", "hello", "--engine", "openai", "--base-url", f"http://127.0.0.1:1/{BYTE}", "--model", BYTE),
        ("sessions", "create", "--id", "s", "--metadata", f"place=caf{BYTE}"),
        ("sessions", "rename", "s", "\x1b[2Jcleared"),
        ("sessions", "show", "\x1b[2J"),
        ("sessions", "list", "--user", f"ad{BYTE}"),
    ):
        sentence = told(run(data_dir, *words))
        assert sentence.isprintable(), words
    (session,) = ask(data_dir, "sessions", "list")["sessions"]
    assert (session["session_id"], session["name"], session["metadata"]["kept"]) == ("s", "good", "as it is")
    assert session["message_count"] == 0
    assert_invariants(data_dir)


def test_input_that_is_no_text_is_refused_and_nothing_is_sent(data_dir: Path) -> None:
    for typed in (f"caf{BYTE}", "a\0b"):
        assert "bytes" in told(run(data_dir, "chat", "-", typed=typed))
    assert ask(data_dir, "sessions", "list")["count"] == 0


@pytest.mark.parametrize("name", ["what? 100% #1 😀", f"caf{BYTE}\nzwei"])
def test_a_data_folder_may_have_any_name(tmp_path: Path, name: str) -> None:
    folder = tmp_path / name
    answer = ask(folder, "chat", "Hello")
    assert ask(folder, "sessions", "history", answer["session_id"])["message_count"] == 2
    assert [path.name for path in tmp_path.iterdir() if path.name not in {"home", name}] == []
    assert_invariants(folder)


def test_a_user_in_the_settings_that_cannot_be_named_is_refused(data_dir: Path) -> None:
    ask(data_dir, "sessions", "list")
    settings = data_dir / "settings.toml"
    settings.write_text(settings.read_text().replace('user = "', 'user = "a\\u0000'))
    assert "user" in told(run(data_dir, "sessions", "list"))
