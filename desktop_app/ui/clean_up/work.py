"""The clean-up while the window is open: at start, and then on a timer."""

from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from datetime import timedelta

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from desktop_app.domain.clock import Reading
from desktop_app.domain.clock_guard import Doubt, has_slept
from desktop_app.domain.errors import UserError
from desktop_app.services.retention import PruneReport
from desktop_app.services.services import Services
from desktop_app.ui.tasks import Tasks

_CLEANING = "clean up"
_LONGEST_MS = 2**31 - 1
"""The longest interval that a Qt timer knows (24 days)."""
_WATCH_MS = 60_000
_AFTER_SLEEP_MS = 5 * 60_000
"""A computer that wakes up may have its clock set right only now: the clean-up waits for this long."""


class CleanUp(QObject):
    """Moves expired sessions to the trash, and watches the clock that says which ones are."""

    pruned = Signal(object)
    """A `PruneReport` with at least one session."""
    held = Signal(object)
    """A `PruneReport` with sessions that go only with the user's yes."""
    time_up = Signal(object)
    """A `Session` has expired that is in use, and stays as long as it is."""
    kept = Signal(object)
    """A `Session` was pinned to keep it."""
    doubted = Signal(object, object)
    """The `Reading` of the clock that is not believed, to be asked about, and when Parley last ran.

    That is None where the clock was changed while Parley ran.
    """
    settled = Signal()
    """The clock is believed again; sessions may have come back."""

    def __init__(
        self, services: Services, tasks: Tasks, protected: Callable[[], Collection[str]], parent: QObject | None = None
    ) -> None:
        """Leave alone the sessions that `protected` returns, whenever it is asked."""
        super().__init__(parent)
        self._services = services
        self._retention = services.retention
        self._tasks = tasks
        self._protected = _Now(protected)
        self._before: Reading | None = None
        self._slept = False
        self._doubting = False
        self._again = False
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.tick)
        self._watch = QTimer(self, interval=_WATCH_MS)
        self._watch.timeout.connect(self.watch)
        self._later = QTimer(self, interval=_AFTER_SLEEP_MS, singleShot=True)
        self._later.timeout.connect(self.tick)

    def start(self) -> None:
        """Clean up now, and again on the interval of the settings."""
        self._note_time()
        self.run()
        self._watch.start()
        minutes = self._services.settings.sessions.cleanup_interval_minutes
        if minutes > 0:
            self._timer.start(int(min(max(minutes * 60_000, 1_000), _LONGEST_MS)))

    def stop(self) -> None:
        """Clean up no more."""
        for timer in (self._timer, self._watch, self._later):
            timer.stop()

    def is_at_work(self) -> bool:
        """Tell whether a clean-up is going on just now."""
        return any(self._tasks.is_running(name) for name in (_CLEANING, "move held sessions"))

    @Slot()
    def tick(self) -> None:
        """Clean up, unless the computer has slept since the last time: then in a few minutes."""
        self._note_time()
        if self._slept:
            self._slept = False
            self._later.start()
        else:
            self.run()

    @Slot()
    def watch(self) -> None:
        """Look at the clock, so that a jump is noticed before much is stamped with a wrong time."""
        self._note_time()
        self._tasks.start(self._look(), name="watch the clock")

    @Slot()
    def run(self) -> None:
        """Clean up once; while that is under way, once more after it: cut off, it would not tell what it did."""
        self._again = self._tasks.is_running(_CLEANING)
        if not self._again:
            self._tasks.start(self._run(), name=_CLEANING)

    def move(self, report: PruneReport) -> None:
        """Move what a report says is held: the user said yes."""
        self._tasks.start(self._move(report), name="move held sessions")

    def keep(self, session_id: str) -> None:
        """Pin a session, which then never expires."""
        self._tasks.start(self._keep(session_id), name=f"keep {session_id}")

    def believe(self, asked: Reading) -> None:
        """Believe the clock as it was when the user was asked about it."""
        self._tasks.start(self._believe(asked), name="believe the clock")

    def _note_time(self) -> None:
        now = self._retention.guard.reading()
        if self._before is not None and has_slept(self._before, now, timedelta(milliseconds=_WATCH_MS)):
            self._slept = True
        self._before = now

    async def _look(self) -> None:
        with suppress(UserError):  # the clean-up itself says it
            await self._retention.guard.look()
            if self._tell_doubt():
                self.run()

    async def _run(self) -> None:
        await self._prune()
        while self._again:
            self._again = False
            await self._prune()
        self._tasks.retire(_CLEANING)  # who wants it from here on begins another

    async def _prune(self) -> None:
        report = await self._retention.prune(self._protected)
        self._tell_doubt()
        if report.expired:
            self.pruned.emit(report)
        if report.held:
            self.held.emit(report)
        for session in report.in_use:
            self.time_up.emit(session)

    async def _move(self, report: PruneReport) -> None:
        moved = await self._retention.move_held(report, self._protected)
        if moved.expired:
            self.pruned.emit(moved)

    async def _keep(self, session_id: str) -> None:
        user_id = self._services.user_id
        self.kept.emit(await self._services.sessions.set_pinned(user_id, session_id, pinned=True))

    async def _believe(self, asked: Reading) -> None:
        await self._retention.guard.confirm(asked)
        await self._retention.guard.look()
        self._tell_doubt()
        self.run()

    def _tell_doubt(self) -> bool:
        """Say whether the clock is believed; return whether it is so again."""
        guard = self._retention.guard
        was, self._doubting = self._doubting, guard.doubt is not None
        if guard.doubt is not None:
            self.doubted.emit(guard.reading(), guard.last_seen if guard.doubt is Doubt.ABSENT else None)
        elif was:
            self.settled.emit()
        return was and not self._doubting


class _Now(Collection[str]):
    """What is in use at the moment when somebody looks: one may open a session while others are cleaned away."""

    def __init__(self, ids: Callable[[], Collection[str]]) -> None:
        self._ids = ids

    def __contains__(self, session_id: object) -> bool:
        return session_id in self._ids()

    def __iter__(self) -> Iterator[str]:
        return iter(self._ids())

    def __len__(self) -> int:
        return len(self._ids())
