"""Opens the dialog of who is asked, and has them asked."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Slot

from desktop_app.domain.engines import EngineChoice
from desktop_app.domain.messages import Role
from desktop_app.services.services import Services
from desktop_app.ui.ask_several.asking import AskingSeveral
from desktop_app.ui.ask_several.dialog import AskSeveralDialog
from desktop_app.ui.chat.view_model import ChatViewModel
from desktop_app.ui.main_window.view import MainWindow
from desktop_app.ui.models.finder import Finder
from desktop_app.ui.offers import Offers


class AskSeveralPresenter(QObject):
    """At most one dialog at a time."""

    def __init__(
        self,
        services: Services,
        chat: ChatViewModel,
        finder: Finder,
        window: MainWindow,
        offers: Offers,
        compare: Callable[[int], object],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._chat, self._finder, self._window, self._offers = chat, finder, window, offers
        self._compare = compare
        self._asking = AskingSeveral(services, chat, self)
        self._asking.answered.connect(self._on_answered)
        self._asking.refused.connect(window.notices.show_problem)
        self.dialog: AskSeveralDialog | None = None
        """The dialog while it is open."""
        finder.found.connect(self._show_entries)

    @Slot()
    def show(self) -> None:
        """Open the dialog for what is written or, where that is nothing, for the last question."""
        written = self._window.composer.written().text
        question = written if written.strip() else self._last_question()
        if not question.strip():
            self._window.notices.show_notice(self.tr("Write a question first, then ask several."))
            return
        if self.dialog is None:
            self.dialog = dialog = AskSeveralDialog(question, self._window, is_again=question != written)
            dialog.asked.connect(self._on_asked)
            dialog.models_wanted.connect(self._on_models_wanted)
            dialog.finished.connect(self._on_finished)
            self._finder.start()
            self._show_entries()
            dialog.open()

    def close(self) -> None:
        """Close the dialog."""
        if self.dialog is not None:
            self.dialog.reject()

    def _last_question(self) -> str:
        asked = [each.content for each in self._chat.messages.messages() if each.role is Role.USER]
        return asked[-1] if asked else ""

    @Slot()
    def _show_entries(self) -> None:
        if self.dialog is not None:
            self.dialog.show_entries(self._finder.entries.all(), looking=self._finder.is_looking())

    @Slot()
    def _on_models_wanted(self) -> None:
        self.close()
        self._window.models_requested.emit()

    @Slot(object)
    def _on_asked(self, choices: list[EngineChoice]) -> None:
        self._asking.ask(self._window.composer.written(), choices)

    @Slot(object, int)
    def _on_answered(self, names: list[str], message_id: int) -> None:
        words = self.tr("{n} answers stand beside each other: {names}.").replace("{n}", str(len(names)))
        words = words.replace("{names}", ", ".join(names))
        self._offers.offer(words, self.tr("Compare"), lambda: self._compare(message_id))

    @Slot(int)
    def _on_finished(self, _result: int) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
        self.dialog = None
        self._window.composer.focus()
