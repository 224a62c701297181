"""Somebody's picture: round, with a letter or an emoji where there is none."""

from PySide6 import QtCore
from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QWidget

from desktop_app.ui.widgets.theme import theme_of

_LETTERS = 0.52
"""How high the letters stand in the circle, as a share of it."""


def paint_portrait(
    painter: QPainter, place: QRect, glyph: str, picture: QImage | None, ground: str, colour: str
) -> None:
    """Draw a circle in the colour `ground` with the middle of a picture in it, or with `glyph`."""
    painter.save()
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
    circle = QPainterPath()
    circle.addEllipse(place.toRectF())
    if picture is None or picture.isNull():
        painter.fillPath(circle, QColor(ground))
        font = QFont(painter.font())
        font.setPixelSize(max(1, round(min(place.width(), place.height()) * _LETTERS)))
        painter.setFont(font)
        painter.setPen(QColor(colour))
        painter.drawText(place, QtCore.Qt.AlignmentFlag.AlignCenter, glyph)
    else:
        painter.setClipPath(circle)
        side = min(picture.width(), picture.height())
        part = QRect((picture.width() - side) // 2, (picture.height() - side) // 2, side, side)
        painter.drawImage(place, picture, part)
    painter.restore()


class Portrait(QWidget):
    """A circle of a given size; a screen reader passes over it."""

    def __init__(self, side: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._side = side
        self._glyph = ""
        self._picture: QImage | None = None
        self.setFixedSize(QSize(side, side))
        self.setAttribute(QtCore.Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def show_portrait(self, glyph: str, picture: QImage | None) -> None:
        """Show a picture, or a glyph where there is none."""
        self._glyph, self._picture = glyph, picture
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the circle in the colours of the present theme."""
        theme = theme_of(self.window())
        paint_portrait(QPainter(self), self.rect(), self._glyph, self._picture, theme.hover, theme.text)
