"""What is drawn behind the text of a row."""

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QWidget

from desktop_app.ui.widgets.theme import RADIUS, theme_of

_BUBBLE_RADIUS = 14
_MARK_ALPHA = 36


def paint_bubble(row: QWidget, place: QRect) -> None:
    """Draw the ground of a turn of the user's."""
    painter = _painter(row)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme_of(row.window()).user_turn))
    painter.drawRoundedRect(place, _BUBBLE_RADIUS, _BUBBLE_RADIUS)


def paint_mark(row: QWidget, column: int) -> None:
    """Draw what makes a row stand out, around its column of text."""
    painter = _painter(row)
    place = QRectF((row.width() - column) / 2, 1, column, row.height() - 2)
    colour = QColor(theme_of(row.window()).accent)
    painter.setPen(QPen(colour, 1))
    colour.setAlpha(_MARK_ALPHA)
    painter.setBrush(colour)
    painter.drawRoundedRect(place, RADIUS, RADIUS)


def paint_ring(row: QWidget, column: int) -> None:
    """Draw what shows that the keyboard is on a row, around its column of text."""
    painter = _painter(row)
    painter.setPen(QPen(QColor(theme_of(row.window()).accent), 2))
    painter.drawRoundedRect(QRectF((row.width() - column) / 2, 1, column, row.height() - 2), RADIUS, RADIUS)


def _painter(row: QWidget) -> QPainter:
    painter = QPainter(row)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    return painter
