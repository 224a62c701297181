"""The tree of messages, driven from outside: edited, answered anew, switched, compared, forked, deleted and undone."""

from pathlib import Path
from typing import Any

from tests.support.accessibility import Window
from tests.support.desktop import Desktop
from tests.support.invariants import assert_invariants
from tests.support.processes import ask
from tests.support.steps import SESSIONS, TRANSCRIPT, quit_window, send, wait_for_answer

COMPARE = ("dialog", "Compare versions")
QUESTION = "What are you?"


def test_through_the_names_that_a_screen_reader_tells(desktop: Desktop, data_dir: Path) -> None:
    with desktop.window(data_dir) as window:
        send(window, "My name is Ada")
        wait_for_answer(window, "My name is Ada")
        _edit_by_name(window, "My name is Ada", "My name is Eve")
        send(window, QUESTION)
        answers = [wait_for_answer(window, QUESTION)]
        for number in (2, 3):
            window.press("push button", "Regenerate", TRANSCRIPT, _row(answers[-1]))
            answers.append(_wait_for_version(window, number, 3 if number == 3 else 2))
        window.press("push button", "Previous version", TRANSCRIPT, _row(answers[2]))
        assert _wait_for_version(window, 2, 3) == answers[1]
        desktop.picture("versions")
        window.press("push button", "Compare versions", TRANSCRIPT, _row(answers[1]))
        window.wait_for(*COMPARE)
        desktop.picture("compare versions")
        window.press("push button", "Close", COMPARE)
        window.wait_until_gone(*COMPARE)
        _fork_by_name(window, answers[1])
        window.press("push button", "Delete branch", TRANSCRIPT, ("list item", f"user: {QUESTION}"))
        window.wait_until_gone("list item", f"user: {QUESTION}", TRANSCRIPT)
        desktop.picture("branch deleted")
        # Not the first one that there is: the fork can be undone as well.
        window.press("push button", "Undo", ("filler", "4 messages are in the trash."))
        window.wait_for("list item", f"user: {QUESTION}", TRANSCRIPT)
        assert _wait_for_version(window, 2, 3) == answers[1]
        quit_window(window)
    _assert_stored(data_dir, answers)


def test_by_the_keyboard_alone(desktop: Desktop, data_dir: Path) -> None:
    with desktop.window(data_dir) as window:
        window.wait_for("push button", "Send")
        window.type("My name is Ada\n")
        wait_for_answer(window, "My name is Ada")
        window.press_keys("Up")
        window.wait_for("text", "Edit message", state="focused")
        window.press_keys("Ctrl+a")
        window.type("My name is Eve\n")
        wait_for_answer(window, "My name is Eve")
        window.type(f"{QUESTION}\n")
        answers = [wait_for_answer(window, QUESTION)]
        for number in (2, 3):
            window.press_keys("Ctrl+r")
            answers.append(_wait_for_version(window, number, number))
        _walk_to_the_last_row(window, answers[2])
        window.press_keys("Alt+Left")
        assert _wait_for_version(window, 2, 3) == answers[1]
        window.wait_for(*_row(answers[1]), TRANSCRIPT, state="focused")
        window.press_keys("c")
        window.wait_for(*COMPARE)
        window.press_keys_in_dialog("Esc")
        window.wait_until_gone(*COMPARE)
        _fork_by_key(window, answers[1])
        _walk_to_the_last_row(window, answers[1])
        window.press_keys("Up")
        window.wait_for("list item", f"user: {QUESTION}", TRANSCRIPT, state="focused")
        window.press_keys("Del")
        window.wait_until_gone("list item", f"user: {QUESTION}", TRANSCRIPT)
        window.press_keys("Ctrl+z")
        assert _wait_for_version(window, 2, 3) == answers[1]
        quit_window(window)
    _assert_stored(data_dir, answers)


def _row(name: str) -> tuple[str, str]:
    return ("list item", name)


def _edit_by_name(window: Window, before: str, after: str) -> None:
    window.press("push button", "Edit", TRANSCRIPT, ("list item", f"user: {before}"))
    window.write("text", "Edit message", after)
    window.press("push button", "Send the new version")
    wait_for_answer(window, after)
    window.wait_for("label", "Version 2 of 2", TRANSCRIPT, ("list item", f"user: {after}"))


def _wait_for_version(window: Window, place: int, count: int) -> str:
    """Wait until the last answer is at its end and that version of so many; return its name."""
    for _ in window.patiently(f"version {place} of {count}"):
        last = window.names(*TRANSCRIPT)[-1]
        if window.shows("label", f"Version {place} of {count}", TRANSCRIPT, _row(last)):
            break
    window.wait_for("push button", "Send")
    return window.names(*TRANSCRIPT)[-1]


def _fork_by_name(window: Window, answer: str) -> None:
    """Fork at an answer, see that the fork is a session of its own without other versions, and go back."""
    window.press("push button", "Fork into a new session", TRANSCRIPT, _row(answer))
    _wait_for_fork(window, answer)
    window.select(*SESSIONS, window.names(*SESSIONS)[1])
    assert _wait_for_version(window, 2, 3) == answer


def _fork_by_key(window: Window, answer: str) -> None:
    window.press_keys("f")
    _wait_for_fork(window, answer)
    window.press_keys("Alt+Down")
    assert _wait_for_version(window, 2, 3) == answer


def _wait_for_fork(window: Window, answer: str) -> None:
    for _ in window.patiently("a second session that shows one version"):
        if len(window.names(*SESSIONS)) == 2 and not window.shows("label", "Version 2 of 3", TRANSCRIPT):
            break
    window.wait_for(*_row(answer), TRANSCRIPT)


def _walk_to_the_last_row(window: Window, answer: str) -> None:
    """Go from the composer through the panes to the transcript."""
    window.wait_for("text", "Message", state="focused")
    window.press_keys("F6", "F6", "F6")
    window.wait_for(*_row(answer), TRANSCRIPT, state="focused")


def _assert_stored(data_dir: Path, answers: list[str]) -> None:
    """Everything that was said is stored, on the shown branch what was shown last, and the fork has a copy of that."""
    shown = [answers[1].removeprefix("assistant: ")[:40]]
    first, fork = sorted(ask(data_dir, "sessions", "list")["sessions"], key=lambda session: -session["message_count"])
    every = _history(data_dir, first["session_id"], "--all-branches")
    assert [m["content"] for m in every if m["role"] == "user"] == ["My name is Ada", "My name is Eve", QUESTION]
    assert len(every) == 8
    for session in (first, fork):
        history = _history(data_dir, session["session_id"])
        assert [m["role"] for m in history] == ["user", "assistant"] * 2
        assert history[0]["content"] == "My name is Eve"
        assert [history[-1]["content"][:40]] == shown
    assert fork["message_count"] == 4
    assert_invariants(data_dir)


def _history(data_dir: Path, session_id: str, *options: str) -> list[dict[str, Any]]:
    messages: list[dict[str, Any]] = ask(data_dir, "sessions", "history", session_id, *options)["messages"]
    return messages
