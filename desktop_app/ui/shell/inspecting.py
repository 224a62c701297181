"""What stands behind answers: the inspector, and how each answer was made."""

from functools import partial

from PySide6.QtCore import QObject, Slot

from desktop_app.domain.summaries import Summary
from desktop_app.ui.chat.turns import TurnDoings
from desktop_app.ui.inspector.presenter import InspectorPresenter
from desktop_app.ui.memory.learned import LearnedNotices
from desktop_app.ui.memory.lost_sources import LostSources
from desktop_app.ui.memory.presenter import MemoryPresenter
from desktop_app.ui.memory.suggested import SuggestedNotices
from desktop_app.ui.receipts.presenter import ReceiptPresenter
from desktop_app.ui.shell.screens import Screens
from desktop_app.ui.tasks import Tasks
from desktop_app.ui.why.presenter import WhyPresenter


class Inspecting(QObject):
    """Joins the inspector and the receipts with the chat."""

    def __init__(self, screens: Screens, doings: TurnDoings, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._offers = screens.offers
        self._doings = doings
        self.inspector = InspectorPresenter(screens.services, tasks, screens.chat, screens.window, self)
        self.memory = MemoryPresenter(screens.services, tasks, screens.chat, screens.offers, self.inspector, self)
        self.memory.source_wanted.connect(screens.chat.open_message)
        self.learned = LearnedNotices(screens.services, tasks, screens.chat, screens.offers, self)
        self.learned.shown_wanted.connect(self.memory.show_fact)
        self._suggested = SuggestedNotices(screens.services, tasks, screens.chat, screens.offers, self)
        self._suggested.shown_wanted.connect(self.memory.show_fact)
        sources = LostSources(screens.services, tasks, screens.offers, self)
        doings.taken_away.connect(sources.look)
        for changed in (self.learned.changed, self._suggested.changed, sources.changed):
            changed.connect(self.memory.refresh)
        screens.window.header.affinity_clicked.connect(self.memory.show)
        self.receipts = ReceiptPresenter(screens.services, tasks, screens.chat, screens.window, self)
        self.why = WhyPresenter(screens.services, tasks, screens.chat, screens.window, self)
        self.why.fact_wanted.connect(self.memory.show_fact)
        self.why.source_wanted.connect(screens.chat.open_message)
        self.why.receipt_wanted.connect(self.receipts.show)
        doings.why_wanted.connect(self.why.show)
        self.inspector.summary_removed.connect(self._on_summary_removed)
        doings.receipt_wanted.connect(self.receipts.show)

    def close(self) -> None:
        """Take the dialogs away."""
        self.receipts.close()
        self.why.close()

    @Slot(str, object)
    def _on_summary_removed(self, session_id: str, summary: Summary) -> None:
        back = partial(self.inspector.put_back, session_id, summary)
        self._offers.offer(self.tr("The summary was removed."), self.tr("Undo"), back)
