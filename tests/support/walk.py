"""A walk at random through all that can be done with sessions, by people who get in each other's way."""

import random
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import aclosing

from desktop_app.domain.engines import EngineChoice, Parameters, SessionEngine
from desktop_app.domain.errors import UserError
from desktop_app.domain.messages import Role
from desktop_app.services.chat import AgainRequest, ChatEvent, ContinueRequest, SendRequest, SeveralRequest, Streamed
from desktop_app.services.services import Services
from desktop_app.services.side_by_side import OfAnswer
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
        "cannot_continue",
        "answer_streaming",
        "nothing_to_add",
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
        self._chosen: SessionEngine | None = None
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
        """Fail unless all that was said in the session of its own is there, in order, each with a whole answer."""
        if not self._said:
            return
        sessions = self._services.sessions
        history = await sessions.history(KEEPER, self._own, all_branches=True)
        asked = {message.id: message.content for message in history if message.role is Role.USER}
        assert list(asked.values()) == self._said, (self._own, self.refused, asked, self._said)
        answered = set()
        for message in history:
            if message.role is Role.ASSISTANT:
                assert message.parent_id is not None
                whole = f"You said: {asked[message.parent_id]}"
                assert whole.startswith(message.content), (self._own, self.refused, message)
                answered |= {message.parent_id} if message.content == whole else set()
        assert answered == asked.keys(), (self._own, self.refused)
        assert (await sessions.show(KEEPER, self._own)).engine == self._chosen
        shown = await sessions.history(KEEPER, self._own)
        assert [message.parent_id for message in shown] == [None, *(message.id for message in shown[:-1])]

    async def _send_own(self, _user: str, _session_id: str) -> None:
        if not self._said:
            # Only from the pin on is it safe from those whose clocks are months ahead.
            await self._services.sessions.create(KEEPER, session_id=self._own)
            if (await self._services.sessions.set_pinned(KEEPER, self._own, pinned=True)).trashed_at is not None:
                await self._services.sessions.restore(KEEPER, [self._own])
        said = f"{self._own}, {len(self._said)}"
        if self._said and self._chance.random() < 0.3:
            await self._edit_own(said)
        else:
            await self._ask(KEEPER, self._own, said)
        self._said.append(said)

    async def _edit_own(self, said: str) -> None:
        history = await self._services.sessions.history(KEEPER, self._own)
        question = self._chance.choice([message for message in history if message.role is Role.USER])
        await _done(self._services.chat.say_again(AgainRequest(KEEPER, self._own, question.id, said)))

    async def _branch_own(self, _user: str, _session_id: str) -> None:
        """Go about in the tree of the session of its own, in ways that lose nothing."""
        if not self._said:
            return
        services, chat = self._services, self._services.chat
        history = await services.sessions.history(KEEPER, self._own, all_branches=True)
        message = self._chance.choice(history)
        match self._chance.randrange(4):
            case 0:
                await services.sessions.show_branch(KEEPER, self._own, message.id)
            case 1:
                await _done(chat.say_again(AgainRequest(KEEPER, self._own, message.id)))
            case 2:
                await self._cut_and_go_on(message.id)
            case _:
                fork = await services.turns.fork(KEEPER, self._own, message.id)
                assert fork.preview

    async def _cut_and_go_on(self, message_id: int) -> None:
        chat = self._services.chat
        await _done(chat.say_again(AgainRequest(KEEPER, self._own, message_id)), cut=True)
        leaf = (await self._services.sessions.history(KEEPER, self._own))[-1]
        begun = leaf.content
        await _done(chat.continue_answer(ContinueRequest(KEEPER, self._own, leaf.id)))
        whole = (await self._services.sessions.history(KEEPER, self._own))[-1]
        assert whole.content.startswith(begun)
        assert (whole.id, whole.status) == (leaf.id, "complete")

    async def _send(self, user: str, session_id: str) -> None:
        await self._ask(
            user, session_id, f"{session_id} {self._chance.random()} {'ä🙂 ' * self._chance.randrange(40)}."
        )

    async def _send_by_name(self, user: str, _session_id: str) -> None:
        await _done(self._services.chat.send(SendRequest(user, "by name", name=self._chance.choice(NAMES))))

    async def _stop_early(self, user: str, session_id: str) -> None:
        await _done(self._services.chat.send(SendRequest(user, "stop me", session_id=session_id)), cut=True)

    async def _ask(self, user: str, session_id: str, text: str) -> None:
        await _done(self._services.chat.send(SendRequest(user, text, session_id=session_id)))

    async def _any_message(self, user: str, session_id: str) -> int:
        history = await self._services.sessions.history(user, session_id, all_branches=self._chance.random() < 0.5)
        return self._chance.choice(history).id if history else 0

    async def _say_again(self, user: str, session_id: str) -> None:
        message_id = await self._any_message(user, session_id)
        text = self._chance.choice([None, f"in other words {self._chance.random()}"])
        persona = self._chance.choice([None, *PERSONAS])
        cut = self._chance.random() < 0.3
        await _done(self._services.chat.say_again(AgainRequest(user, session_id, message_id, text, persona)), cut=cut)

    async def _continue(self, user: str, session_id: str) -> None:
        leaf = (await self._services.sessions.show(user, session_id)).active_leaf_id
        await _done(self._services.chat.continue_answer(ContinueRequest(user, session_id, leaf or 0)))

    async def _show_branch(self, user: str, session_id: str) -> None:
        await self._services.sessions.show_branch(user, session_id, await self._any_message(user, session_id))

    async def _fork(self, user: str, session_id: str) -> None:
        await self._services.turns.fork(user, session_id, await self._any_message(user, session_id))

    async def _choose(self, user: str, session_id: str) -> None:
        await self._services.session_engines.set(user, session_id, self._any_engine())

    async def _choose_own(self, _user: str, _session_id: str) -> None:
        """Choose for the session of its own what nobody else may change."""
        if self._said:
            chosen = self._any_engine()
            await self._services.session_engines.set(KEEPER, self._own, chosen)
            self._chosen = chosen

    def _any_engine(self) -> SessionEngine | None:
        parameters = Parameters(temperature=self._chance.random(), seed=self._chance.randrange(100))
        return self._chance.choice([None, SessionEngine(EngineChoice("builtin"), parameters)])

    async def _ask_several(self, user: str, session_id: str) -> None:
        sides = (SessionEngine(), SessionEngine(EngineChoice("builtin")))
        request = SeveralRequest(user, session_id, sides, f"which one? {self._chance.random()}")
        if self._chance.random() < 0.5:
            message_id = await self._any_message(user, session_id)
            request = SeveralRequest(user, session_id, sides, message_id=message_id)
        async with aclosing(self._services.chat.ask_several(request)) as events:
            async for event in events:
                if isinstance(event, OfAnswer) and self._chance.random() < 0.1:
                    self._services.chat.stop_answer(event.answer_id)

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
        history = await sessions.history(user, session_id, all_branches=True)
        await self._services.versions.of(user, session_id, [message.id for message in history])
        outline = await self._services.turns.outline(user, session_id)
        assert sum(branch.shown for branch in outline.branches) <= outline.forks

    _weights: Mapping[Callable[["Walker", str, str], Awaitable[None]], int] = {
        _send_own: 3,
        _branch_own: 4,
        _send: 6,
        _send_by_name: 1,
        _stop_early: 1,
        _say_again: 4,
        _choose: 1,
        _choose_own: 1,
        _ask_several: 1,
        _continue: 3,
        _show_branch: 2,
        _fork: 1,
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


async def _done(chat: AsyncGenerator[ChatEvent, None], *, cut: bool = False) -> None:
    """Go through an exchange to its end, or stop it after its first words."""
    async with aclosing(chat) as events:
        async for event in events:
            if cut and isinstance(event, Streamed):
                break
