"""A walk at random through all that can be done with sessions, by people who get in each other's way."""

import random
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import aclosing

from desktop_app.domain.errors import UserError
from desktop_app.domain.messages import Role
from desktop_app.services.chat import SendRequest, Streamed
from desktop_app.services.services import Services
from tests.support.clock import FakeClock

USERS = ("ada", "bob")
KEEPER = "keeper"
"""The user whose sessions stay; one of those above could undo that they are pinned."""
IDS = tuple(f"s{number}" for number in range(10))
NAMES = ("Trip", "TRIP", "trip ", "Café", "Cafe\u0301", "Straße", "STRASSE", "Ｔrip", "another", "one more")
PERSONAS = ("default_assistant", "sakura", "creative_writer")
TO_BE_EXPECTED = frozenset(
    {
        "session_not_found",
        "session_of_other_user",
        "name_taken",
        "undo_impossible",
        "branch_streaming",
        "message_not_found",
    }
)
"""What others may have done meanwhile, said in a sentence."""


class Walker:
    """One of those people; what is said in a session of its own is remembered, to be found there in the end."""

    def __init__(self, name: str, services: Services, clock: FakeClock, seed: object) -> None:
        self._services = services
        self._clock = clock
        self._chance = random.Random(f"{seed} {name}")
        self._own = f"own {name}"
        self._said: list[str] = []
        self.steps = 0
        self.refused: dict[str, int] = {}

    async def walk(self, seconds: float) -> None:
        """Go on for so long."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            step = self._chance.choices(list(self._weights), list(self._weights.values()))[0]
            try:
                await step(self, self._chance.choice(USERS), self._chance.choice(IDS))
            except UserError as error:
                assert error.code in TO_BE_EXPECTED, (step.__name__, error)
                self.refused[error.code] = self.refused.get(error.code, 0) + 1
            self.steps += 1

    async def check(self) -> None:
        """Fail unless all that was said in the session of its own is there, in order."""
        if not self._said:
            return
        history = await self._services.sessions.history(KEEPER, self._own)
        asked = [message.content for message in history if message.role is Role.USER]
        answered = [message.content for message in history if message.role is Role.ASSISTANT]
        assert asked == self._said, (self._own, self.refused, asked, self._said)
        assert answered == [f"You said: {said}" for said in self._said], (self._own, self.refused, answered)

    async def _send_own(self, _user: str, _session_id: str) -> None:
        if not self._said:
            # Only from the pin on is it safe from those whose clocks are months ahead.
            await self._services.sessions.create(KEEPER, session_id=self._own)
            if (await self._services.sessions.set_pinned(KEEPER, self._own, pinned=True)).trashed_at is not None:
                await self._services.sessions.restore(KEEPER, [self._own])
        said = f"{self._own}, {len(self._said)}"
        await self._ask(KEEPER, self._own, said)
        self._said.append(said)

    async def _send(self, user: str, session_id: str) -> None:
        await self._ask(
            user, session_id, f"{session_id} {self._chance.random()} {'ä🙂 ' * self._chance.randrange(40)}."
        )

    async def _send_by_name(self, user: str, _session_id: str) -> None:
        request = SendRequest(user, "by name", name=self._chance.choice(NAMES))
        async with aclosing(self._services.chat.send(request)) as events:
            async for _event in events:
                pass

    async def _stop_early(self, user: str, session_id: str) -> None:
        async with aclosing(self._services.chat.send(SendRequest(user, "stop me", session_id=session_id))) as events:
            async for event in events:
                if isinstance(event, Streamed):
                    break

    async def _ask(self, user: str, session_id: str, text: str) -> None:
        async with aclosing(self._services.chat.send(SendRequest(user, text, session_id=session_id))) as events:
            async for _event in events:
                pass

    async def _create(self, user: str, session_id: str) -> None:
        await self._services.sessions.create(
            user,
            session_id=self._chance.choice([session_id, None]),
            name=self._chance.choice([*NAMES, None]),
            persona=self._chance.choice(PERSONAS),
            temporary=self._chance.random() < 0.2,
            metadata={"n": self._chance.randrange(100)},
        )

    async def _ensure(self, user: str, session_id: str) -> None:
        await self._services.sessions.ensure(session_id, user, self._chance.choice([*PERSONAS, None]))

    async def _default(self, user: str, _session_id: str) -> None:
        await self._services.sessions.ensure_default(user, self._chance.choice([*PERSONAS, None]))

    async def _rename(self, user: str, session_id: str) -> None:
        await self._services.sessions.rename(user, session_id, self._chance.choice([*NAMES, None]))

    async def _pin(self, user: str, session_id: str) -> None:
        await self._services.sessions.set_pinned(user, session_id, pinned=self._chance.random() < 0.3)

    async def _archive(self, user: str, session_id: str) -> None:
        sessions = self._services.sessions
        await self._chance.choice([sessions.archive, sessions.unarchive])(user, session_id)

    async def _trash(self, user: str, session_id: str) -> None:
        await self._services.sessions.trash(user, session_id)

    async def _restore(self, user: str, session_id: str) -> None:
        await self._services.sessions.restore(user, [session_id])

    async def _clear(self, user: str, session_id: str) -> None:
        await self._services.removal.clear(user, session_id)

    async def _delete(self, user: str, session_id: str) -> None:
        await self._services.removal.delete(user, session_id)

    async def _delete_branch(self, user: str, session_id: str) -> None:
        history = await self._services.sessions.history(user, session_id)
        if history:
            await self._services.removal.delete_branch(user, session_id, self._chance.choice(history).id)

    async def _several(self, user: str, _session_id: str) -> None:
        shelves = self._services.shelves
        work = self._chance.choice([shelves.trash, shelves.restore, shelves.archive, shelves.unarchive])
        await work(user, self._chance.sample(IDS, 3))

    async def _undo(self, user: str, _session_id: str) -> None:
        await self._services.undo.undo(user)

    async def _draft(self, user: str, session_id: str) -> None:
        if session_id in {session.id for session in await self._services.sessions.list_sessions(user)}:
            await self._services.sessions.save_draft(session_id, self._chance.choice(["", "not sent"]))

    async def _prune(self, _user: str, _session_id: str) -> None:
        self._clock.advance(hours=self._chance.choice([1, 200, 400]))
        await self._services.retention.prune(yes=True)

    async def _look(self, user: str, session_id: str) -> None:
        sessions = self._services.sessions
        for shelf in ("live", "archived", "trash"):
            await sessions.list_sessions(user, shelf)
        await sessions.list_expiring(user)
        await self._services.shelves.overview(user)
        await self._services.removal.statistics(user)
        await sessions.history(user, session_id, all_branches=True)

    _weights: Mapping[Callable[["Walker", str, str], Awaitable[None]], int] = {
        _send_own: 3,
        _send: 6,
        _send_by_name: 1,
        _stop_early: 1,
        _create: 5,
        _ensure: 2,
        _default: 2,
        _rename: 4,
        _pin: 2,
        _archive: 2,
        _trash: 4,
        _restore: 3,
        _clear: 2,
        _delete: 2,
        _delete_branch: 2,
        _several: 2,
        _undo: 4,
        _draft: 2,
        _prune: 1,
        _look: 2,
    }
