"""The inspector: made when it is first asked for, and kept in step with what is being written."""

from collections.abc import Coroutine
from contextlib import aclosing
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from desktop_app.domain.errors import UserError
from desktop_app.domain.summaries import Summary
from desktop_app.services.prompt_plan import PromptPlan
from desktop_app.services.services import Services
from desktop_app.ui.chat.view_model import ChatViewModel
from desktop_app.ui.composer.written import Written
from desktop_app.ui.inspector.prompt_page import PromptPage
from desktop_app.ui.inspector.view import InspectorPane
from desktop_app.ui.main_window.view import MainWindow
from desktop_app.ui.tasks import Tasks

_WAIT_MS = 250
"""After the last change until the prompt is planned anew."""
PERSONA, MEMORY, PROMPT = range(3)
"""The order of the pages."""
_PLANNING = "plan prompt"
_SUMMARISING = "summarise older turns"


class InspectorPresenter(QObject):
    """Opens and closes the pane, and fills its page about the prompt."""

    built = Signal(object)
    """The `InspectorPane` was made, and others may add their pages."""
    summary_removed = Signal(str, object)
    """The session and the `Summary` that was taken away."""

    def __init__(
        self, services: Services, tasks: Tasks, chat: ChatViewModel, window: MainWindow, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._services = services
        self._tasks = tasks
        self._chat = chat
        self._window = window
        self._plan: PromptPlan | None = None
        self._wait = QTimer(self, singleShot=True, interval=_WAIT_MS)
        self._wait.timeout.connect(self._on_due)
        self.pane: InspectorPane | None = None
        self.prompt: PromptPage | None = None
        window.inspector_requested.connect(self.toggle)
        window.composer.written_changed.connect(self.refresh)
        for changed in (chat.opened, chat.changed, chat.streaming_changed, chat.acknowledged):
            changed.connect(self.refresh)

    @Slot()
    def toggle(self) -> None:
        """Open the pane, or close it."""
        if self.pane is None:
            self.pane = self._build()
        self._window.toggle_inspector()
        # Its pages follow what is written and said while they are seen, so that they have to look when they come.
        self.pane.page_changed.emit()

    def open(self) -> None:
        """Open the pane, unless it is."""
        if self.pane is None or not self.pane.isVisible():
            self.toggle()

    @Slot()
    def refresh(self) -> None:
        """Plan the prompt anew soon, where somebody sees it."""
        if self.pane is not None and self.prompt is not None and self.pane.shows(self.prompt):
            self._wait.start()

    async def _then_refresh(self, work: Coroutine[Any, Any, object]) -> None:
        await work
        self.refresh()

    def put_back(self, session_id: str, summary: Summary) -> None:
        """Bring back a summary that was taken away."""
        work = self._services.summaries.put_back(self._services.user_id, session_id, summary)
        self._tasks.start(self._then_refresh(work), name="put summary back")

    def _build(self) -> InspectorPane:
        pane, self.prompt = InspectorPane(), PromptPage()
        pane.add_page(self.tr("Prompt"), self.prompt, PROMPT)
        self.built.emit(pane)
        pane.close_clicked.connect(self.toggle)
        pane.page_changed.connect(self.refresh)
        card = self.prompt.summary
        card.wanted.connect(self._on_summary_wanted)
        card.stopped.connect(self._on_summary_stopped)
        card.saved.connect(self._on_summary_saved)
        card.removed.connect(self._on_summary_removed)
        self._window.hold_inspector(pane)
        return pane

    def _written(self) -> Written:
        return self._window.composer.written()

    @Slot()
    def _on_due(self) -> None:
        if self._chat.session is not None:
            self._tasks.start(self._show_plan(self._chat.session.id, self._written()), name=_PLANNING)

    async def _show_plan(self, session_id: str, written: Written) -> None:
        previews, user_id = self._services.previews, self._services.user_id
        try:
            plan = await previews.plan(user_id, session_id, written.text, written.attachments)
        except UserError as error:
            if self.prompt is not None:
                self.prompt.show_problem(error.message)
            return
        if self.prompt is not None and self._chat.is_open(session_id):
            self._plan = plan
            self.prompt.show_plan(plan)

    @Slot()
    def _on_summary_wanted(self) -> None:
        if self._chat.session is not None:
            self._tasks.start(self._summarise(self._chat.session.id, self._written()), name=_SUMMARISING)

    @Slot()
    def _on_summary_stopped(self) -> None:
        self._tasks.stop(_SUMMARISING)

    async def _summarise(self, session_id: str, written: Written) -> None:
        assert self.prompt is not None  # noqa: S101  its button was pressed
        card, summaries = self.prompt.summary, self._services.summaries
        card.set_at_work(True)
        try:
            stream = summaries.summarise(self._services.user_id, session_id, written.text, written.attachments)
            async with aclosing(stream) as texts:
                async for text in texts:
                    card.show_growing(text)
        finally:
            card.set_at_work(False)
            self.refresh()

    @Slot(str)
    def _on_summary_saved(self, text: str) -> None:
        plan = self._plan
        if plan is not None and plan.summary is not None:
            work = self._services.summaries.edit(self._services.user_id, plan.asking.session.id, plan.summary, text)
            self._tasks.start(self._then_refresh(work), name="save summary")

    @Slot()
    def _on_summary_removed(self) -> None:
        plan = self._plan
        if plan is not None and plan.summary is not None:
            self._tasks.start(self._remove(plan.asking.session.id, plan.summary), name="remove summary")

    async def _remove(self, session_id: str, summary: Summary) -> None:
        await self._services.summaries.remove(self._services.user_id, session_id, summary)
        self.summary_removed.emit(session_id, summary)
        self.refresh()
