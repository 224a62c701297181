"""Fills the page about memory, keeps it in step with the chat, and does what is wanted there."""

from collections.abc import Coroutine
from contextlib import suppress
from datetime import timedelta
from itertools import count
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from desktop_app.domain.errors import UserError
from desktop_app.domain.facts import Fact
from desktop_app.domain.messages import first_words
from desktop_app.services.services import Services
from desktop_app.ui.chat.view_model import ChatViewModel
from desktop_app.ui.dates import day_in_words
from desktop_app.ui.inspector.presenter import MEMORY, InspectorPresenter
from desktop_app.ui.inspector.view import InspectorPane
from desktop_app.ui.memory.affinity_doings import AffinityDoings
from desktop_app.ui.memory.fact_fields import FactWords
from desktop_app.ui.memory.learning_doings import LearningDoings
from desktop_app.ui.memory.page import MemoryPage
from desktop_app.ui.offers import Offers
from desktop_app.ui.tasks import Tasks

_WAIT_MS = 250
"""After the last change until the page is filled anew."""


class MemoryPresenter(QObject):
    """At most one page; it is filled while somebody sees it."""

    source_wanted = Signal(str, int)
    """The ids of a session, and of the message in it that somebody wants to see."""

    def __init__(
        self,
        services: Services,
        tasks: Tasks,
        chat: ChatViewModel,
        offers: Offers,
        inspector: InspectorPresenter,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._services, self._tasks, self._chat, self._offers = services, tasks, chat, offers
        self._inspector = inspector
        self._turns = count()
        self.page: MemoryPage | None = None
        """The page, once it is made."""
        self.affinity = AffinityDoings(services, tasks, chat, offers, self)
        self.learning = LearningDoings(services, tasks, self)
        for doings in (self.affinity, self.learning):
            doings.changed.connect(self.refresh)
        self._wait = QTimer(self, singleShot=True, interval=_WAIT_MS)
        self._wait.timeout.connect(self._on_due)
        inspector.built.connect(self._on_built)
        for changed in (chat.opened, chat.changed, offers.undone):
            changed.connect(self.refresh)

    @Slot()
    def show(self) -> None:
        """Open the page in the inspector."""
        self._inspector.open()
        if self._inspector.pane is not None and self.page is not None:
            self._inspector.pane.show_page(self.page)

    def show_fact(self, fact_id: int) -> None:
        """Open the page and choose a fact there."""
        self.show()
        if self.page is not None:
            self.page.filter.clear()
            self.page.list.choose(fact_id)

    @Slot()
    def refresh(self) -> None:
        """Read anew soon what is known, where somebody sees it."""
        pane = self._inspector.pane
        if pane is not None and self.page is not None and pane.shows(self.page):
            self._wait.start()

    @Slot(object)
    def _on_built(self, pane: InspectorPane) -> None:
        self.page = page = MemoryPage()
        pane.add_page(self.tr("Memory"), page, MEMORY)
        pane.page_changed.connect(self.refresh)
        self.affinity.serve(page.affinity)
        self.learning.serve(page.switches)
        card = page.card
        page.looked_at.connect(self._on_looked_at)
        card.saved.connect(self._on_saved)
        card.confirm_toggled.connect(self._on_confirm)
        card.freeze_toggled.connect(self._on_freeze)
        card.until_wanted.connect(self._on_until)
        card.share_wanted.connect(self._on_share)
        for part in (card, page.list):
            part.forget_wanted.connect(self._on_forget)
            part.source_wanted.connect(self._on_source)

    @Slot()
    def _on_due(self) -> None:
        if self._chat.session is not None:
            self._tasks.start(self._fill(self._chat.session.persona), name="read memory")

    async def _fill(self, persona_id: str) -> None:
        personas, user_id = self._services.personas, self._services.user_id
        facts = await self._services.facts.list_facts(user_id, persona_id)
        await self.affinity.fill(persona_id)
        learning = await self.learning.fill()
        if self.page is not None:
            names = {persona.id: persona.name for persona in personas.list_personas()}
            persona = personas.stand_in(persona_id)
            self.page.show_facts(facts, (persona_id, persona.name), names, learning=learning)

    @Slot(object)
    def _on_looked_at(self, fact: Fact) -> None:
        self._tasks.start(self._tell_more(fact), name="tell more of a fact")

    async def _tell_more(self, fact: Fact) -> None:
        user_id, words = self._services.user_id, ""
        with suppress(UserError):  # it was forgotten, or its source deleted, a moment ago
            earlier = await self._services.facts.history(user_id, fact.id)
            if fact.source_message_id is not None and fact.session_id is not None:
                ids = [fact.source_message_id]
                found = await self._services.sessions.messages(user_id, fact.session_id, ids)
                words = f"“{first_words(found[0].content, 40)}” · {day_in_words(found[0].created_at)}" if found else ""
            if self.page is not None and self.page.card.fact() == fact:
                self.page.card.show_history(earlier)
                self.page.card.show_source(words)

    @Slot(object, object)
    def _on_saved(self, fact: Fact | None, words: FactWords) -> None:
        self._start(self._save(fact, words))

    async def _save(self, fact: Fact | None, words: FactWords) -> None:
        facts, user_id, page = self._services.facts, self._services.user_id, self.page
        if page is None:
            return
        if fact is None:
            saved = await facts.set_fact(user_id, *words, page.card.persona())
        else:
            saved = await facts.edit(user_id, fact.id, *words)
        page.written(saved)

    @Slot(object)
    def _on_confirm(self, fact: Fact) -> None:
        is_sure = fact.confirmed and not fact.suggested
        self._start(self._services.facts.confirm(self._services.user_id, fact.id, confirmed=not is_sure))

    @Slot(object)
    def _on_freeze(self, fact: Fact) -> None:
        self._start(self._services.facts.freeze(self._services.user_id, fact.id, frozen=not fact.frozen))

    @Slot(object, object)
    def _on_until(self, fact: Fact, days: int | None) -> None:
        moment = None if days is None else self._services.facts.now() + timedelta(days=days)
        self._start(self._services.facts.until(self._services.user_id, fact.id, moment))

    @Slot(object, object)
    def _on_share(self, fact: Fact, persona: str | None) -> None:
        self._start(self._services.facts.share(self._services.user_id, fact.id, persona))

    @Slot(object)
    def _on_forget(self, fact: Fact) -> None:
        self._start(self._services.facts.forget(self._services.user_id, fact.id))

    @Slot(object)
    def _on_source(self, fact: Fact) -> None:
        if fact.session_id is not None and fact.source_message_id is not None:
            self.source_wanted.emit(fact.session_id, fact.source_message_id)

    def _start(self, work: Coroutine[Any, Any, object]) -> None:
        # Each has a name of its own: what is wanted of one fact must not stop what is wanted of another.
        self._tasks.start(self._done(work), name=f"change memory {next(self._turns)}")

    async def _done(self, work: Coroutine[Any, Any, object]) -> None:
        try:
            await work
        finally:  # what was refused must not look as if it were done
            self._offers.tell()
            self._on_due()
