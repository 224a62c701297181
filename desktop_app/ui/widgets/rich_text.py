"""Read-only text as tall as what it shows.

What is selected goes through many texts, so the mouse and the menu are left to what holds them; links are its own.
"""

from math import ceil

from PySide6.QtCore import QPoint, Qt, QUrl, Signal, Slot
from PySide6.QtGui import QContextMenuEvent, QMouseEvent, QTextCursor, QTextOption, QWheelEvent
from PySide6.QtWidgets import QApplication, QFrame, QTextBrowser, QWidget

from desktop_app.ui.widgets.pictured_text import OBJECT, Filled, align, words_of_pictures


class RichText(QTextBrowser):
    """Shows the few tags that our own renderer writes; loads nothing and opens nothing."""

    link_activated = Signal(str)
    """The address of a link that was pressed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._filled = Filled("", {})
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setOpenLinks(False)
        self.setUndoRedoEnabled(False)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._pressed = ("", QPoint())
        self.viewport().setAutoFillBackground(False)
        self.setStyleSheet("background: transparent; border: none;")
        self.document().setDocumentMargin(0)
        self.document().setIndentWidth(24)
        # The width is set, not taken from a viewport that may not have its size yet.
        self.setLineWrapMode(QTextBrowser.LineWrapMode.FixedPixelWidth)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.anchorClicked.connect(self._on_anchor_clicked)

    def show_html(self, filled: Filled) -> None:
        """Show HTML with its pictures, without room above and below."""
        self._filled = filled
        self.setHtml(filled.html)
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()  # one change, for which a long paragraph is laid out once
        align(self.document(), filled)
        for top in (True, False):
            cursor.movePosition(QTextCursor.MoveOperation.Start if top else QTextCursor.MoveOperation.End)
            place = cursor.blockFormat()
            if (place.topMargin() if top else place.bottomMargin()) and cursor.currentTable() is None:
                place.setTopMargin(0) if top else place.setBottomMargin(0)
                cursor.setBlockFormat(place)
        cursor.endEditBlock()
        if filled.pictures or self.accessibleName():
            text = self.document().toPlainText()
            self.setAccessibleName(words_of_pictures(self.document(), text, 0) if OBJECT in text else "")

    def height_for(self, width: int) -> int:
        """Return the height of the text at that width, which it takes on."""
        if self.lineWrapColumnOrWidth() != width:
            self.setLineWrapColumnOrWidth(width)
        return ceil(self.document().size().height())

    def loadResource(self, _kind: int, address: QUrl | str) -> object:
        """Give the pictures that are known; load nothing, whatever a text names."""
        name = address.toString() if isinstance(address, QUrl) else address
        picture = self._filled.pictures.get(name)
        return None if picture is None else picture.image

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave scrolling to the list."""
        event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remember which link is pressed."""
        point = event.position().toPoint()
        self._pressed = (self.anchorAt(point) if event.button() == Qt.MouseButton.LeftButton else "", point)
        event.ignore()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Leave words to be selected."""
        event.ignore()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show which links can be pressed."""
        if not event.buttons():
            super().mouseMoveEvent(event)
        event.ignore()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Follow a link that was pressed and let go without being dragged."""
        (address, pressed), self._pressed = self._pressed, ("", QPoint())
        point = event.position().toPoint()
        near = (point - pressed).manhattanLength() < QApplication.styleHints().startDragDistance()
        if address and near and address == self.anchorAt(point):
            self.anchorClicked.emit(QUrl(address))
        event.ignore()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Leave the menu to what holds the selection."""
        event.ignore()

    @Slot(QUrl)
    def _on_anchor_clicked(self, address: QUrl) -> None:
        self.link_activated.emit(address.toString())
