"""What answers in the open session: chosen, started anew, and followed as it fares."""

from contextlib import aclosing
from dataclasses import asdict, replace
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from desktop_app.domain.choosing import BUILTIN, Chosen, ChosenBy, known_as
from desktop_app.domain.engines import EngineChoice, EngineState, Parameters, SessionEngine
from desktop_app.domain.presets import Preset
from desktop_app.domain.sessions import Session
from desktop_app.services.services import Services
from desktop_app.ui.chat.view_model import ChatViewModel
from desktop_app.ui.tasks import Tasks

MOST_RECENT = 5
_AGAIN_MS = 700
_READ, _FOLLOW = "see what answers", "follow the engines"


class WhatAnswers(QObject):
    """Knows what the next question in the open session goes to; every change is one session's own."""

    changed = Signal()
    """Something else answers, or it fares otherwise."""

    def __init__(self, services: Services, tasks: Tasks, chat: ChatViewModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.chosen: Chosen | None = None
        self.recent: list[EngineChoice] = []
        self.presets: list[Preset] = []
        self._services = services
        self._tasks = tasks
        self._chat = chat
        self.usual: EngineChoice | None = None
        """What answers in sessions that choose nothing, None while that is not known yet."""
        self.instead_of: EngineChoice | None = None
        """What was found before, and failed, so that something else answers now."""
        self._states: dict[EngineChoice, EngineState] = {}
        self._coming: dict[str, SessionEngine] = {}
        """What was chosen in a session and is not stored yet: what is changed of it next is changed of this."""
        self._again = QTimer(self, singleShot=True, interval=_AGAIN_MS)
        self._again.timeout.connect(self.look)
        chat.opened.connect(self._on_opened)
        chat.changed.connect(self._on_changed)

    def start(self) -> None:
        """Follow how the engines fare, until all tasks are closed."""
        self._tasks.start(self._follow(), name=_FOLLOW)

    def stop(self) -> None:
        """Look no more by itself."""
        self._again.stop()

    @property
    def choice(self) -> EngineChoice | None:
        """What answers, None while that is not known yet."""
        return None if self.chosen is None else self.chosen.choice

    @property
    def state(self) -> EngineState | None:
        """How that fares, None where it says nothing of it."""
        return None if self.choice is None else self._state_of(self.choice)

    @property
    def own(self) -> SessionEngine:
        """What the open session chose for itself."""
        session = self._chat.session
        if session is None:
            return SessionEngine()
        return self._coming.get(session.id) or session.engine or SessionEngine()

    @property
    def default(self) -> EngineChoice:
        """What the settings choose for sessions that choose nothing, without a name where they leave it open too."""
        return self._services.engines.chosen_in_settings()

    def nothing_else_is_there(self) -> bool:
        """Tell whether the built-in responder answers because nobody chose and nothing else was found."""
        chosen = self.chosen
        return chosen is not None and chosen.by is ChosenBy.LADDER and chosen.choice.name == BUILTIN

    @Slot()
    def look(self) -> None:
        """See what answers now."""
        if self._chat.session is not None:
            self._tasks.start(self._look(self._chat.session), name=_READ)

    def choose(self, choice: EngineChoice, context_tokens: int | None = None) -> None:
        """Let something answer in the open session from now on."""
        own = self.own.parameters
        parameters = replace(own, context_tokens=context_tokens) if context_tokens else own
        self.set_engine(SessionEngine(choice, parameters))

    def set_parameters(self, parameters: Parameters) -> None:
        """Let what answers in the open session answer like that."""
        self.set_engine(SessionEngine(self.own.choice, parameters))

    def set_engine(self, engine: SessionEngine) -> None:
        """Let the open session have that choice and those parameters."""
        if self._chat.session is not None:
            session_id = self._chat.session.id
            self._coming[session_id] = engine
            self._tasks.start(self._set(session_id, engine), name=f"choose what answers in {session_id}")

    def make_default(self, choice: EngineChoice, context_tokens: int | None = None) -> None:
        """Let something answer in all sessions that choose nothing, reading so many tokens at once."""
        self._tasks.start(self._make_default(choice, context_tokens), name="choose what answers in new sessions")

    def restart(self) -> None:
        """Start what answers anew."""
        self._tasks.start(self.restarted(), name="restart the engine")

    async def restarted(self) -> None:
        """Start what answers anew, and return when that is done."""
        if self.chosen is not None:
            await self._services.choosing.restart(self.chosen.choice, self.chosen.parameters)
            self.look()

    async def _set(self, session_id: str, engine: SessionEngine) -> None:
        try:
            session = await self._services.session_engines.set(self._services.user_id, session_id, engine)
        finally:
            if self._coming.get(session_id) is engine:
                del self._coming[session_id]
        if self._chat.is_open(session.id):
            self._chat.session = session
        self._chat.changed.emit(session)

    async def _make_default(self, choice: EngineChoice, context_tokens: int | None) -> None:
        changes: dict[str, Any] = asdict(choice)
        if context_tokens:
            changes["context_tokens"] = context_tokens
        await self._services.preferences.change_together("engine", changes)
        await self._services.choosing.use(replace(self._services.engines.settings, **changes))
        self.look()

    async def _look(self, session: Session) -> None:
        chosen = await self._services.choosing.chosen(self._services.user_id, session.engine, persona=session.persona)
        self.presets = await self._services.session_engines.presets(self._services.user_id)
        if not self._chat.is_open(session.id):
            return
        before, self.chosen = self.chosen, chosen
        self.instead_of = self._failed_before(before, chosen)
        self._remember(chosen.choice)
        if chosen.climb is not None and not chosen.climb.settled:
            self._again.start()
        self.changed.emit()
        self.usual = (await self._services.choosing.chosen(self._services.user_id, persona=session.persona)).choice

    def _failed_before(self, before: Chosen | None, now: Chosen) -> EngineChoice | None:
        """Return what was found before where that failed since; whoever chooses knows what answers."""
        if before is None or now.by is not ChosenBy.LADDER or before.by is not ChosenBy.LADDER:
            return None
        if before.choice == now.choice:
            return self.instead_of
        state = self._state_of(before.choice)
        return before.choice if state is not None and state.reason else None

    def _state_of(self, choice: EngineChoice) -> EngineState | None:
        return self._states.get(known_as(choice))

    def _remember(self, choice: EngineChoice) -> None:
        if choice.name != BUILTIN:
            self.recent = [choice, *(each for each in self.recent if known_as(each) != known_as(choice))][:MOST_RECENT]

    async def _follow(self) -> None:
        async with aclosing(self._services.engines.states()) as states:
            async for state in states:
                self._states[known_as(state.choice)] = state
                self.changed.emit()

    @Slot()
    def _on_opened(self) -> None:
        self.look()

    @Slot(object)
    def _on_changed(self, session: Session) -> None:
        if self._chat.is_open(session.id):
            self.look()
