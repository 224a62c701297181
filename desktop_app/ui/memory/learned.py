"""What was learned from a message: said once, quietly, and taken back when that is wanted."""

from collections.abc import Sequence
from itertools import count

from PySide6.QtCore import QObject, Signal, Slot

from desktop_app.domain.facts import FactChange, LearnedFact
from desktop_app.services.exchange import Finished
from desktop_app.services.services import Services
from desktop_app.ui.chat.view_model import ChatViewModel
from desktop_app.ui.memory.words import learned_in_words
from desktop_app.ui.offers import Offers
from desktop_app.ui.tasks import Tasks

_NAMED = 3
"""Facts that a notice names; of more it says how many."""


class LearnedNotices(QObject):
    """At most one notice, of the last message that told something."""

    changed = Signal()
    """What was learned is not known any more."""
    shown_wanted = Signal(int)
    """The id of a fact that somebody wants to see."""

    def __init__(self, services: Services, tasks: Tasks, chat: ChatViewModel, offers: Offers, parent: QObject) -> None:
        super().__init__(parent)
        self._services, self._tasks, self._chat, self._offers = services, tasks, chat, offers
        self._shown = 0
        self._turns = count()
        chat.finished.connect(self._on_finished)

    @Slot(object)
    def _on_finished(self, event: Finished) -> None:
        learned = event.learned
        if not learned or not self._chat.is_open(event.session.id):
            return
        self._offers.withdraw(self._shown)
        words = learned_in_words(learned, _NAMED)
        # Not “Undo”: that is what the notice of something that one did oneself offers, beside this one perhaps.
        ways = {self.tr("Take back"): lambda: self._undo(learned)}
        kept = next((each.fact.id for each in learned if each.change is not FactChange.FORGOTTEN), None)
        if kept is not None:
            ways[self.tr("Show")] = lambda: self.shown_wanted.emit(kept)
        self._shown = self._offers.note(words, ways)

    def _undo(self, learned: Sequence[LearnedFact]) -> None:
        self._tasks.start(self._take_back(learned), name=f"unlearn {next(self._turns)}")

    async def _take_back(self, learned: Sequence[LearnedFact]) -> None:
        await self._services.facts.take_back(self._services.user_id, learned)
        self._offers.tell()
        self.changed.emit()
