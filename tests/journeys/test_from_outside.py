"""The window, driven from another process by the names that a screen reader tells."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers.fake_cases import html200
from tests.servers.fake_openai import FakeOpenAI
from tests.support.accessibility import Window
from tests.support.desktop import Desktop
from tests.support.invariants import Acknowledged, assert_invariants
from tests.support.processes import answer_with, ask
from tests.support.servers import answer_of, closed_port, serving, slow_answer
from tests.support.steps import SESSIONS, TRANSCRIPT, make_session, quit_window, send, switch, wait_for_answer

SAFE_AFTER = 1.1
"""Seconds after which what was shown must outlive the process, with a little for looking."""


@pytest.fixture
def slow_server() -> Iterator[FakeOpenAI]:
    with serving({"slow": slow_answer(2_000, 0.02)}) as server:
        yield server


def test_the_first_day(desktop: Desktop, data_dir: Path) -> None:
    with desktop.window(data_dir, anew=True) as window:
        _everything_has_its_name(window)
        desktop.picture("first start")
        send(window, "My name is Ada")
        wait_for_answer(window, "My name is Ada")
        send(window, "What is my name?")
        assert "Ada" in wait_for_answer(window, "What is my name?")
        first = window.names(*SESSIONS)[0]
        make_session(window, "Sakura")
        send(window, "What is 6 * 7?")
        wait_for_answer(window, "What is 6 * 7?")
        switch(window, first, "user: My name is Ada")
        switch(window, "What is 6 * 7?", "user: What is 6 * 7?")
        switch(window, first, "user: My name is Ada")
        desktop.picture("two sessions")
        quit_window(window)
    with desktop.window(data_dir, anew=True) as window:
        # The most recent session is the one that opens.
        window.wait_for("list item", "user: What is 6 * 7?", TRANSCRIPT)
        switch(window, first, "user: My name is Ada")
        assert len(window.names(*SESSIONS)) == 2
        quit_window(window)
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
        wait_for_answer(window, "Hello there")
        quit_window(window)


def test_a_screen_reader_is_told_the_answer_in_sentences(desktop: Desktop, data_dir: Path) -> None:
    words = "Sorting costs 3.14 euros. It is stable, e.g. here.\n\n```python\nsort()\n```\n\n- That is all.\n"
    with serving({"spoken": answer_of(words, 4, 0.01)}) as server:
        answer_with(data_dir, server.base_url)
        with desktop.window(data_dir) as window:
            window.wait_for("push button", "Send")
            window.listen()
            send(window, "How?")
            for _ in window.patiently("the end of the answer"):
                if "Answer complete" in window.heard():
                    break
            assert window.heard() == [
                "Sorting costs 3.14 euros.",
                "It is stable, e.g. here.",
                "code, 1 line, python",
                "That is all.",
                "Answer complete",
            ]
            quit_window(window)


def test_an_answer_that_is_stopped_keeps_what_came(desktop: Desktop, data_dir: Path, slow_server: FakeOpenAI) -> None:
    answer_with(data_dir, slow_server.base_url)
    with desktop.window(data_dir) as window:
        send(window, "Tell me all")
        window.wait_for("push button", "Stop", state="enabled")
        window.wait_for("list item", "assistant: About Tell me all: é1…", TRANSCRIPT)
        desktop.picture("streaming")
        window.press("push button", "Stop")
        window.wait_for("push button", "Send")
        window.wait_for("list item", "assistant: About Tell me all: é1…", TRANSCRIPT)
        send(window, "And now?")
        window.wait_for("list item", "assistant: About And now?: é1…", TRANSCRIPT)
        quit_window(window)
    messages = _only_history(data_dir)
    assert [message["status"] for message in messages] == ["complete", "interrupted"] * 2
    assert messages[1]["content"].startswith("About Tell me all: é1 🙂")
    assert_invariants(data_dir)


def test_a_window_that_is_killed_comes_back_with_what_was_said(
    desktop: Desktop, data_dir: Path, slow_server: FakeOpenAI
) -> None:
    answer_with(data_dir, slow_server.base_url)
    with desktop.window(data_dir) as window:
        send(window, "Tell me all")
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
        quit_window(window)
    assert _only_history(data_dir)[1]["content"].startswith(seen)
    assert [message["status"] for message in _only_history(data_dir)] == ["complete", "interrupted"]
    assert_invariants(data_dir)


def test_a_message_that_cannot_be_answered_comes_back(desktop: Desktop, data_dir: Path) -> None:
    with closed_port() as refusing:
        answer_with(data_dir, refusing)
        with desktop.window(data_dir) as window:
            send(window, "Are you there?")
            window.wait_for("list item", "assistant: …", TRANSCRIPT)
            window.wait_for("text", "Message", text="Are you there?")
            window.wait_for("push button", "Send", state="enabled")
            assert "Nothing answers" in window.outline()
            desktop.picture("no server")
            quit_window(window)
    with serving({"html200": html200}) as captive:
        answer_with(data_dir, captive.base_url)
        with desktop.window(data_dir) as window:
            send(window, "Are you there now?")
            window.wait_for("text", "Message", text="Are you there now?")
            assert "web page" in window.outline()
            quit_window(window)
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
        switch(window, "Remember the milk", "user: Remember the milk")
        quit_window(window)
    assert ask(data_dir, "sessions", "list", "--trash")["count"] == 0


def test_what_others_write_appears(desktop: Desktop, data_dir: Path) -> None:
    with desktop.window(data_dir) as window:
        window.wait_for("push button", "Send")
        ask(data_dir, "chat", "Written in a terminal", "--name", "From elsewhere")
        window.wait_for("list item", "From elsewhere", SESSIONS)
        switch(window, "From elsewhere", "user: Written in a terminal")
        quit_window(window)


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


def _set(data_dir: Path, old: str, new: str) -> None:
    settings = data_dir / "settings.toml"
    text = settings.read_text()
    assert old in text
    settings.write_text(text.replace(old, new))


def _only_history(data_dir: Path) -> list[dict[str, str]]:
    (session,) = ask(data_dir, "sessions", "list")["sessions"]
    messages: list[dict[str, str]] = ask(data_dir, "sessions", "history", session["session_id"])["messages"]
    return messages
