"""How an answer ended that has no proper end, with the way on."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QWidget

from desktop_app.domain.messages import Message, MessageStatus
from desktop_app.ui.widgets.buttons import TextButton
from desktop_app.ui.widgets.theme import GRID


class RowStatus(QWidget):
    """Says that an answer failed or was cut off; takes no room otherwise."""

    retry_requested = Signal()
    """The question shall be asked again."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._words = QLabel(self)
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setProperty("kind", "quiet")
        self._words.setWordWrap(True)
        self._retry = TextButton(self.tr("Try again"), kind="flat", parent=self)
        self._retry.clicked.connect(self.retry_requested)

    def show_status(self, message: Message) -> None:
        """Say how `message` ended, if there is anything to say."""
        self._words.setText(self._words_for(message))
        self._retry.setVisible(message.status is MessageStatus.FAILED)
        self.setVisible(bool(self._words.text()))

    def height_for(self, width: int) -> int:
        """Return the height it takes at that width, for which it is laid out; 0 when there is nothing to say."""
        if self.isHidden():
            return 0
        room = self._words.fontMetrics().horizontalAdvance(self._words.text()) + GRID
        beside = not self._retry.isHidden() and room + self._retry.sizeHint().width() <= width
        height = self._words.heightForWidth(width)
        self._words.setGeometry(0, GRID, min(room, width) if beside else width, height)
        if self._retry.isHidden():
            return GRID + height
        self._retry.adjustSize()
        if beside:
            height = max(height, self._retry.height())
            self._words.resize(room, height)
            self._retry.move(room, GRID)
            return GRID + height
        self._retry.move(0, 2 * GRID + height)
        return 2 * GRID + height + self._retry.height()

    def _words_for(self, message: Message) -> str:
        reason = str(message.metadata.get("error") or "")
        if message.status is MessageStatus.FAILED:
            return self.tr("No answer. {reason}").replace("{reason}", reason).strip()
        if message.status is MessageStatus.INTERRUPTED:
            return reason or self.tr("This answer was stopped before its end.")
        return ""
