"""The workflow of the guide to sessions, through the window, from another process."""

from pathlib import Path

from tests.support.accessibility import Window
from tests.support.desktop import Desktop
from tests.support.invariants import Acknowledged, assert_invariants
from tests.support.processes import ask
from tests.support.steps import (
    MANAGE,
    SESSIONS,
    TABLE,
    TRANSCRIPT,
    make_session,
    manage_sessions,
    quit_window,
    send,
    wait_for_answer,
)

FIRST, SECOND = "My name is Ada", "What is 6 * 7?"


def test_sessions_are_made_managed_switched_and_cleared(desktop: Desktop, data_dir: Path) -> None:
    with desktop.window(data_dir) as window:
        user = _first_time(window)
        send(window, FIRST)
        wait_for_answer(window, FIRST)
        make_session(window, "Sakura")
        assert not window.shows("list item", f"user: {FIRST}", TRANSCRIPT)
        send(window, SECOND)
        wait_for_answer(window, SECOND)
        _switch_in_the_table(window, desktop)
        desktop.picture("history of the first session")
        _clear_and_undo(window, desktop)
        assert window.find("label", "User")["description"] == user
        quit_window(window)
    listed = ask(data_dir, "sessions", "list")["sessions"]
    assert {session["persona"] for session in listed} == {"default_assistant", "sakura"}
    assert {session["user_id"] for session in listed} == {user}
    (mine,) = [session["session_id"] for session in listed if session["persona"] == "default_assistant"]
    assert_invariants(data_dir, [Acknowledged(mine, FIRST)])


def test_many_are_put_away_and_one_is_deleted_for_good(desktop: Desktop, data_dir: Path) -> None:
    for name in ("Bread", "Wine"):
        ask(data_dir, "chat", f"About {name}", "--name", name)
    settings = data_dir / "settings.toml"
    settings.write_text(settings.read_text().replace('theme = "system"', 'theme = "dark"'))
    with desktop.window(data_dir) as window:
        manage_sessions(window)
        desktop.picture("all sessions, dark")
        _choose(window, "Bread…")
        window.press("push button", "Archive", MANAGE)
        window.wait_until_gone("table cell", "Bread…", MANAGE, TABLE)
        window.press("push button", "Undo", MANAGE)
        _choose(window, "Bread…")
        window.press("push button", "Move to trash", MANAGE)
        window.wait_until_gone("table cell", "Bread…", MANAGE, TABLE)
        window.wait_until_gone("list item", "Bread", SESSIONS)
        window.press("page tab", "Trash, 1", MANAGE)
        _choose(window, "Bread…")
        window.press("push button", "Delete for good", MANAGE)
        window.wait_for("push button", "Keep", MANAGE)
        desktop.picture("deletion is asked in place")
        window.press("push button", "Delete for good", MANAGE)
        window.wait_until_gone("table cell", "Bread…", MANAGE, TABLE)
        window.wait_for("page tab", "Trash, 0", MANAGE)
        assert "Deleted for good: 1 session, 2 messages." in window.outline()
        quit_window(window)
    assert [session["name"] for session in ask(data_dir, "sessions", "list")["sessions"]] == ["Wine"]
    assert ask(data_dir, "sessions", "list", "--trash")["count"] == 0
    assert_invariants(data_dir)


def _first_time(window: Window) -> str:
    """See the session that is there by itself, the welcome, and the user; return whose sessions these are."""
    window.wait_for("list item", "New session", SESSIONS)
    window.wait_for("list item", "assistant: Hello!…", TRANSCRIPT)
    user: str = window.wait_for("label", "User")["description"]
    assert user.startswith("user_")
    return user


def _switch_in_the_table(window: Window, desktop: Desktop) -> None:
    """Look over all sessions, with the current one marked, and click on the other."""
    manage_sessions(window)
    window.wait_for("table cell", f"{SECOND}, open now", MANAGE, TABLE)
    cells = window.names(*TABLE, MANAGE, of="table cell")
    assert {"Sakura", "Default Assistant", FIRST, "2"} <= set(cells)
    assert sum(cell.startswith("Today ") for cell in cells) == 4, "created and last used, each"
    desktop.picture("all sessions")
    window.click("table cell", FIRST, MANAGE, TABLE)
    window.wait_for("list item", f"user: {FIRST}", TRANSCRIPT)
    window.wait_for("table cell", f"{FIRST}, open now", MANAGE, TABLE)
    window.wait_for("table cell", SECOND, MANAGE, TABLE)
    window.press("push button", "Open", MANAGE)
    window.wait_until_gone(*MANAGE)


def _clear_and_undo(window: Window, desktop: Desktop) -> None:
    """Clear the history and call it back."""
    window.press_control("l")
    window.wait_until_gone("list item", f"user: {FIRST}", TRANSCRIPT)
    desktop.picture("cleared")
    window.press("push button", "Undo")
    window.wait_for("list item", f"user: {FIRST}", TRANSCRIPT)


def _choose(window: Window, name: str) -> None:
    """Choose a row as a screen reader does."""
    window.wait_for("table cell", name, MANAGE, TABLE)
    window.click("table cell", name, MANAGE, TABLE)
