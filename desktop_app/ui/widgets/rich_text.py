"""Read-only text as tall as what it shows.

What is selected goes through many texts, so the mouse and the menu are left to what holds them; links are its own.
"""

from PySide6.QtCore import QPoint, Qt, QUrl, Signal, Slot
from PySide6.QtGui import QContextMenuEvent, QMouseEvent, QTextOption, QWheelEvent
from PySide6.QtWidgets import QApplication, QFrame, QTextBrowser, QWidget


class RichText(QTextBrowser):
    """Shows the few tags that our own renderer writes; loads nothing and opens nothing."""

    link_activated = Signal(str)
    """The address of a link that was pressed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
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

    def height_for(self, width: int) -> int:
        """Return the height of the text at that width, which it takes on."""
        if self.lineWrapColumnOrWidth() != width:
            self.setLineWrapColumnOrWidth(width)
        return int(self.document().size().height() + 0.999)

    def loadResource(self, _kind: int, _address: QUrl | str) -> object:
        """Load nothing, whatever a text names."""
        return None

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
