"""The bar at work: joins it to what looks and to the transcript."""

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QApplication, QWidget

from desktop_app.services.services import Services
from desktop_app.ui.chat.view_model import ChatViewModel
from desktop_app.ui.find.bar import FindBar
from desktop_app.ui.find.leading import Leading
from desktop_app.ui.find.marks import FindMarks
from desktop_app.ui.find.view_model import FindViewModel
from desktop_app.ui.main_window.view import MainWindow
from desktop_app.ui.tasks import Tasks
from desktop_app.ui.transcript.announcer import announcing

_LONGEST_SELECTION = 100
"""A longer selection is not taken for words to look for."""


class FindScreen(QObject):
    """Finds while the bar is open; lets go of everything when it closes."""

    def __init__(
        self, services: Services, tasks: Tasks, chat: ChatViewModel, window: MainWindow, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._window = window
        self._chat = chat
        self._transcript = window.transcript
        self._finding = FindViewModel(services, tasks, chat, self)
        self._marks = FindMarks(self._finding)
        self._leading = Leading(self._transcript, chat.messages, self._marks, self)
        self._bar = FindBar()
        self._since: int | None = None
        self._stepped = False
        """Whether one went to a place on purpose, and so wants to stay there."""
        self._focused: QWidget | None = None
        self._say = announcing(self._bar)
        window.hold_find_bar(self._bar)
        if self._transcript.text_selection is not None:
            self._transcript.text_selection.marking.set_finder(self._marks)
        self._bar.typed.connect(self._on_typed)
        self._bar.stepped.connect(self.step)
        self._bar.closed.connect(self.close)
        self._finding.changed.connect(self._on_changed)
        self._finding.went.connect(self._on_went)
        chat.opened.connect(self._on_session_opened)

    @property
    def is_open(self) -> bool:
        """Whether the bar is seen."""
        return self._bar.isVisible()

    def open(self) -> None:
        """Show the bar, with what is selected on one line as what to look for."""
        if not self.is_open:
            self._focused = QApplication.focusWidget()
            self._since = self._leading.remember()
            self._stepped = False
            self._finding.prepare()
            self._show()
        selected = self._selected_line()
        self._bar.begin(selected)
        if self._bar.field.text() and not self._finding.words:
            self._on_typed(self._bar.field.text())

    @Slot(int)
    def step(self, way: int) -> None:
        """Go to the next place or, with -1, to the one before."""
        self._stepped = self._stepped or self._finding.found.count > 0
        self._finding.step(way)

    @Slot()
    def close(self) -> None:
        """Put the bar away, and be where one was before it came; who went from place to place stays there."""
        self._finding.stop()
        self._chat.messages.means.unfold(everything=False)
        self._bar.hide()
        if self._stepped:
            self._leading.give_up()
        else:
            self._leading.go_back()
        if self._focused is not None and self._focused.isVisible():
            self._focused.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._window.composer.focus()

    def _show(self) -> None:
        """Show the bar; what one reads does not move by it."""
        if not self._transcript.at_end:
            bar = self._transcript.verticalScrollBar()
            bar.setValue(bar.value() + self._bar.maximumHeight())
        self._bar.show()

    def _selected_line(self) -> str:
        selecting = self._transcript.text_selection
        excerpt = None if selecting is None or selecting.selection.is_empty() else selecting.excerpt(plain=True)
        words = excerpt.pieces[0].words if excerpt is not None and len(excerpt.pieces) == 1 else None
        if not words or "\n" in words or len(words) > _LONGEST_SELECTION:
            return ""
        self._transcript.let_go()
        return words

    @Slot(str)
    def _on_typed(self, words: str) -> None:
        self._finding.look_for(words, self._since)

    @Slot()
    def _on_changed(self) -> None:
        finding = self._finding
        self._chat.messages.means.unfold(everything=bool(finding.words))
        self._bar.show_count(self._count_words(), any_found=finding.found.count > 0)
        if self._transcript.text_selection is not None:
            self._transcript.text_selection.marking.refresh()

    def _count_words(self) -> str:
        finding = self._finding
        if not finding.words:
            return ""
        count = f"{finding.found.count:n}"
        if not finding.is_complete:
            return self.tr("{count} …").replace("{count}", count)
        if not finding.found.count:
            return self.tr("Nothing found")
        position = f"{finding.found.position(finding.hit):n}"
        return self.tr("{position} of {count}").replace("{position}", position).replace("{count}", count)

    @Slot()
    def _on_went(self) -> None:
        if self._finding.hit is not None:
            self._leading.go_to(self._finding.hit)
            self._say(self._count_words())

    @Slot()
    def _on_session_opened(self) -> None:
        """Find in the other session what was looked for in this one."""
        self._since = self._leading.remember()
