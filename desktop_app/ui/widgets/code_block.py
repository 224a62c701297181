"""A block of code: its language, a Copy button, and the code, which scrolls sideways."""

from PySide6.QtCore import QEvent, Qt, QTimer, Slot
from PySide6.QtGui import (
    QContextMenuEvent,
    QFontDatabase,
    QGuiApplication,
    QMouseEvent,
    QTextCursor,
    QTextOption,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QLabel, QTextEdit, QWidget

from desktop_app.ui.widgets.buttons import IconButton
from desktop_app.ui.widgets.card import Card
from desktop_app.ui.widgets.text import scaled
from desktop_app.ui.widgets.theme import GRID, RADIUS

_HEADER = 36
_PADDING = 3 * GRID
_SAID_MS = 1_500


class _Code(QTextEdit):
    """The code itself; never wraps."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setReadOnly(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUndoRedoEnabled(False)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setLineWrapMode(QTextEdit.LineWrapMode.NoWrap)
        self.setWordWrapMode(QTextOption.WrapMode.NoWrap)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setStyleSheet("background: transparent; border: none;")
        self.document().setDocumentMargin(0)
        option = self.document().defaultTextOption()
        option.setTextDirection(Qt.LayoutDirection.LeftToRight)
        self.document().setDefaultTextOption(option)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll sideways; leave up and down to the list."""
        if abs(event.angleDelta().x()) > abs(event.angleDelta().y()):
            super().wheelEvent(event)
        else:
            event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Leave selecting to what holds all texts."""
        event.ignore()

    mouseDoubleClickEvent = mouseMoveEvent = mouseReleaseEvent = mousePressEvent

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Leave the menu to what holds the selection."""
        event.ignore()


class CodeBlock(Card):
    """Shows code that somebody else has coloured."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(ground="code", radius=RADIUS, parent=parent)
        self._text = ""
        self._language = QLabel(self)
        self._language.setProperty("kind", "quiet")
        self._language.setTextFormat(Qt.TextFormat.PlainText)
        self._copy = IconButton("copy", self.tr("Copy code"), size=16, parent=self)
        self._copy.clicked.connect(self._on_copy)
        self._code = _Code(self)
        self._code.setAccessibleName(self.tr("Code"))

    @property
    def text(self) -> QTextEdit:
        """The code as it is shown."""
        return self._code

    def set_code(self, text: str, language: str, html: str) -> None:
        """Show `html`, which is `text` in colours; `text` is what Copy copies."""
        self._text = text
        self._language.setText(language or self.tr("text"))
        self._set_fonts()
        self._code.setHtml(html)

    def add_code(self, text: str) -> None:
        """Show more code below, without colours."""
        self._text += text
        cursor = self._code.textCursor()
        cursor.movePosition(QTextCursor.MoveOperation.End)
        plain = cursor.charFormat()
        plain.clearForeground()
        cursor.insertText(text, plain)

    def height_for(self, width: int) -> int:
        """Return the height at that width, for which it is laid out."""
        self._language.setGeometry(_PADDING, 0, width // 2, _HEADER)
        self._copy.move(width - self._copy.width() - GRID, (_HEADER - self._copy.height()) // 2)
        size = self._code.document().size()
        bar = 14 if size.width() > width - 2 * _PADDING else 0
        height = int(size.height() + 0.999) + bar
        self._code.setGeometry(_PADDING, _HEADER, width - 2 * _PADDING, height)
        return _HEADER + height + _PADDING

    def changeEvent(self, event: QEvent) -> None:
        """Follow the size of the text."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._set_fonts()

    def _set_fonts(self) -> None:
        fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        fixed.setPointSizeF(self.font().pointSizeF() * 0.92)
        self._code.document().setDefaultFont(fixed)
        self._language.setFont(scaled(self.font(), 0.9))

    @Slot()
    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self._text)
        shown = self._language.text()
        self._language.setText(self.tr("Copied"))
        QTimer.singleShot(_SAID_MS, self._language, lambda: self._language.setText(shown))
