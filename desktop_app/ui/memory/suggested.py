"""What a model suggests to remember: said once, quietly, and leading to where it is confirmed or declined."""

from collections.abc import Sequence
from contextlib import aclosing

from PySide6.QtCore import QObject, Signal

from desktop_app.domain.facts import Fact
from desktop_app.services.services import Services
from desktop_app.ui.chat.view_model import ChatViewModel
from desktop_app.ui.memory.words import suggested_in_words
from desktop_app.ui.offers import Offers
from desktop_app.ui.tasks import Tasks

_NAMED = 3
"""Facts that a notice names; of more it says how many."""


class SuggestedNotices(QObject):
    """At most one notice, of what was suggested last."""

    changed = Signal()
    """There is more to confirm."""
    shown_wanted = Signal(int)
    """The id of a fact that somebody wants to see."""

    def __init__(self, services: Services, tasks: Tasks, chat: ChatViewModel, offers: Offers, parent: QObject) -> None:
        super().__init__(parent)
        self._services, self._chat, self._offers = services, chat, offers
        self._shown = 0
        tasks.start(self._follow(), name="follow suggestions")

    async def _follow(self) -> None:
        async with aclosing(self._services.suggestions.arrivals()) as arrivals:
            async for facts in arrivals:
                self.changed.emit()
                if any(fact.session_id is not None and self._chat.is_open(fact.session_id) for fact in facts):
                    self._tell(facts)

    def _tell(self, facts: Sequence[Fact]) -> None:
        self._offers.withdraw(self._shown)
        first = facts[0].id
        ways = {self.tr("Show"): lambda: self.shown_wanted.emit(first)}
        self._shown = self._offers.note(suggested_in_words(facts, _NAMED), ways)
