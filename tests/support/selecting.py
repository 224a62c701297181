"""A transcript in which tests select with the mouse and the keys."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QTextDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTextEdit, QWidget

from desktop_app.domain.messages import Message
from desktop_app.ui.markdown.blocks import MarkdownReader
from desktop_app.ui.transcript.model import TranscriptModel
from desktop_app.ui.transcript.places import Places
from desktop_app.ui.transcript.selection import Place
from desktop_app.ui.transcript.text_selection import TextSelection
from desktop_app.ui.transcript.view import TranscriptView

NONE, SHIFT, CONTROL = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ShiftModifier,
    (Qt.KeyboardModifier.ControlModifier),
)
LEFT, NO_BUTTON = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton


class Reader:
    """Somebody with a mouse and a keyboard before a transcript."""

    def __init__(self, view: TranscriptView, model: TranscriptModel) -> None:
        self.view = view
        self.model = model
        self.places = Places(view, model)
        self._pressed: QWidget | None = None

    @property
    def selecting(self) -> TextSelection:
        assert self.view.text_selection is not None
        return self.view.text_selection

    def point(self, message: int, offset: int) -> QPoint:
        """Return where a letter of a message in sight stands, in the viewport."""
        rect = self.places.rect(Place(message, offset))
        assert rect is not None
        return rect.center()

    def under(self, point: QPoint) -> QWidget:
        return self.view.viewport().childAt(point) or self.view.viewport()

    def press(self, point: QPoint, modifier: Qt.KeyboardModifier = NONE) -> None:
        self._pressed = self.under(point)
        QTest.mousePress(self._pressed, LEFT, modifier, self._there(point))

    def move(self, point: QPoint) -> None:
        self._send(QEvent.Type.MouseMove, point)

    def release(self, point: QPoint) -> None:
        assert self._pressed is not None
        QTest.mouseRelease(self._pressed, LEFT, NONE, self._there(point))

    def click(self, point: QPoint, modifier: Qt.KeyboardModifier = NONE) -> None:
        self.press(point, modifier)
        self.release(point)

    def press_twice(self, point: QPoint) -> None:
        """Press the second time of a double click, and hold."""
        self._pressed = self.under(point)
        self._send(QEvent.Type.MouseButtonDblClick, point)

    def double_click(self, point: QPoint) -> None:
        self.press_twice(point)
        self.release(point)

    def drag(self, start: QPoint, end: QPoint) -> None:
        self.press(start)
        self.move((start + end) / 2)
        self.move(end)
        self.release(end)

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = NONE) -> None:
        QTest.keyClick(self.view, key, modifier)

    def selected(self, *, plain: bool = False, read: Sequence[Message] = ()) -> str:
        """Return the words that Copy would copy."""
        excerpt = self.selecting.excerpt(plain=plain)
        known = {message.id: message for message in read}
        return self.selecting.excerpts.completed(excerpt, known).together(MarkdownReader())

    def marked(self) -> dict[int, str]:
        """Return what is drawn as selected, by message, of the rows in sight."""
        words = {}
        for row, widget in self.view.shown_rows().items():
            parts = [marked_in(text) for text in widget.texts()]
            if any(parts):
                words[self.model.id_of(row)] = "\n".join(part for part in parts if part)
        return words

    def _send(self, kind: QEvent.Type, point: QPoint) -> None:
        assert self._pressed is not None
        globally = QPointF(self.view.viewport().mapToGlobal(point))
        button = NO_BUTTON if kind is QEvent.Type.MouseMove else LEFT
        QApplication.sendEvent(
            self._pressed, QMouseEvent(kind, QPointF(self._there(point)), globally, button, LEFT, NONE)
        )

    def _there(self, point: QPoint) -> QPoint:
        assert self._pressed is not None
        return self._pressed.mapFrom(self.view.viewport(), point)


def marked_in(text: QTextEdit) -> str:
    """Return the letters of a text that are drawn as marked."""
    return "\n".join(each.cursor.selectedText().replace("\u2029", "\n") for each in text.extraSelections())


def reads(document: QTextDocument) -> str:
    return document.toPlainText().replace("\u200b", "")
