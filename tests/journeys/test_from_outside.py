"""The window, driven from another process by the names that a screen reader tells."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers.fake_cases import html200
from tests.servers.fake_openai import FakeOpenAI
from tests.support.accessibility import Desktop, Window
from tests.support.invariants import Acknowledged, assert_invariants
from tests.support.processes import answer_with, ask
from tests.support.servers import closed_port, serving, slow_answer

SESSIONS = ("list", "Sessions")
TRANSCRIPT = ("list", "Transcript")
DIALOG = ("dialog", "New session")
SAFE_AFTER = 1.1
"""Seconds after which what was shown must outlive the process, with a little for looking."""


@pytest.fixture
def slow_server() -> Iterator[FakeOpenAI]:
    with serving({"slow": slow_answer(2_000, 0.02)}) as server:
        yield server


def test_the_first_day(desktop: Desktop, data_dir: Path) -> None:
    with desktop.window(data_dir) as window:
        _everything_has_its_name(window)
        desktop.picture("first start")
        _send(window, "My name is Ada")
        _wait_for_answer(window, "My name is Ada")
        _send(window, "What is my name?")
        assert "Ada" in _wait_for_answer(window, "What is my name?")
        first = window.names(*SESSIONS)[0]
        _make_session(window, "Sakura")
        _send(window, "What is 6 * 7?")
        _wait_for_answer(window, "What is 6 * 7?")
        _switch(window, first, "user: My name is Ada")
        _switch(window, "What is 6 * 7?", "user: What is 6 * 7?")
        _switch(window, first, "user: My name is Ada")
        desktop.picture("two sessions")
        _quit(window)
    with desktop.window(data_dir) as window:
        # The most recent session is the one that opens.
        window.wait_for("list item", "user: What is 6 * 7?", TRANSCRIPT)
        _switch(window, first, "user: My name is Ada")
        assert len(window.names(*SESSIONS)) == 2
        _quit(window)
    listed = {session["persona"]: session for session in ask(data_dir, "sessions", "list")["sessions"]}
    assert {persona: session["message_count"] for persona, session in listed.items()} == {
        "default_assistant": 4,
        "sakura": 2,
    }
    assert_invariants(data_dir, [Acknowledged(listed["default_assistant"]["session_id"], "My name is Ada")])


def test_keys_are_all_it_takes(desktop: Desktop, data_dir: Path) -> None:
    with desktop.window(data_dir) as window:
        window.wait_for("push button", "Send")
        window.type("Hello there")
        window.wait_for("text", "Message", text="Hello there")
        window.type("\n")
        _wait_for_answer(window, "Hello there")
        _quit(window)


def test_an_answer_that_is_stopped_keeps_what_came(desktop: Desktop, data_dir: Path, slow_server: FakeOpenAI) -> None:
    answer_with(data_dir, slow_server.base_url)
    with desktop.window(data_dir) as window:
        _send(window, "Tell me all")
        window.wait_for("push button", "Stop", state="enabled")
        window.wait_for("list item", "assistant: About Tell me all: é1…", TRANSCRIPT)
        desktop.picture("streaming")
        window.press("push button", "Stop")
        window.wait_for("push button", "Send")
        window.wait_for("list item", "assistant: About Tell me all: é1…", TRANSCRIPT)
        _send(window, "And now?")
        window.wait_for("list item", "assistant: About And now?: é1…", TRANSCRIPT)
        _quit(window)
    messages = _only_history(data_dir)
    assert [message["status"] for message in messages] == ["complete", "interrupted"] * 2
    assert messages[1]["content"].startswith("About Tell me all: é1 🙂")
    assert_invariants(data_dir)


def test_a_window_that_is_killed_comes_back_with_what_was_said(
    desktop: Desktop, data_dir: Path, slow_server: FakeOpenAI
) -> None:
    answer_with(data_dir, slow_server.base_url)
    with desktop.window(data_dir) as window:
        _send(window, "Tell me all")
        window.wait_for("list item", "assistant: About Tell me all: é1…", TRANSCRIPT)
        row = (TRANSCRIPT, ("list item", "assistant: …"))
        seen = window.find("label", "", *row)["text"]
        time.sleep(SAFE_AFTER)
        window.process.kill()
    with desktop.window(data_dir) as window:
        window.wait_for("list item", "user: Tell me all", TRANSCRIPT)
        assert window.wait_for("label", "", *row)["text"].startswith(seen)
        window.wait_for("push button", "Send")
        desktop.picture("cut off")
        _quit(window)
    assert _only_history(data_dir)[1]["content"].startswith(seen)
    assert [message["status"] for message in _only_history(data_dir)] == ["complete", "interrupted"]
    assert_invariants(data_dir)


def test_a_message_that_cannot_be_answered_comes_back(desktop: Desktop, data_dir: Path) -> None:
    with closed_port() as refusing:
        answer_with(data_dir, refusing)
        with desktop.window(data_dir) as window:
            _send(window, "Are you there?")
            window.wait_for("list item", "assistant: …", TRANSCRIPT)
            window.wait_for("text", "Message", text="Are you there?")
            window.wait_for("push button", "Send", state="enabled")
            assert "Nothing answers" in window.outline()
            desktop.picture("no server")
            _quit(window)
    with serving({"html200": html200}) as captive:
        answer_with(data_dir, captive.base_url)
        with desktop.window(data_dir) as window:
            _send(window, "Are you there now?")
            window.wait_for("text", "Message", text="Are you there now?")
            assert "web page" in window.outline()
            _quit(window)
    assert_invariants(data_dir)


def test_what_expired_can_be_called_back(desktop: Desktop, data_dir: Path) -> None:
    ask(data_dir, "sessions", "create", "--id", "shopping", "--temporary")
    ask(data_dir, "chat", "Remember the milk", "--session", "shopping")
    ask(data_dir, "sessions", "create", "--id", "kept", "--name", "Kept")
    _set(data_dir, "temporary_timeout_hours = 1", "temporary_timeout_hours = 0.00001")
    with desktop.window(data_dir) as window:
        window.wait_for("push button", "Undo")
        window.wait_until_gone("list item", "Remember the milk", SESSIONS)
        assert [session["session_id"] for session in ask(data_dir, "sessions", "list", "--trash")["sessions"]] == [
            "shopping"
        ]
        desktop.picture("expired")
        window.press("push button", "Undo")
        window.wait_for("list item", "Remember the milk", SESSIONS)
        window.wait_until_gone("push button", "Undo")
        _switch(window, "Remember the milk", "user: Remember the milk")
        _quit(window)
    assert ask(data_dir, "sessions", "list", "--trash")["count"] == 0


def test_what_others_write_appears(desktop: Desktop, data_dir: Path) -> None:
    with desktop.window(data_dir) as window:
        window.wait_for("push button", "Send")
        ask(data_dir, "chat", "Written in a terminal", "--name", "From elsewhere")
        window.wait_for("list item", "From elsewhere", SESSIONS)
        _switch(window, "From elsewhere", "user: Written in a terminal")
        _quit(window)


def test_a_folder_that_cannot_be_used_is_said_in_the_window_s_terminal(desktop: Desktop, tmp_path: Path) -> None:
    letter = tmp_path / "letter"
    letter.write_text("Dear Ada")
    with pytest.raises(AssertionError, match="as its data folder"), desktop.window(letter):
        pass
    assert letter.read_text() == "Dear Ada"


def _everything_has_its_name(window: Window) -> None:
    assert window.wait_for("frame", "…")["name"].endswith("Parley")
    window.wait_for("list item", "…", SESSIONS)
    for role, name in (
        ("push button", "New session"),
        ("text", "Search sessions"),
        TRANSCRIPT,
        ("text", "Message"),
        ("push button", "Send"),
        ("push button", "Persona"),
    ):
        window.wait_for(role, name)
    assert window.find("label", "User")["description"].startswith("user_")
    assert window.find("push button", "Persona")["description"] == "Default Assistant"


def _make_session(window: Window, persona: str) -> None:
    window.press("push button", "New session")
    window.wait_for(*DIALOG)
    window.wait_for("text", "Session name", DIALOG, text="")
    assert "enabled" not in window.find("push button", "Create session", DIALOG)["states"]
    window.select("list", "Persona", f"{persona}…", DIALOG)
    window.press("push button", "Create session", DIALOG)
    window.wait_until_gone(*DIALOG)
    for _ in window.patiently(f"the header names {persona}"):
        if window.find("push button", "Persona")["description"] == persona:
            break


def _send(window: Window, text: str) -> None:
    window.wait_for("push button", "Send")
    window.write("text", "Message", text)
    window.press("push button", "Send")
    window.wait_for("list item", f"user: {text}", TRANSCRIPT)


def _wait_for_answer(window: Window, question: str) -> str:
    """Wait until the question is answered, and the answer is at its end; return the name of its row."""
    for _ in window.patiently(f"an answer to “{question}”"):
        rows = window.names(*TRANSCRIPT)
        if len(rows) > 1 and rows[-2] == f"user: {question}" and rows[-1] not in {"assistant: ", "assistant: …"}:
            break
    window.wait_for("push button", "Send")
    window.wait_for("text", "Message", text="")
    return window.names(*TRANSCRIPT)[-1]


def _switch(window: Window, session: str, row: str) -> None:
    window.select(*SESSIONS, session)
    window.wait_for("list item", row, TRANSCRIPT)


def _quit(window: Window) -> None:
    window.press_control("q")
    assert window.wait_for_end() == 0


def _set(data_dir: Path, old: str, new: str) -> None:
    settings = data_dir / "settings.toml"
    text = settings.read_text()
    assert old in text
    settings.write_text(text.replace(old, new))


def _only_history(data_dir: Path) -> list[dict[str, str]]:
    (session,) = ask(data_dir, "sessions", "list")["sessions"]
    messages: list[dict[str, str]] = ask(data_dir, "sessions", "history", session["session_id"])["messages"]
    return messages
