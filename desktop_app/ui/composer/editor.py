"""The field that a message is written in."""

from PySide6.QtCore import QEvent, QMimeData, Qt, Signal
from PySide6.QtGui import QFocusEvent, QInputMethodEvent, QKeyEvent, QKeySequence, QTextOption
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QWidget

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_LONG_LINE = 10_000


class MessageEditor(QPlainTextEdit):
    """Plain text that grows with its lines; Enter sends, Shift+Enter breaks the line."""

    send_pressed = Signal()
    focus_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._composing = False
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabChangesFocus(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        self.document().setDocumentMargin(2)
        self.setAccessibleName(self.tr("Message"))
        self.setPlaceholderText(self.tr("Message…  (Enter to send, Shift+Enter for a new line)"))

    def natural_height(self) -> int:
        """Return how high the field is with all its lines shown."""
        lines = max(1, round(self.document().size().height()))  # the plain text layout counts in lines
        return round(lines * self.fontMetrics().lineSpacing() + 2 * self.document().documentMargin())

    def event(self, event: QEvent) -> bool:
        """Leave Ctrl+Z to the window while there is nothing here to undo."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            is_undo = event.matches(QKeySequence.StandardKey.Undo)
            if is_undo and not self.document().isUndoAvailable():
                event.ignore()
                return False
        return super().event(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Remember whether an input method is still composing: its Enter is not ours."""
        self._composing = bool(event.preeditString())
        super().inputMethodEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Send on Enter, break the line on Shift+Enter."""
        if event.key() not in _ENTER or self._composing:
            super().keyPressEvent(event)
        elif event.modifiers() & (Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.AltModifier):
            self.insertPlainText("\n")
            self.ensureCursorVisible()
        elif not event.isAutoRepeat():
            self.send_pressed.emit()

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        """Take anything that has a plain text."""
        return source.hasText()

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Paste the plain text of what was copied."""
        text = source.text()
        if any(len(word) > _LONG_LINE for word in text.split()):
            # Looking for the word boundaries of a very long word takes Qt seconds.
            self.setWordWrapMode(QTextOption.WrapMode.WrapAnywhere)
        self.insertPlainText(text)
        self.ensureCursorVisible()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Let the card show its ring."""
        super().focusInEvent(event)
        self.focus_changed.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Let the card hide its ring."""
        super().focusOutEvent(event)
        self.focus_changed.emit()
