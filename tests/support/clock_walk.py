"""A computer whose clock goes wrong again and again, and a person who writes in sessions on it, over years.

Safe: no session is deleted before its true last use lies a whole lifetime back. Live: where the clock is right and
believed, what has expired is in the trash at the next clean-up and deleted two weeks later, and nothing else is there.

Errors that are seen may be of any size. Those that nobody can see, because Parley was closed when the clock was set
and the absence looks plausible, are of at most six days: only if such errors add up to the whole time in the trash can
they delete something before its time.
"""

import random
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from desktop_app.domain.messages import MessageStatus
from desktop_app.domain.settings import SessionSettings
from desktop_app.paths import resource
from desktop_app.services.known_personas import KnownPersonas
from desktop_app.services.lifetimes import LifetimeService
from desktop_app.services.resources import load_personas
from desktop_app.services.retention import RetentionService
from desktop_app.services.undo import UndoService
from desktop_app.store.database import Database
from desktop_app.store.marks import MarkStore
from desktop_app.store.messages import MessageStore
from desktop_app.store.personas import PersonaStore
from desktop_app.store.schema import sessions
from desktop_app.store.sessions import SessionStore
from tests.support.clock import FakeClock
from tests.support.values import a_session

LIFETIME = timedelta(hours=720)
IN_TRASH = timedelta(days=14)
SLACK = timedelta(minutes=6)
"""More than an error of the clock that is none."""
UNSEEN = timedelta(days=6)
"""The largest error that nobody can see."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class ClockWalk:
    """One walk, the same for the same seed."""

    def __init__(self, database: Database, seed: int) -> None:
        self.random = random.Random(seed)
        self.clock = FakeClock(datetime(2027, 3, 1, 12, tzinfo=UTC))
        self.database = database
        self.sessions = SessionStore(database)
        self.messages = MessageStore(database)
        self.personas = KnownPersonas(load_personas(resource("personas")), PersonaStore(database), "ada", self.clock)
        self.settings = SessionSettings()
        self.error = timedelta(0)
        self.wrong_until: datetime | None = None
        self.true = self.clock.moment
        # What is true of each session, whatever the clock says.
        self.used: dict[str, datetime] = {}
        self.stored: set[str] = set()
        self.lives_from: dict[str, datetime] = {}
        self.spoiled: set[str] = set()
        self.in_trash_since: dict[str, datetime] = {}
        self.jumps = self.deleted = self.doubts = 0
        self.retention: RetentionService

    async def run(self, years: float) -> None:
        """Live through that many years."""
        await self._start()
        end = self.true + timedelta(days=365.25 * years)
        while self.true < end:
            await self._pass_time()
            if self.random.random() < 0.9:
                await self._write()
            await self._clean_up()

    async def _start(self) -> None:
        lifetimes = LifetimeService(MarkStore(self.database), self.personas, self.settings)
        undo = UndoService(self.database, self.personas, self.clock)
        self.retention = RetentionService(self.database, undo, lifetimes, self.settings, self.clock)
        await self.retention.begin()

    async def _pass_time(self) -> None:
        """Let some days go by, with Parley running, or closed for a while; perhaps the clock is set meanwhile."""
        closed = self.random.random() < 0.3
        holiday = closed and self.random.random() < 0.08
        self._pass(timedelta(days=self.random.uniform(15, 60) if holiday else self.random.uniform(0.5, 8)))
        if not closed:
            await self.retention.guard.look()  # as the window does every minute
        turned = self._maybe_set_clock(closed=closed)
        if closed:
            await self._start()
        elif turned:
            await self.retention.guard.look()

    def _pass(self, time: timedelta) -> None:
        self.true += time
        self.clock.passed += time
        self.clock.moment += time

    def _maybe_set_clock(self, *, closed: bool) -> bool:
        if self.wrong_until is not None:
            if self.true < self.wrong_until:
                return False
            self.wrong_until = None
            return self._set(timedelta(0))
        if self.random.random() > 0.1:
            return False
        self.wrong_until = self.true + timedelta(days=self.random.choice([0.1, 1, 3, 10, 25]))
        return self._set(self._new_error(closed=closed))

    def _new_error(self, *, closed: bool) -> timedelta:
        small = self.random.uniform(-1, 1) * UNSEEN if closed else timedelta(days=self.random.uniform(-40, 40))
        return self.random.choice(
            [
                timedelta(days=3652),
                timedelta(days=-3652),
                _EPOCH - self.true,
                timedelta(hours=self.random.choice([-1, 1])),
                timedelta(hours=self.random.uniform(-12, 14)),
                timedelta(seconds=1),
                small,
            ]
        )

    def _set(self, error: timedelta) -> bool:
        self.jumps += 1
        self.error = error
        self.clock.moment = self.true + error
        return True

    async def _write(self) -> None:
        """Write in a new session, or go on with one of the last."""
        now = self.clock.now()
        live = [session for session in await self.sessions.on_shelf("ada", "live") if session.id in self.used][:5]
        if live and self.random.random() < 0.5:
            session = self.random.choice(live)
        else:
            fresh = a_session(id=f"s{len(self.used)}", created_at=now, last_activity_at=now)
            session, _ = await self.sessions.create(fresh)
        if self.random.random() < 0.9:
            _, _, answer = await self.messages.ask(session, "Hello", engine="builtin", now=now)
            whole = answer._replace(content="Good day.", status=MessageStatus.COMPLETE)
            await self.messages.finish("ada", whole, context={}, now=now)
        elif session.id in self.used:
            return
        self.stored.add(session.id)
        self.used[session.id] = self.lives_from[session.id] = self.true
        self.in_trash_since.pop(session.id, None)
        if self.error or self.retention.guard.doubt is not None:
            self.spoiled.add(session.id)  # stamped anew once the clock is believed

    async def _clean_up(self) -> None:
        report = await self.retention.prune()
        if report.doubt is not None:
            self.doubts += 1
            if abs(self.error) < SLACK and self.random.random() < 0.7:  # a person who sees that the day is right
                assert await self.retention.guard.confirm(self.retention.guard.reading())
                report = await self.retention.prune()
        if report.held:
            await self.retention.move_held(report)
        in_trash = await self._stored()
        for session_id in self.stored - in_trash.keys():
            assert self.true - self.used[session_id] >= LIFETIME, f"{session_id} was deleted before its time"
            self.deleted += 1
        self.stored = set(in_trash)
        if report.doubt is None and abs(self.error) < SLACK:
            self._expect_clean(in_trash)

    def _expect_clean(self, in_trash: Mapping[str, bool]) -> None:
        """The clock is right and believed: what has expired by the truth is where it belongs."""
        for session_id in self.spoiled:
            self.lives_from[session_id] = self.true
        self.spoiled.clear()
        for session_id, is_in_trash in in_trash.items():
            if self.true - self.used[session_id] < LIFETIME - UNSEEN:
                assert not is_in_trash, f"{session_id} has not expired and is in the trash"
            if self.true - self.lives_from[session_id] < LIFETIME + SLACK:
                continue
            assert is_in_trash, f"{session_id} has expired and is still there"
            since = self.in_trash_since.setdefault(session_id, self.true)
            assert self.true - since < IN_TRASH + SLACK, f"{session_id} is still in the trash"

    async def _stored(self) -> dict[str, bool]:
        """Return the ids of all sessions, and whether each is in the trash."""
        async with self.database.reading() as connection:
            rows = await connection.execute(select(sessions.c.id, sessions.c.trashed_at))
            return {row.id: row.trashed_at is not None for row in rows}
