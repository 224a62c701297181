"""What was written and not sent outlives a window that is killed in the midst of it."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers.fake_openai import FakeOpenAI
from tests.support.desktop import Desktop
from tests.support.invariants import assert_invariants
from tests.support.processes import answer_with
from tests.support.servers import serving, slow_answer
from tests.support.steps import SESSIONS, quit_window, send

SAFE_AFTER = 1.1
"""Seconds after which what was written must outlive the process, with a little for looking."""


@pytest.fixture
def slow_server() -> Iterator[FakeOpenAI]:
    with serving({"slow": slow_answer(2_000, 0.02)}) as server:
        yield server


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


def test_a_message_that_waits_is_reached_from_outside_and_outlives_the_window(
    desktop: Desktop, data_dir: Path, slow_server: FakeOpenAI
) -> None:
    answer_with(data_dir, slow_server.base_url)
    with desktop.window(data_dir) as window:
        send(window, "Tell me all")
        window.wait_for("push button", "Stop", state="enabled")
        window.write("text", "Message", "And then?")
        window.type("\n")
        window.wait_for("label", "Next: And then?")
        window.press("push button", "Edit the next message")
        window.wait_for("text", "Message", text="And then?")
        window.wait_until_gone("label", "Next: And then?")
        window.type("\n")
        window.wait_for("label", "Next: And then?")
        desktop.picture("next message")
        time.sleep(SAFE_AFTER)
        window.process.kill()
    with desktop.window(data_dir) as window:
        window.wait_for("text", "Message", text="And then?")
        quit_window(window)
    assert_invariants(data_dir)
