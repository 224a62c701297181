"""What is attached to a message, as buttons: a small picture, or a chip with the name of a text."""

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QEnterEvent, QFontMetrics, QImage, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QWidget

from desktop_app.domain.attachments import Attachment, shown_size
from desktop_app.ui.attachments.decoding import fitted
from desktop_app.ui.attachments.gallery import THUMBNAIL
from desktop_app.ui.widgets.icons import pixmap
from desktop_app.ui.widgets.text import plain_tooltip, scaled
from desktop_app.ui.widgets.theme import GRID, RADIUS, theme_of

_ICON = 20
_CHIP_LEAST, _CHIP_MOST = 140, 320
_BESIDE = 132
"""Height of pictures that stand beside each other."""
_NARROWEST, _LOWEST = 72, 40
_QUIET = 0.86
"""Size of the smaller letters, as a part of the others."""


class AttachmentTile(QAbstractButton):
    """A button that shows one attachment and can be pressed to see all of it."""

    def __init__(self, attachment: Attachment, parent: QWidget) -> None:
        super().__init__(parent)
        self.attachment = attachment
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(self._spoken())
        self.setToolTip(plain_tooltip(self._spoken()))

    def size_for(self, width: int) -> QSize:
        """Return how large the tile is where there is so much room."""
        raise NotImplementedError

    def facts(self) -> str:
        """Return what is said of the attachment beside its name."""
        each = self.attachment
        if not each.is_image:
            return shown_size(each.size)
        return f"{each.width} × {each.height}, {shown_size(each.size)}"

    def _spoken(self) -> str:
        words = self.tr("Picture {name}, {facts}") if self.attachment.is_image else self.tr("File {name}, {facts}")
        return words.replace("{facts}", self.facts()).replace("{name}", self.attachment.name)

    def quiet_metrics(self) -> QFontMetrics:
        """Return the measures of the smaller letters."""
        return QFontMetrics(scaled(self.font(), _QUIET))

    def paint_frame(self, painter: QPainter, place: QRect, ground: str) -> None:
        """Draw a rounded ground with an edge, a stronger one where the keyboard is."""
        theme = theme_of(self.window())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(QColor(ground) if ground else Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(theme.accent), 2) if self.hasFocus() else QPen(QColor(theme.border), 1))
        inset = 1.0 if self.hasFocus() else 0.5
        painter.drawRoundedRect(QRectF(place).adjusted(inset, inset, -inset, -inset), RADIUS, RADIUS)

    def paint_quiet(self, painter: QPainter, place: QRect, words: str, flags: Qt.AlignmentFlag) -> None:
        """Draw smaller letters, cut in the middle where there is no room for all: names end in what they are."""
        painter.setFont(scaled(self.font(), _QUIET))
        painter.setPen(QColor(theme_of(self.window()).muted))
        line = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideMiddle, place.width())
        painter.drawText(place, flags | Qt.AlignmentFlag.AlignVCenter, line)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Look alive under the mouse."""
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Look as before."""
        super().leaveEvent(event)
        self.update()


