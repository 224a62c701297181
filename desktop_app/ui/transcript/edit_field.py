"""The field in which a turn is said in other words."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QInputMethodEvent, QKeyEvent, QTextBlockFormat, QTextCursor, QTextOption
from PySide6.QtWidgets import QFrame, QTextEdit, QWidget

from desktop_app.ui.markdown.html import LINE_HEIGHT
from desktop_app.ui.widgets.exact_text import exact_text

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_SHIFT = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.AltModifier
_CONTROL = Qt.KeyboardModifier.ControlModifier
_ESCAPE = (QEvent.Type.ShortcutOverride, Qt.Key.Key_Escape)
_LONG_WORD = 10_000


class EditField(QTextEdit):
    """Plain text; Enter saves and Shift+Enter breaks the line, or the other way round, as in the composer."""

    saved = Signal()
    cancelled = Signal()
    focus_changed = Signal()

    def __init__(self, parent: QWidget, *, enter_sends: bool) -> None:
        super().__init__(parent)
        self._enter_sends = enter_sends
        self._composing = False
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAcceptRichText(False)
        self.setTabChangesFocus(True)
        self.setStyleSheet("background: transparent; border: none;")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(0)
        # The width is set, not taken from a viewport that may not have its size yet.
        self.setLineWrapMode(QTextEdit.LineWrapMode.FixedPixelWidth)

    def event(self, event: QEvent) -> bool:
        """Keep Esc from the window, which would stop an answer."""
        if isinstance(event, QKeyEvent) and (event.type(), event.key()) == _ESCAPE:
            event.accept()
            return True
        return super().event(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Remember whether an input method is still composing: its Enter is not ours."""
        self._composing = bool(event.preeditString())
        super().inputMethodEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Save, break the line or cancel; all other keys are Qt's."""
        if event.key() == Qt.Key.Key_Escape and not self._composing:
            self.cancelled.emit()
        elif event.key() not in _ENTER or self._composing:
            super().keyPressEvent(event)
        elif bool(event.modifiers() & _SHIFT) == self._enter_sends and not event.modifiers() & _CONTROL:
            self.insertPlainText("\n")
        elif not event.isAutoRepeat():
            self.saved.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Let the card show its ring."""
        super().focusInEvent(event)
        self.focus_changed.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Let the card hide its ring."""
        super().focusOutEvent(event)
        self.focus_changed.emit()

    def put(self, text: str, position: int) -> None:
        """Show `text` with the cursor at `position` of the document, at the end where that is not in it."""
        if any(len(word) > _LONG_WORD for word in text.split()):
            # Looking for a place to break a very long word takes Qt seconds.
            self.setWordWrapMode(QTextOption.WrapMode.WrapAnywhere)
        self.setPlainText(text)
        cursor = self.textCursor()
        cursor.select(QTextCursor.SelectionType.Document)
        lines = QTextBlockFormat()
        # As it is where the text is only shown, so that no line moves.
        lines.setLineHeight(LINE_HEIGHT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        cursor.mergeBlockFormat(lines)
        self.document().clearUndoRedoStacks()
        if 0 <= position <= self._end():  # which counts some characters as two
            cursor.setPosition(position)
        else:
            cursor.movePosition(QTextCursor.MoveOperation.End)
        self.setTextCursor(cursor)

    def text(self) -> str:
        """Return what is written, to the letter."""
        return exact_text(self.document(), 0, self._end())

    def _end(self) -> int:
        return self.document().characterCount() - 1

    def natural_height(self) -> int:
        """Return how high the field is with all its lines shown."""
        return int(self.document().size().height() + 0.999)
