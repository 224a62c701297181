"""Read-only text as tall as what it shows."""

from PySide6.QtCore import Qt, QUrl, Signal, Slot
from PySide6.QtGui import QTextOption, QWheelEvent
from PySide6.QtWidgets import QFrame, QTextBrowser, QWidget


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
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
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

    @Slot(QUrl)
    def _on_anchor_clicked(self, address: QUrl) -> None:
        self.link_activated.emit(address.toString())
