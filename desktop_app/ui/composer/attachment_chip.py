"""A file that goes with the message, as one sees it on the composer."""

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QPainter, QPainterPath, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from desktop_app.domain.attachments import Attachment, shown_size
from desktop_app.ui.widgets.buttons import IconButton
from desktop_app.ui.widgets.icons import pixmap
from desktop_app.ui.widgets.text import plain_tooltip, scaled
from desktop_app.ui.widgets.theme import GRID, RADIUS, theme_of

HEIGHT = 44
_WIDEST = 240
_PICTURE = 32
_ICON = 18
_SMALL = 0.87


class AttachmentChip(QAbstractButton):
    """Shows a picture or a sign, name and size; pressed, it opens, and a button in it or Del takes it off."""

    removed = Signal()

    def __init__(self, attachment: Attachment, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.attachment = attachment
        self._size = shown_size(attachment.size)
        self._image = QImage()
        self.setAccessibleName(f"{attachment.name}, {self._size}")
        self.setToolTip(plain_tooltip(attachment.name))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        name = self.tr("Remove {name}").replace("{name}", attachment.name)
        self.remove_button = IconButton("close", name, size=14, parent=self)
        self.remove_button.setToolTip(plain_tooltip(name))
        self.remove_button.clicked.connect(self.removed)
        self.setFixedSize(self.sizeHint())

    def show_picture(self, image: QImage) -> None:
        """Show what the picture looks like; a null one leaves its sign."""
        self._image = image
        self.update()

    def sizeHint(self) -> QSize:
        """Return the size that shows the whole name, up to a width."""
        words = max(self.fontMetrics().horizontalAdvance(self.attachment.name), self._small_width())
        return QSize(min(_PICTURE + words + self.remove_button.width() + 5 * GRID, _WIDEST), HEIGHT)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open on Enter, too; take off on Del and Backspace."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.click()
        elif event.key() in {Qt.Key.Key_Delete, Qt.Key.Key_Backspace}:
            self.removed.emit()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the button at the right."""
        super().resizeEvent(event)
        left = self.width() - self.remove_button.width() - GRID
        self.remove_button.move(left, (self.height() - self.remove_button.height()) // 2)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the ground, the picture or sign, and the two lines."""
        theme = theme_of(self.window())
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        painter.setPen(QColor(theme.accent if self.hasFocus() else theme.border))
        painter.setBrush(QColor(theme.hover if self.underMouse() else theme.code))
        painter.drawRoundedRect(self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
        self._paint_picture(painter, QRect(6, (HEIGHT - _PICTURE) // 2, _PICTURE, _PICTURE))
        left = _PICTURE + 6 + 2 * GRID
        lines = QRect(left, 5, self.remove_button.x() - left, HEIGHT - 10)
        painter.setPen(QColor(theme.text))
        name = self.fontMetrics().elidedText(self.attachment.name, Qt.TextElideMode.ElideMiddle, lines.width())
        painter.drawText(lines, int(Qt.AlignmentFlag.AlignTop), name)
        painter.setFont(scaled(self.font(), _SMALL))
        painter.setPen(QColor(theme.muted))
        painter.drawText(lines, int(Qt.AlignmentFlag.AlignBottom), self._size)

    def _paint_picture(self, painter: QPainter, place: QRect) -> None:
        theme = theme_of(self.window())
        if self._image.isNull():
            icon = pixmap("image" if self.attachment.is_image else "text", theme.muted, _ICON)
            painter.drawPixmap(place.center().x() - _ICON // 2 + 1, place.center().y() - _ICON // 2 + 1, icon)
            return
        rounded = QPainterPath()
        rounded.addRoundedRect(place.toRectF(), RADIUS - 3, RADIUS - 3)
        painter.save()
        painter.setClipPath(rounded)
        # The middle of the picture fills the square.
        side = min(self._image.width(), self._image.height())
        middle = QRect((self._image.width() - side) // 2, (self._image.height() - side) // 2, side, side)
        painter.drawImage(place, self._image, middle)
        painter.restore()

    def _small_width(self) -> int:
        return self.fontMetrics().horizontalAdvance(self._size)
