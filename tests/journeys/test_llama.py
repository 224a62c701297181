"""A server that is not ours, llama.cpp's own, answers in the terminal and in the window."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers.llama_server import start_llama_server, stop_llama_server
from tests.servers.tiny_gguf import ANSWER
from tests.support.desktop import Desktop
from tests.support.invariants import assert_invariants
from tests.support.processes import answer_with, ask


@pytest.fixture
def base_url(tmp_path: Path) -> Iterator[str]:
    process, url = start_llama_server(tmp_path)
    yield url
    stop_llama_server(process)


def test_llama_answers_in_the_terminal(data_dir: Path, base_url: str) -> None:
    answer = ask(data_dir, "chat", "Hello", "--engine", "openai", "--base-url", base_url)
    assert (answer["engine"], answer["reply"]) == ("openai", ANSWER)
    answer_with(data_dir, base_url)
    assert ask(data_dir, "chat", "Hello again", "--user", "ada")["reply"] == ANSWER
    engine = next(check for check in ask(data_dir, "doctor")["checks"] if check["name"] == "engine")
    assert engine["ok"], engine
    assert_invariants(data_dir)


def test_llama_answers_in_the_window(desktop: Desktop, data_dir: Path, base_url: str) -> None:
    answer_with(data_dir, base_url)
    with desktop.window(data_dir) as window:
        window.wait_for("push button", "Send")
        window.type("Hello\n")
        row = ("list item", f"assistant: {ANSWER[:40]}…")
        window.wait_for("label", "", ("list", "Transcript"), row, text=ANSWER)
        window.wait_for("push button", "Send")
        window.press_control("q")
        assert window.wait_for_end() == 0
    (session,) = ask(data_dir, "sessions", "list")["sessions"]
    messages = ask(data_dir, "sessions", "history", session["session_id"])["messages"]
    assert [message["content"] for message in messages] == ["Hello", ANSWER]
    assert_invariants(data_dir)
