"""What can be done with sessions and is then to be seen, as the model and the services tell it."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, aclosing
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from desktop_app.app import open_services
from desktop_app.domain.errors import UserError
from desktop_app.domain.sessions import Session, name_key
from desktop_app.domain.settings import SessionSettings, Settings
from desktop_app.engines.scripted import ScriptedEngine
from desktop_app.paths import Paths
from desktop_app.services.chat import ChatEvent, Finished, SendRequest, Stored
from desktop_app.services.services import Services
from tests.support.clock import FakeClock
from tests.support.invariants import assert_store_invariants
from tests.support.script import Script
from tests.support.session_model import Known

USERS = st.sampled_from(["ada", "bob"])
IDS = st.sampled_from(["a", "b", "c", "d"])
NAMES = st.sampled_from(["Trip", "ＴRIP", "Café", "Cafe\u0301", "Straße", "strasse"])
PERSONAS = st.sampled_from(["default_assistant", "sakura"])
TEXTS = st.sampled_from(["hello", "how are you?", "ä🙂"])
DEFAULT = "default_assistant"


class SessionRules(RuleBasedStateMachine):
    """Two users, four ids, six names that are three, and everything that can be done with them."""

    def __init__(self) -> None:
        super().__init__()
        self.model: dict[str, Known] = {}
        self.hours = 0
        self.clock = FakeClock()
        self._runner = asyncio.Runner()
        self._closing = AsyncExitStack()
        self.services = self._run(self._open())

    async def _open(self) -> Services:
        paths = Paths(Path("/nowhere"), Path("/nowhere"))
        chosen = Settings(user="ada", sessions=SessionSettings(storage_type="memory"))
        makers = {"builtin": lambda _choice: ScriptedEngine(Script())}
        return await self._closing.enter_async_context(open_services(paths, chosen, self.clock, makers))

    def teardown(self) -> None:
        self._run(assert_store_invariants(self.services.changes._database))
        self._run(self._closing.aclose())
        self._runner.close()

    def _run(self, work: Any) -> Any:
        return self._runner.run(work)

    def _refused(self, work: Any) -> str | None:
        """Do what the model says can be refused; return the code of the refusal."""
        try:
            self._run(work)
        except UserError as error:
            return error.code
        return None

    def _bar(self, user: str, session_id: str) -> str | None:
        """Return why a user cannot reach a session."""
        if session_id not in self.model:
            return "session_not_found"
        return None if self.model[session_id].user == user else "session_of_other_user"

    def _named(self, user: str, name: str | None) -> str | None:
        for session_id, known in self.model.items():
            if known.user == user and not known.trashed and name is not None and known.key == name_key(name):
                return session_id
        return None

    def _bring_back(self, session_id: str) -> None:
        known = self.model[session_id]
        if known.trashed:
            if self._named(known.user, known.name):
                known.name = None
            known.trashed = False
            known.used = max(known.used, self.hours)

    @rule(user=USERS, session_id=IDS, persona=PERSONAS, name=NAMES | st.none(), number=st.integers(0, 3))
    def create(self, user: str, session_id: str, persona: str, name: str | None, number: int) -> None:
        metadata = {f"k{number}": number}
        work = self.services.sessions.create(user, session_id=session_id, persona=persona, name=name, metadata=metadata)
        if self._bar(user, session_id) == "session_of_other_user":
            assert self._refused(work) == "session_of_other_user"
            return
        found = session_id if session_id in self.model else self._named(user, name)
        if found is not None and name is not None:
            holder = self._named(user, name)
            if holder is not None and holder != found:
                assert self._refused(work) == "name_taken"
                return
        ensured = self._run(work)
        assert ensured.created == (found is None)
        if found is None:
            self.model[session_id] = Known(user, persona, ensured.session.name, used=self.hours, metadata=metadata)
            return
        assert ensured.session.id == found
        self._bring_back(found)
        known = self.model[found]
        known.persona, known.metadata = persona, {**known.metadata, **metadata}
        if name is not None:
            known.name = ensured.session.name

    @rule(user=USERS, session_id=IDS)
    def ensure(self, user: str, session_id: str) -> None:
        work = self.services.sessions.ensure(session_id, user)
        if self._bar(user, session_id) == "session_of_other_user":
            assert self._refused(work) == "session_of_other_user"
            return
        assert self._run(work).created == (session_id not in self.model)
        if session_id in self.model:
            self._bring_back(session_id)
        else:
            self.model[session_id] = Known(user, DEFAULT, used=self.hours)

    @rule(user=USERS)
    def ensure_default(self, user: str) -> None:
        live = [known for known in self.model.values() if known.user == user and not known.trashed]
        listed = [known for known in live if not known.archived and not known.temporary]
        ensured = self._run(self.services.sessions.ensure_default(user))
        assert ensured.created == (not listed)
        if ensured.created:
            self.model[ensured.session.id] = Known(user, DEFAULT, used=self.hours)
        else:
            assert not self.model[ensured.session.id].trashed

    @rule(user=USERS, session_id=IDS, text=TEXTS)
    def send(self, user: str, session_id: str, text: str) -> None:
        if self._bar(user, session_id) == "session_of_other_user":
            assert self._refused(self._send(user, session_id, text)) == "session_of_other_user"
            return
        stored, end = self._run(self._send(user, session_id, text))
        if session_id in self.model:
            self._bring_back(session_id)
        known = self.model.setdefault(session_id, Known(user, DEFAULT))
        known.used = self.hours
        assert stored.question.parent_id == known.leaf
        known.take(stored.question)
        known.take(end.answer)
        assert known.said[-2:] == [text, f"You said: {text}"]

    async def _send(self, user: str, session_id: str, text: str) -> tuple[Stored, Finished]:
        return await self._exchange(self.services.chat.send(SendRequest(user, text, session_id=session_id)))

    async def _exchange(self, chat: AsyncGenerator[ChatEvent, None]) -> tuple[Stored, Finished]:
        async with aclosing(chat) as events:
            found = [event async for event in events]
        assert isinstance(found[0], Stored)
        assert isinstance(found[-1], Finished)
        return found[0], found[-1]

    @rule(user=USERS, session_id=IDS, name=NAMES | st.none())
    def rename(self, user: str, session_id: str, name: str | None) -> None:
        bar = self._bar(user, session_id)
        holder = self._named(user, name)
        if bar is None and holder not in {None, session_id}:
            bar = "name_taken"
        assert self._refused(self.services.sessions.rename(user, session_id, name)) == bar
        if bar is None:
            self.model[session_id].name = self._stored(user, session_id).name
            assert (name is None) == (self.model[session_id].name is None)
            assert name is None or self.model[session_id].key == name_key(name)

    @rule(user=USERS, session_id=IDS, pinned=st.booleans())
    def pin(self, user: str, session_id: str, pinned: bool) -> None:
        bar = self._bar(user, session_id)
        assert self._refused(self.services.sessions.set_pinned(user, session_id, pinned=pinned)) == bar
        if bar is None:
            self.model[session_id].pinned = pinned

    @rule(user=USERS, session_id=IDS, archived=st.booleans())
    def archive(self, user: str, session_id: str, archived: bool) -> None:
        bar = self._bar(user, session_id)
        sessions = self.services.sessions
        work = sessions.archive(user, session_id) if archived else sessions.unarchive(user, session_id)
        assert self._refused(work) == bar
        if bar is None:
            self.model[session_id].archived = archived

    @rule(user=USERS, session_id=IDS)
    def trash(self, user: str, session_id: str) -> None:
        bar = self._bar(user, session_id)
        assert self._refused(self.services.sessions.trash(user, session_id)) == bar
        if bar is None:
            self.model[session_id].trashed = True

    @rule(user=USERS, session_id=IDS)
    def restore(self, user: str, session_id: str) -> None:
        bar = self._bar(user, session_id)
        assert self._refused(self.services.sessions.restore(user, [session_id])) == bar
        if bar is None:
            self._bring_back(session_id)

    @rule(user=USERS, session_id=IDS)
    def clear(self, user: str, session_id: str) -> None:
        bar = self._bar(user, session_id)
        if bar is not None:
            assert self._refused(self.services.removal.clear(user, session_id)) == bar
            return
        cleared = self._run(self.services.removal.clear(user, session_id))
        known = self.model[session_id]
        assert (cleared.history is None) == (not known.tree)
        if cleared.history is not None:
            history = Known(user, known.persona, archived=known.archived, trashed=True, metadata=known.metadata)
            history.tree, history.leaf = known.tree, known.leaf
            self.model[cleared.history.id] = history
            known.tree, known.leaf = {}, None
            known.used = self.hours

    @rule(user=USERS, session_id=IDS)
    def delete(self, user: str, session_id: str) -> None:
        bar = self._bar(user, session_id)
        assert self._refused(self.services.removal.delete(user, session_id)) == bar
        if bar is None:
            del self.model[session_id]

    @precondition(lambda self: self.model)
    @rule(data=st.data())
    def look(self, data: st.DataObject) -> None:
        session_id = data.draw(st.sampled_from(sorted(self.model)))
        known = self.model[session_id]
        history = self._run(self.services.sessions.history(known.user, session_id))
        assert [message.content for message in history] == known.said
        assert self._stored(known.user, session_id).metadata == known.metadata

    @invariant()
    def lists_agree(self) -> None:
        for user in ("ada", "bob"):
            for shelf, expected in (
                ("live", lambda known: not known.trashed and not known.archived),
                ("archived", lambda known: not known.trashed and known.archived),
                ("trash", lambda known: known.trashed),
            ):
                listed = self._run(self.services.sessions.list_sessions(user, shelf))
                wanted = {name for name, known in self.model.items() if known.user == user and expected(known)}
                assert {session.id for session in listed} == wanted, shelf
                for session in listed:
                    known = self.model[session.id]
                    assert (session.name, session.pinned, session.persona) == (known.name, known.pinned, known.persona)
                    assert (session.message_count, session.active_leaf_id) == (len(known.tree), known.leaf)

    def _stored(self, user: str, session_id: str) -> Session:
        session = self._run(self.services.sessions.show(user, session_id))
        assert isinstance(session, Session)
        return session
