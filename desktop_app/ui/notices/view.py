"""The notices as one sees them: up to three sentences, one above the other."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.ui.widgets.theme import COLUMN_WIDTH, GRID, SCROLL_BAR

if TYPE_CHECKING:
    from desktop_app.ui.notices.notice import Notice

_MOST = 3


class NoticeBar(QWidget):
    """Shows notices; further ones take the place of the oldest that only informs, or wait."""

    action_chosen = Signal(int, str)
    """The number of a notice and the button pressed on it."""
    dismissed = Signal(int)
    """The number of a notice that is gone: closed, timed out or replaced."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._last_id = 0
        self._shown: list[Notice] = []
        self._waiting: list[Notice] = []
        self._details: dict[int, str] = {}
        self._column = QVBoxLayout(self)
        self._column.setSpacing(GRID)
        self.hide()

    def show_notice(
        self,
        text: str,
        *,
        action: str | None = None,
        other: str = "",
        problem: bool = False,
        stays: bool = False,
        polite: bool = False,
    ) -> int:
        """Say `text`, with a button called `action` and perhaps an `other`; return the notice's number.

        A problem, and what `stays`, is there until it is dismissed; anything else goes after ten seconds. What is
        `polite` is read aloud only when nothing else is.
        """
        from desktop_app.ui.notices.notice import Notice  # no notice is part of the first paint

        for same in [each for each in (*self._shown, *self._waiting) if problem and each.problem and each.text == text]:
            self.dismiss(same.id)  # what is said once more, now perhaps with ways on, is not said twice
        self._last_id += 1
        actions = [label for label in (action, other) if label]
        notice = Notice(self._last_id, text, actions=actions, problem=problem, stays=stays, polite=polite)
        notice.action_pressed.connect(self._on_action)
        notice.finished.connect(self.dismiss)
        self._waiting.append(notice)
        if len(self._shown) == _MOST:
            oldest = next((each for each in self._shown if not each.stays), None)
            if oldest is not None:
                self.dismiss(oldest.id)
        self._show_waiting()
        return notice.id

    @Slot(str, str)
    def show_problem(self, sentence: str, details: str = "") -> None:
        """Say what went wrong, unless that is being said; `details`, when there are any, can be copied."""
        if any(notice.problem and notice.text == sentence for notice in (*self._shown, *self._waiting)):
            return
        number = self.show_notice(sentence, action=self.tr("Copy details") if details else None, problem=True)
        if details:
            self._details[number] = details

    @Slot(int)
    def dismiss(self, notice_id: int) -> None:
        """Take a notice away; nothing happens when it is gone already."""
        for notices in (self._shown, self._waiting):
            for notice in notices:
                if notice.id == notice_id:
                    notices.remove(notice)
                    self._column.removeWidget(notice)
                    notice.hide()
                    notice.deleteLater()
                    self._details.pop(notice_id, None)
                    self._show_waiting()
                    self.dismissed.emit(notice_id)
                    return

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the notices over the column of text."""
        super().resizeEvent(event)
        side = max(4 * GRID, (self.width() - SCROLL_BAR - COLUMN_WIDTH) // 2)
        self._column.setContentsMargins(side, GRID, side + SCROLL_BAR, GRID)

    def texts(self) -> list[str]:
        """Return the sentences shown, from top to bottom."""
        return [notice.text for notice in self._shown]

    def _show_waiting(self) -> None:
        while self._waiting and len(self._shown) < _MOST:
            notice = self._waiting.pop(0)
            self._shown.append(notice)
            self._column.addWidget(notice)
            notice.start()
        self.setVisible(bool(self._shown))

    @Slot(int, str)
    def _on_action(self, notice_id: int, action: str) -> None:
        details = self._details.get(notice_id)
        if details is not None:
            QGuiApplication.clipboard().setText(details)
            self.dismiss(notice_id)
        else:
            self.action_chosen.emit(notice_id, action)
