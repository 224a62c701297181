"""The field that a message is written in."""

from typing import TYPE_CHECKING

from PySide6 import QtCore
from PySide6.QtCore import QEvent, Signal, Slot
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QWidget

from desktop_app.ui.widgets.early import scroll_only_down

if TYPE_CHECKING:
    from PySide6.QtCore import QMimeData
    from PySide6.QtGui import QFocusEvent, QInputMethodEvent, QKeyEvent, QResizeEvent
    from PySide6.QtWidgets import QAbstractSlider

    from desktop_app.ui.composer.folds import Folds

_LONG_WORD = 10_000
_FOLDED_LETTERS = 2_000
_FOLDED_LINES = 30
"""What is pasted and longer than one of these is folded."""
_FOLDED_DRAFT = 20_000
"""What comes from elsewhere, such as a draft, and is longer than this is folded too."""
_MARGIN = 4
"""What Qt leaves free above and below the text, in pixels."""


class MessageEditor(QPlainTextEdit):
    """Plain text that grows with its lines; Enter sends and Shift+Enter breaks the line, or the other way round."""

    send_pressed = Signal()
    edit_last_pressed = Signal()
    """↑ was pressed where nothing is written."""
    older_pressed = Signal()
    """Ctrl+↑ was pressed."""
    newer_pressed = Signal()
    """Ctrl+↓ was pressed."""
    scroll_pressed = Signal(object)
    """A key that scrolls was pressed where nothing is written, and stands for this `QAbstractSlider.SliderAction`."""
    files_offered = Signal(object)
    """Files were pasted or dropped; their paths."""
    picture_offered = Signal(object)
    """A picture was pasted or dropped, as `QImage`."""
    height_changed = Signal()
    """The lines have become more or fewer."""
    focus_changed = Signal()
    undo_pressed = Signal()
    """Ctrl+Z was pressed and there is nothing here to undo."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._composing = False
        self._untouched = True
        self._enter_sends = True
        self._folds: Folds | None = None
        self._hint = ""
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabChangesFocus(True)
        scroll_only_down(self)
        self.setAccessibleName(self.tr("Message"))
        self.show_hint()
        self.textChanged.connect(self._on_first_text)

    def show_hint(self, *, streaming: bool = False) -> None:
        """Say, where nothing is written, what the keys do."""
        if streaming:
            hint = self.tr("Next message…  (sent when the answer is whole)")
        elif self._enter_sends:
            hint = self.tr("Message…  (Enter to send, Shift+Enter for a new line)")
        else:
            hint = self.tr("Message…  (Shift+Enter to send, Enter for a new line)")
        self._hint = hint
        self._fit_hint()

    def _fit_hint(self) -> None:
        """Leave out the keys where there is no room for them."""
        room = self.width() - 4 * _MARGIN
        fits = self.fontMetrics().horizontalAdvance(self._hint) <= room
        shown = self._hint if fits else self._hint.partition("  ")[0]
        if shown != self.placeholderText():
            self.setPlaceholderText(shown)
            if self.isVisible():  # asking for the viewport before the first paint would hold that up
                self.viewport().update()  # Qt draws it anew only when it comes or goes

    def resizeEvent(self, event: "QResizeEvent") -> None:
        """Say as much as there is room for."""
        super().resizeEvent(event)
        self._fit_hint()
        if not self._untouched and self.natural_height() <= self.height():
            # Qt has scrolled to the cursor while there was less room, and would leave the first line out of sight.
            self.verticalScrollBar().setValue(0)

    def changeEvent(self, event: QEvent) -> None:
        """Grow and shrink with the text."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit_hint()
            self.height_changed.emit()

    def set_enter_sends(self, enter_sends: bool) -> None:
        """Let Enter send and Shift+Enter break the line, or swap the two."""
        self._enter_sends = enter_sends
        self.show_hint()

    def text(self) -> str:
        """Return what is written, to the letter, with all of what is folded."""
        end = self.document().characterCount() - 1
        return self._between(0, end)

    def is_blank(self) -> bool:
        """Tell whether nothing is written, or only white space."""
        return self._untouched or self.document().isEmpty() or not self.document().toRawText().strip()

    def put(self, text: str) -> None:
        """Show `text` instead of what is there, with the cursor at its end and nothing to undo."""
        if self._folds is not None:
            self._folds.forget()
        if len(text) > _FOLDED_DRAFT:
            self.setPlainText("")
            self._fold(text, self.tr("Long text"))
            self.document().clearUndoRedoStacks()
            return
        self._spare_long_words(text)
        self.setPlainText(text)
        cursor = self.textCursor()
        cursor.movePosition(cursor.MoveOperation.End)
        self.setTextCursor(cursor)

    def natural_height(self) -> int:
        """Return how high the field is with all its lines shown."""
        # The plain text layout counts in lines; an empty field needs no document for that.
        lines = 1 if self._untouched else max(1, round(self.document().size().height()))
        return lines * self.fontMetrics().lineSpacing() + 2 * _MARGIN

    @Slot()
    def _on_first_text(self) -> None:
        """Follow the lines from the first letter on; before it, asking for the document only costs time."""
        self._untouched = False
        self.textChanged.disconnect(self._on_first_text)
        self.document().documentLayout().documentSizeChanged.connect(self.height_changed)
        self.height_changed.emit()

    def inputMethodEvent(self, event: "QInputMethodEvent") -> None:
        """Remember whether an input method is still composing: its Enter is not ours."""
        self._composing = bool(event.preeditString())
        super().inputMethodEvent(event)

    def keyPressEvent(self, event: "QKeyEvent") -> None:
        """Send, break the line, or go through what was sent; all other keys are Qt's."""
        if self._composing:
            super().keyPressEvent(event)
        elif event.key() in {QtCore.Qt.Key.Key_Return, QtCore.Qt.Key.Key_Enter}:
            self._handle_enter(event)
        elif event.key() in {QtCore.Qt.Key.Key_Up, QtCore.Qt.Key.Key_Down} and self._handle_vertical(event):
            pass
        else:
            self._handle_other_key(event)

    def _handle_enter(self, event: "QKeyEvent") -> None:
        pressed = event.modifiers()
        shift = bool(pressed & (QtCore.Qt.KeyboardModifier.ShiftModifier | QtCore.Qt.KeyboardModifier.AltModifier))
        # Ctrl+Enter sends whatever the setting says: so it does in other programs.
        if pressed & QtCore.Qt.KeyboardModifier.ControlModifier or shift != self._enter_sends:
            if not event.isAutoRepeat():
                self.send_pressed.emit()
        else:
            self.insertPlainText("\n")
            self.ensureCursorVisible()

    def _handle_vertical(self, event: "QKeyEvent") -> bool:
        pressed = event.modifiers() & ~QtCore.Qt.KeyboardModifier.KeypadModifier
        if pressed == QtCore.Qt.KeyboardModifier.ControlModifier:
            (self.older_pressed if event.key() == QtCore.Qt.Key.Key_Up else self.newer_pressed).emit()
            return True
        if (
            pressed == QtCore.Qt.KeyboardModifier.NoModifier
            and event.key() == QtCore.Qt.Key.Key_Up
            and self.document().isEmpty()
        ):
            self.edit_last_pressed.emit()
            return True
        return False

    def _handle_other_key(self, event: "QKeyEvent") -> None:
        from PySide6.QtGui import QKeySequence  # its many names would hold up the first paint

        scrolling = self._scrolling(event)
        if scrolling is not None:
            self.scroll_pressed.emit(scrolling)
        elif event.matches(QKeySequence.StandardKey.Undo) and not self.document().isUndoAvailable():
            self.undo_pressed.emit()
        else:
            super().keyPressEvent(event)

    def _scrolling(self, event: "QKeyEvent") -> "QAbstractSlider.SliderAction | None":
        """Return where a key leads that could do nothing in an empty field."""
        if not self.document().isEmpty():
            return None
        from PySide6.QtWidgets import QAbstractSlider

        pressed = event.modifiers() & ~QtCore.Qt.KeyboardModifier.KeypadModifier
        action, key, held = QAbstractSlider.SliderAction, QtCore.Qt.Key, QtCore.Qt.KeyboardModifier
        return {
            (key.Key_PageUp, held.NoModifier): action.SliderPageStepSub,
            (key.Key_PageDown, held.NoModifier): action.SliderPageStepAdd,
            (key.Key_Home, held.ControlModifier): action.SliderToMinimum,
            (key.Key_End, held.ControlModifier): action.SliderToMaximum,
        }.get((QtCore.Qt.Key(event.key()), pressed))

    def canInsertFromMimeData(self, source: "QMimeData") -> bool:
        """Take text, files and pictures."""
        return source.hasText() or source.hasUrls() or source.hasImage()

    def insertFromMimeData(self, source: "QMimeData") -> None:
        """Offer files and pictures to whoever attaches them, and paste the plain text of anything else."""
        from desktop_app.ui.composer.offered import files_in, picture_in

        if files := files_in(source):
            self.files_offered.emit(files)
        elif picture := picture_in(source):
            self.picture_offered.emit(picture)
        else:
            self._paste(source.text())

    def _paste(self, text: str) -> None:
        if len(text) > _FOLDED_LETTERS or text.count("\n") >= _FOLDED_LINES:
            self._fold(text, self.tr("Pasted text"))
        else:
            self._spare_long_words(text)
            self.insertPlainText(text)
        self.ensureCursorVisible()
        self.height_changed.emit()  # only now Qt has broken the lines of what came

    def createMimeDataFromSelection(self) -> "QMimeData":
        """Copy all of what is selected, also what is folded in it."""
        from PySide6.QtCore import QMimeData

        cursor = self.textCursor()
        copied = QMimeData()
        copied.setText(self._between(cursor.selectionStart(), cursor.selectionEnd()))
        return copied

    def _between(self, start: int, end: int) -> str:
        if self._folds is not None:
            return self._folds.text(start, end)
        from desktop_app.ui.widgets.exact_text import exact_text  # an empty field is shown without it

        return exact_text(self.document(), start, end)

    def _fold(self, text: str, what: str) -> None:
        from desktop_app.ui.composer.folds import Folds  # an empty field has none

        if self._folds is None:
            self._folds = Folds(self)
        self._folds.insert(text, what)

    def _spare_long_words(self, text: str) -> None:
        if any(len(word) > _LONG_WORD for word in text.split()):
            from PySide6.QtGui import QTextOption

            # Looking for a place to break a very long word takes Qt seconds.
            self.setWordWrapMode(QTextOption.WrapMode.WrapAnywhere)

    def focusInEvent(self, event: "QFocusEvent") -> None:
        """Let the card show its ring."""
        super().focusInEvent(event)
        self.focus_changed.emit()

    def focusOutEvent(self, event: "QFocusEvent") -> None:
        """Let the card hide its ring."""
        super().focusOutEvent(event)
        self.focus_changed.emit()
