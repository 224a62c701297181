"""What is attached to one message, below its text."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, Signal, Slot
from PySide6.QtWidgets import QWidget

from desktop_app.domain.attachments import Attachment
from desktop_app.ui.attachments.gallery import THUMBNAIL, Gallery
from desktop_app.ui.attachments.tiles import AttachmentTile, PictureTile, TextTile
from desktop_app.ui.widgets.theme import GRID

_GAP = 2 * GRID
_IN_A_LINE = 3
_CHIP, _LINE, _CAPTION = 56, 164, 32
"""What the height is guessed from."""


def guessed_height(attachments: Sequence[Attachment]) -> int:
    """Return about how much what is attached takes below a text, cheaply."""
    if not attachments:
        return 0
    images = [each for each in attachments if each.is_image]
    chips = _CHIP * (len(attachments) - len(images))
    if len(images) == 1:
        return chips + min(images[0].height, THUMBNAIL) + _CAPTION
    return chips + _LINE * -(-len(images) // _IN_A_LINE)


class AttachmentStrip(QWidget):
    """Lays the attachments of a message out in lines, in their order."""

    grown = Signal()
    """It takes another height now."""

    def __init__(self, gallery: Gallery, parent: QWidget) -> None:
        super().__init__(parent)
        self._gallery = gallery
        self._shown: tuple[Attachment, ...] = ()
        self.tiles: list[AttachmentTile] = []
        gallery.ready.connect(self._on_ready)
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
        self.tiles = [self._tile(each, alone=alone) for each in attachments]
        self.setVisible(bool(self.tiles))

    def height_for(self, width: int) -> int:
        """Return the height of all at that width, for which it is laid out; with the gap above, 0 for nothing."""
        self._fetch()
        return max((place.bottom() + 1 + GRID for place in self._places(width)), default=0)

    def ideal_width(self, most: int) -> int:
        """Return the width that all would take in as few lines as `most` allows."""
        return max((place.right() + 1 for place in self._places(most)), default=0)

    def _places(self, width: int) -> list[QRect]:
        """Lay the tiles out from left to right; those of a line stand on it."""
        places: list[QRect] = []
        x, y, tallest = 0, _GAP, 0
        for tile in self.tiles:
            size = tile.size_for(width)
            other = bool(places) and tile.attachment.is_image != self.tiles[len(places) - 1].attachment.is_image
            if x and (other or x + size.width() > width):
                x, y, tallest = 0, y + tallest + _GAP, 0
            places.append(QRect(x, y, size.width(), size.height()))
            tile.setGeometry(places[-1])
            x += size.width() + _GAP
            tallest = max(tallest, size.height())
        return places

    def _tile(self, attachment: Attachment, *, alone: bool) -> AttachmentTile:
        tile = PictureTile(attachment, self, alone=alone) if attachment.is_image else TextTile(attachment, self)
        tile.clicked.connect(self._on_clicked)
        tile.show()
        return tile

    def _fetch(self) -> None:
        """Ask for the pictures, now that they come into sight."""
        self._gallery.ratio = self.devicePixelRatioF()
        for tile in self.tiles:
            if isinstance(tile, PictureTile) and not tile.has_picture:
                tile.show_picture(self._gallery.picture(tile.attachment.id))

    @Slot(int)
    def _on_ready(self, attachment_id: int) -> None:
        if not self.isVisible() or all(tile.attachment.id != attachment_id for tile in self.tiles):
            return
        before = [tile.size_for(self.width()) for tile in self.tiles]
        # Only what came: asking for all again would read those anew that had to make room for it, without end.
        for tile in self.tiles:
            if isinstance(tile, PictureTile) and tile.attachment.id == attachment_id:
                tile.show_picture(self._gallery.picture(attachment_id))
        # A photo that lies on its side turns when it comes.
        if before != [tile.size_for(self.width()) for tile in self.tiles]:
            self.grown.emit()

    @Slot()
    def _on_clicked(self) -> None:
        tile = self.sender()
        if isinstance(tile, AttachmentTile):
            self._gallery.opened.emit(tile.attachment)
