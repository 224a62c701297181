"""How an answer ended that has no proper end, with the way on."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QWidget

from desktop_app.domain.messages import Message, MessageStatus
from desktop_app.ui.transcript.turns import TurnAction
from desktop_app.ui.widgets.buttons import TextButton
from desktop_app.ui.widgets.theme import GRID


class RowStatus(QWidget):
    """Says that an answer failed or was cut off; takes no room otherwise."""

    chosen = Signal(object)
    """The `TurnAction` that leads on: the question answered again, or the answer continued."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._words = QLabel(self)
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setProperty("kind", "quiet")
        self._words.setWordWrap(True)
        self._retry = TextButton(self.tr("Try again"), kind="flat", parent=self)
        self._retry.clicked.connect(lambda: self.chosen.emit(TurnAction.REGENERATE))
        self._continue = TextButton(self.tr("Continue"), kind="flat", parent=self)
        self._continue.clicked.connect(lambda: self.chosen.emit(TurnAction.CONTINUE))

    def show_status(self, message: Message, *, can_retry: bool, can_go_on: bool) -> None:
        """Say how `message` ended, if there is anything to say, and offer what can be done."""
        self._words.setText(self._words_for(message))
        failed, cut_off = message.status is MessageStatus.FAILED, message.status is MessageStatus.INTERRUPTED
        self._retry.setVisible(failed and can_retry)
        self._continue.setVisible(cut_off and can_go_on)
        self.setVisible(bool(self._words.text()))

    def words(self) -> str:
        """Return what is said, empty where there is nothing to say."""
        return self._words.text()

    def buttons(self) -> list[TextButton]:
        """Return the buttons that can be pressed."""
        return [button for button in (self._retry, self._continue) if not (self.isHidden() or button.isHidden())]

    def height_for(self, width: int) -> int:
        """Return the height it takes at that width, for which it is laid out; 0 when there is nothing to say."""
        if self.isHidden():
            return 0
        room = self._words.fontMetrics().horizontalAdvance(self._words.text()) + GRID
        button = next(iter(self.buttons()), None)
        beside = button is not None and room + button.sizeHint().width() <= width
        height = self._words.heightForWidth(width)
        self._words.setGeometry(0, GRID, min(room, width) if beside else width, height)
        if button is None:
            return GRID + height
        button.adjustSize()
        if beside:
            height = max(height, button.height())
            self._words.resize(room, height)
            button.move(room, GRID)
            return GRID + height
        button.move(0, 2 * GRID + height)
        return 2 * GRID + height + button.height()

    def _words_for(self, message: Message) -> str:
        reason = str(message.metadata.get("error") or "")
        if message.status is MessageStatus.FAILED:
            return self.tr("No answer. {reason}").replace("{reason}", reason).strip()
        if message.status is MessageStatus.INTERRUPTED:
            return reason or self.tr("This answer was cut off before its end.")
        return ""