class TextTile(AttachmentTile):
    """A chip: an icon, the name, and how much it is."""

    def size_for(self, width: int) -> QSize:
        """Return the size in which the whole name is seen, where that is not too much."""
        words = max(
            self.fontMetrics().horizontalAdvance(self.attachment.name),
            self.quiet_metrics().horizontalAdvance(self.facts()),
        )
        wanted = min(max(words + _ICON + 8 * GRID, _CHIP_LEAST), _CHIP_MOST)
        height = self.fontMetrics().height() + self.quiet_metrics().height() + 3 * GRID
        return QSize(min(wanted, max(width, 1)), height)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the chip."""
        theme = theme_of(self.window())
        painter = QPainter(self)
        self.paint_frame(painter, self.rect(), theme.hover if self.underMouse() else theme.raised)
        icon = pixmap("text", theme.muted, _ICON)
        painter.drawPixmap(3 * GRID, (self.height() - _ICON) // 2, icon)
        left = _ICON + 5 * GRID
        room = QRect(left, 6, self.width() - left - 2 * GRID, self.fontMetrics().height())
        painter.setPen(QColor(theme.text))
        painter.setFont(self.font())
        name = painter.fontMetrics().elidedText(self.attachment.name, Qt.TextElideMode.ElideMiddle, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, name)
        below = QRect(left, room.bottom() + 1, room.width(), self.quiet_metrics().height())
        self.paint_quiet(painter, below, self.facts(), Qt.AlignmentFlag.AlignLeft)


class PictureTile(AttachmentTile):
    """A small picture with its name below; its place is as large as it will be before it is there."""

    def __init__(self, attachment: Attachment, parent: QWidget, *, alone: bool) -> None:
        """Show a picture as large as thumbnails get where it is `alone`, else as high as those beside it."""
        super().__init__(attachment, parent)
        self._alone = alone
        self._image: QImage | None = None

    @property
    def has_picture(self) -> bool:
        """Whether the picture is there, or is known not to be one."""
        return self._image is not None

    def show_picture(self, image: QImage | None) -> None:
        """Show the picture: None while it is on its way, a null one where there is none to be shown."""
        self._image = image
        self.update()

    def size_for(self, width: int) -> QSize:
        """Return the size of the picture with its name."""
        picture = self._picture_size(width)
        return QSize(picture.width(), picture.height() + GRID + self.quiet_metrics().height())

    def _picture_size(self, width: int) -> QSize:
        room = max(width, 1)
        whole = QSize(max(self.attachment.width, 1), max(self.attachment.height, 1))
        if self._image is not None and not self._image.isNull():
            whole = _turned_like(whole, self._image)
        if not self._alone:
            wanted = _BESIDE * whole.width() // whole.height() if whole.height() > _BESIDE else whole.width()
            wanted = min(max(wanted, _NARROWEST), _BESIDE * 2)
            return QSize(min(wanted, room), _BESIDE)
        most = QSize(min(THUMBNAIL, room), THUMBNAIL)
        # A narrow one is still to be hit, and to be told by its name.
        return fitted(whole, most).expandedTo(QSize(min(_NARROWEST, room), _LOWEST))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the picture, or what is said in its place, and the name."""
        theme = theme_of(self.window())
        painter = QPainter(self)
        place = QRect(0, 0, self.width(), self.height() - GRID - self.quiet_metrics().height())
        if self._image is None or self._image.isNull():
            self.paint_frame(painter, place, theme.code)
            icon = pixmap("problem" if self._image is not None else "image", theme.muted, _ICON)
            painter.drawPixmap((place.width() - _ICON) // 2, (place.height() - _ICON) // 2, icon)
        else:
            self._paint_image(painter, place, self._image)
        below = QRect(0, place.bottom() + 1 + GRID, self.width(), self.quiet_metrics().height())
        lost = self._image is not None and self._image.isNull()
        words = self.tr("{name}: cannot be shown") if lost else "{name}"
        self.paint_quiet(painter, below, words.replace("{name}", self.attachment.name), Qt.AlignmentFlag.AlignLeft)

    def _paint_image(self, painter: QPainter, place: QRect, image: QImage) -> None:
        # What does not fit among others is cut at its sides: pressed, it is seen as a whole.
        filling = Qt.AspectRatioMode.KeepAspectRatioByExpanding
        size = image.size().scaled(place.size(), filling)
        if size.width() > image.width() or size.height() > image.height():
            size = image.size().scaled(place.size(), Qt.AspectRatioMode.KeepAspectRatio).boundedTo(image.size())
        spot = QRect(0, 0, size.width(), size.height())
        spot.moveCenter(place.center())
        outline = QPainterPath()
        outline.addRoundedRect(QRectF(place), RADIUS, RADIUS)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        painter.save()
        painter.setClipPath(outline)
        if spot.size() != place.size():
            painter.fillPath(outline, QColor(theme_of(self.window()).code))
        painter.drawImage(spot, image)
        painter.restore()
        self.paint_frame(painter, place, "")


def _turned_like(whole: QSize, image: QImage) -> QSize:
    """Return a size with its sides as those of the picture: a photo that lies on its side is turned when it is read."""
    stands = image.height() > image.width()
    return whole.transposed() if stands != (whole.height() > whole.width()) else whole
