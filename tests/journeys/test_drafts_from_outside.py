"""What was written and not sent outlives a window that is killed in the midst of it."""

import time
from pathlib import Path

from tests.support.accessibility import Desktop
from tests.support.invariants import assert_invariants
from tests.support.steps import SESSIONS, quit_window

SAFE_AFTER = 1.1
"""Seconds after which what was written must outlive the process, with a little for looking."""


def test_a_draft_outlives_a_window_that_is_killed(desktop: Desktop, data_dir: Path) -> None:
    with desktop.window(data_dir) as window:
        window.wait_for("list item", "…", SESSIONS)  # the window is at work
        window.type("Dear Ada, ")
        window.wait_for("text", "Message", text="Dear Ada, ")
        time.sleep(SAFE_AFTER)
        window.type("this is not finished")
        window.wait_for("text", "Message", text="Dear Ada, this is not finished")
        time.sleep(SAFE_AFTER)
        window.process.kill()
    with desktop.window(data_dir) as window:
        window.wait_for("text", "Message", text="Dear Ada, this is not finished")
        quit_window(window)
    assert_invariants(data_dir)
