"""The self-test: the real window, on temporary data, does what a user does in the first minute."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop_app.domain.clock import SystemClock
from desktop_app.domain.messages import first_words
from desktop_app.services.checks import Check, sqlite_check
from desktop_app.services.services import Services
from desktop_app.ui.main_window.view import MainWindow
from desktop_app.ui.shell.shell import Shell

_SECONDS = 30
_QUESTION = "What is 12 * 12?"


class MovableClock(SystemClock):
    """The computer's clock, moved forward on demand."""

    def __init__(self) -> None:
        self._ahead = timedelta()

    def now(self) -> datetime:
        """Return the moment that this clock shows."""
        return super().now() + self._ahead

    def steady(self) -> timedelta:
        """Return the time since the computer started, as if it had gone on."""
        return super().steady() + self._ahead

    def advance(self, time: timedelta) -> None:
        """Move forward."""
        self._ahead += time


class SelfTest:
    """Steps that each look at one promise; a step that fails ends the test."""

    def __init__(self, window: MainWindow, clock: MovableClock) -> None:
        self._window = window
        self._clock = clock
        self._session_id = ""
        self.checks: list[Check] = []

    async def run(self, shell: Shell, services: Services) -> None:
        """Take the steps one after the other."""
        self.checks.append(sqlite_check())
        for name, step in (
            ("start", self._start),
            ("default session", self._default_session),
            ("send", self._send),
            ("stored", self._stored),
            ("prune", self._prune),
            ("network", self._network),
        ):
            try:
                detail = await step(shell, services)
            except Exception as error:
                self.checks.append(Check(name, False, f"{type(error).__name__}: {error}"))
                return
            self.checks.append(Check(name, True, detail))

    def note_close(self) -> None:
        """Add that the window closed and everything behind it ended in order."""
        if all(check.ok for check in self.checks):
            self.checks.append(Check("close", True, "everything was closed in order"))

    async def _start(self, _shell: Shell, _services: Services) -> str:
        await _until(self._window.isVisible, "the window is shown")
        return self._window.windowTitle()

    async def _default_session(self, shell: Shell, services: Services) -> str:
        await _until(lambda: shell.sidebar.sessions.rowCount() == 1, "one session is listed")
        found = await services.sessions.list_sessions(services.user_id)
        _require(len(found) == 1, "exactly one session is stored")
        self._session_id = found[0].id
        return f"{found[0].shown_name} with {found[0].persona}"

    async def _send(self, shell: Shell, _services: Services) -> str:
        editor = self._window.composer.editor
        QTest.keyClicks(editor, _QUESTION)
        QTest.keyClick(editor, Qt.Key.Key_Return)
        await _until(lambda: shell.chat.is_streaming(self._session_id), "the message is taken")
        await _until(lambda: not shell.chat.is_streaming(self._session_id), "the answer ends")
        _require(not self._window.composer.text(), "the composer is empty again")
        return _QUESTION

    async def _stored(self, _shell: Shell, services: Services) -> str:
        stored = await services.sessions.history(services.user_id, self._session_id)
        _require([message.role for message in stored] == ["user", "assistant"], "question and answer are stored")
        _require(stored[0].content == _QUESTION, "the question is stored as it was typed")
        _require("144" in stored[1].content and stored[1].status == "complete", "the answer is right and whole")
        return first_words(stored[1].content)

    async def _prune(self, _shell: Shell, services: Services) -> str:
        old = await services.sessions.create(services.user_id, name="Old")
        self._clock.advance(timedelta(hours=services.settings.sessions.timeout_hours + 1))
        report = await services.retention.prune({self._session_id})
        _require([session.id for session in report.expired] == [old.session.id], "the expired session is moved")
        left = await services.sessions.list_sessions(services.user_id)
        _require([session.id for session in left] == [self._session_id], "the open session stays")
        await services.undo.undo(services.user_id)
        left = await services.sessions.list_sessions(services.user_id)
        _require(len(left) == 2, "undo brings it back")
        return "one moved to the trash and brought back"

    async def _network(self, _shell: Shell, services: Services) -> str:
        counts = services.network.counts
        _require(services.network.is_watched, "the guard watches the network")
        _require(not (counts.beyond or counts.names or counts.refused), services.network.summary())
        return services.network.summary()


def _require(holds: bool, promise: str) -> None:
    if not holds:
        raise AssertionError(f"not so: {promise}")


async def _until(condition: Callable[[], object], promise: str) -> None:
    try:
        async with asyncio.timeout(_SECONDS):
            while not condition():  # noqa: ASYNC110  what is waited for is on the screen and tells nobody
                await asyncio.sleep(0.01)
    except TimeoutError:
        raise AssertionError(f"not within {_SECONDS} s: {promise}") from None
