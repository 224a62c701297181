"""What is attached to one message, below its text."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, Signal, Slot
from PySide6.QtWidgets import QWidget

from desktop_app.domain.attachments import Attachment
from desktop_app.ui.attachments.pictures import THUMBNAIL, Pictures
from desktop_app.ui.attachments.tiles import AttachmentTile, PictureTile, TextTile
from desktop_app.ui.widgets.theme import GRID

_ONE_OF_MANY = 172
"""Pixels of a picture's longest side where there are several."""
_GAP = 2 * GRID


class AttachmentStrip(QWidget):
    """Lays the attachments of a message out in lines, in their order."""

    opened = Signal(object)
    """An `Attachment` that somebody wants to see."""
    grown = Signal()
    """It takes another height now."""

    def __init__(self, pictures: Pictures, parent: QWidget) -> None:
        super().__init__(parent)
        self._pictures = pictures
        self._shown: tuple[Attachment, ...] = ()
        self.tiles: list[AttachmentTile] = []
        pictures.ready.connect(self._on_ready)
        self.hide()

    def show_attachments(self, attachments: Sequence[Attachment]) -> None:
        """Show these."""
        if tuple(attachments) == self._shown:
            return
        self._shown = tuple(attachments)
        for tile in self.tiles:
            tile.hide()
            tile.deleteLater()
        alone = sum(each.is_image for each in attachments) == 1
        self.tiles = [self._tile(each, THUMBNAIL if alone else _ONE_OF_MANY) for each in attachments]
        self.setVisible(bool(self.tiles))

    def height_for(self, width: int) -> int:
        """Return the height of all at that width, for which it is laid out; with the gap above, 0 for nothing."""
        self._fetch()
        return max((place.bottom() + 1 for place in self._places(width)), default=0)

    def ideal_width(self, most: int) -> int:
        """Return the width that all would take in as few lines as `most` allows."""
        return max((place.right() + 1 for place in self._places(most)), default=0)

    def _places(self, width: int) -> list[QRect]:
        """Lay the tiles out from left to right; those of a line stand on it."""
        places: list[QRect] = []
        x, y, tallest = 0, _GAP, 0
        for tile in self.tiles:
            size = tile.size_for(width)
            if x and x + size.width() > width:
                x, y, tallest = 0, y + tallest + _GAP, 0
            places.append(QRect(x, y, size.width(), size.height()))
            tile.setGeometry(places[-1])
            x += size.width() + _GAP
            tallest = max(tallest, size.height())
        return places

    def _tile(self, attachment: Attachment, most: int) -> AttachmentTile:
        tile = PictureTile(attachment, most, self) if attachment.is_image else TextTile(attachment, self)
        tile.clicked.connect(self._on_clicked)
        tile.show()
        return tile

    def _fetch(self) -> None:
        """Ask for the pictures, now that they come into sight."""
        self._pictures.ratio = self.devicePixelRatioF()
        for tile in self.tiles:
            if isinstance(tile, PictureTile):
                tile.show_picture(self._pictures.picture(tile.attachment.id))

    @Slot(int)
    def _on_ready(self, attachment_id: int) -> None:
        if not self.isVisible() or all(tile.attachment.id != attachment_id for tile in self.tiles):
            return
        before = self.sizeHint(), [tile.size_for(self.width()) for tile in self.tiles]
        self._fetch()
        if before != (self.sizeHint(), [tile.size_for(self.width()) for tile in self.tiles]):
            self.grown.emit()

    @Slot()
    def _on_clicked(self) -> None:
        tile = self.sender()
        if isinstance(tile, AttachmentTile):
            self.opened.emit(tile.attachment)
