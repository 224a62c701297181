"""Reads what an answer drew on, shows it, and tells where one wants to go from there."""

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from desktop_app.domain.facts import Fact
from desktop_app.services.receipts import ShownReceipt
from desktop_app.services.services import Services
from desktop_app.services.why import Why
from desktop_app.ui.chat.view_model import ChatViewModel
from desktop_app.ui.receipts.words import made_by
from desktop_app.ui.tasks import Tasks
from desktop_app.ui.why.dialog import WhyDialog
from desktop_app.ui.why.words import Line, affinity_line, fact_line, lore_line, turns_line


class WhyPresenter(QObject):
    """At most one dialog at a time."""

    fact_wanted = Signal(int)
    """The id of a fact that somebody wants to see."""
    source_wanted = Signal(str, int)
    """The ids of a session, and of the message in it that a fact comes from."""
    receipt_wanted = Signal(int)
    """The id of an answer of which one wants to know how it was made."""

    def __init__(self, services: Services, tasks: Tasks, chat: ChatViewModel, window: QWidget, parent: QObject) -> None:
        super().__init__(parent)
        self._services, self._tasks, self._chat, self._window = services, tasks, chat, window
        self._message_id = 0
        self.dialog: WhyDialog | None = None
        """The dialog while it is open."""

    @Slot(int)
    def show(self, message_id: int) -> None:
        """Tell what an answer of the open session drew on."""
        if self.dialog is None:
            self._tasks.start(self._show(message_id), name="show why")

    def close(self) -> None:
        """Take the dialog away."""
        if self.dialog is not None:
            self.dialog.reject()

    async def _show(self, message_id: int) -> None:
        receipts, user_id = self._services.receipts, self._services.user_id
        shown = await receipts.of(user_id, message_id)
        why = await receipts.why(user_id, message_id)
        if self.dialog is not None:
            return
        self._message_id = message_id
        self.dialog = dialog = WhyDialog(self._window)
        self._fill(dialog, shown, why)
        dialog.fact_wanted.connect(self._on_fact)
        dialog.source_wanted.connect(self._on_source)
        dialog.receipt_wanted.connect(self._on_receipt)
        dialog.finished.connect(self._on_finished)
        dialog.open()

    def _fill(self, dialog: WhyDialog, shown: ShownReceipt, why: Why) -> None:
        personas, receipt = self._services.personas, shown.receipt
        nothing = self.tr("Nothing that is known of you was told.")
        dialog.add_section(self.tr("Facts"), [fact_line(each) for each in why.facts], nothing)
        dialog.add_section(self.tr("Lore"), [lore_line(each) for each in why.lore])
        level = "" if why.affinity is None else self._services.affinity.words(why.affinity.level).title
        close = affinity_line(why, level)
        dialog.add_section(self.tr("Affinity"), [] if close is None else [close])
        first = receipt.prompt.first_message_id
        fallen = None if first is None else self._chat.messages.row_of(first)
        read = turns_line(len(shown.request.turns), fallen)
        summary = [Line(self.tr("A summary stood for those before"))] if receipt.prompt.summary else []
        dialog.add_section(self.tr("What was said before"), [read, *summary])
        persona = personas.stand_in(receipt.persona)
        dialog.add_section(self.tr("Persona"), [Line(f"{persona.glyph}  {persona.name}".strip())])
        made = [(name, value) for name, value in made_by(receipt) if value]
        dialog.show_texts(made, shown.request.persona.system_prompt, why.text)

    @Slot(object)
    def _on_fact(self, fact: Fact) -> None:
        self.fact_wanted.emit(fact.id)

    @Slot(object)
    def _on_source(self, fact: Fact) -> None:
        if fact.session_id is not None and fact.source_message_id is not None:
            self.source_wanted.emit(fact.session_id, fact.source_message_id)

    @Slot()
    def _on_receipt(self) -> None:
        self.receipt_wanted.emit(self._message_id)

    @Slot(int)
    def _on_finished(self, _result: int) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
        self.dialog = None
