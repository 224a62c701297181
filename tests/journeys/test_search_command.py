"""Search from the command line."""

import os
import pty
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.support.processes import ask, command, run


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("filled") / "data"
    ask(folder, "sessions", "create", "--id", "garden", "--name", "Garden plans")
    ask(folder, "chat", "Where shall the roses grow?", "--session", "garden")
    ask(folder, "chat", "今天学习排序算法", "--session", "sorting")
    ask(folder, "chat", "roses are not for me", "--session", "other", "--user", "eve")
    return folder


@pytest.fixture
def filled(template: Path, data_dir: Path) -> Path:
    shutil.copytree(template, data_dir)
    return data_dir


def test_hits_say_where_they_are(filled: Path) -> None:
    found = ask(filled, "search", "role:user ros")
    (hit,) = found["hits"]
    question = ask(filled, "sessions", "history", "garden")["messages"][0]
    assert hit["message_id"] == question["id"]
    assert (hit["session_id"], hit["role"], hit["timestamp"]) == ("garden", "user", question["timestamp"])
    assert hit["snippet"] == "Where shall the roses grow?"
    assert hit["ranges"] == [[16, 21]]
    assert found["count"] == 1
    assert found["elapsed_ms"] > 0
    assert [session["name"] for session in ask(filled, "search", "plans")["sessions"]] == ["Garden plans"]
    assert ask(filled, "search", "排序", "role:user")["count"] == 1
    assert ask(filled, "search", '"roses grow"', "--ranked", "--limit", "1")["count"] == 1


@pytest.mark.parametrize("query", ["nowhere", "* AND (", "role:user OR NEAR(", "'; DROP TABLE"])
def test_anything_can_be_asked_for(filled: Path, query: str) -> None:
    assert ask(filled, "search", query)["success"]
    assert run(filled, "search", query).code == 0


@pytest.mark.parametrize("query", ['"', "🙂", "col:umn"])
def test_what_can_find_nothing_is_told(filled: Path, query: str) -> None:
    assert run(filled, "search", query, "--json").document["error"]["code"] in {"search_for_nothing", "search_unusable"}


def test_nobody_else_s_words(filled: Path) -> None:
    assert ask(filled, "search", "not for me")["count"] == 0
    assert ask(filled, "search", "not for me", "--user", "eve")["count"] == 1


def test_people_read_lines_and_only_a_terminal_is_sent_bold_letters(filled: Path) -> None:
    plain = run(filled, "search", "roses role:user")
    assert "Garden plans" in plain.out
    assert "Where shall the roses grow?" in plain.out
    assert "\x1b" not in plain.out
    assert run(filled, "search", "nowhere").out == "Nothing found.\n"
    ask(filled, "chat", "danger \x1b[2J roses", "--session", "garden")
    shown = _in_terminal(filled, "search", "roses role:user")
    assert "the \x1b[1mroses\x1b[22m grow?" in shown
    assert "danger" in shown
    assert "\x1b[2J" not in shown, "a text cannot command the terminal"


@pytest.mark.parametrize("words", [["search"], ["search", "x", "--limit", "0"], ["search", "x", "--limit", "many"]])
def test_wrong_usage(data_dir: Path, words: list[str]) -> None:
    assert run(data_dir, *words).code == 2


def _in_terminal(data_dir: Path, *words: str) -> str:
    here, there = pty.openpty()
    with subprocess.Popen(command(data_dir, *words), stdin=subprocess.DEVNULL, stdout=there, stderr=there) as process:
        os.close(there)
        said = b""
        try:
            while piece := os.read(here, 65_536):
                said += piece
        except OSError:  # the other end was closed
            pass
        finally:
            os.close(here)
    assert process.returncode == 0
    return said.decode()
