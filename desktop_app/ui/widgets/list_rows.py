"""What the rows of lists are drawn with."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFont, QPainter
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from desktop_app.ui.widgets.theme import RADIUS, Theme

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


def paint_row_ground(painter: QPainter, option: QStyleOptionViewItem, theme: Theme) -> None:
    """Draw the ground of a row that is selected or under the pointer, and the ring of the focus."""
    flag = QStyle.StateFlag
    selected, hovered = bool(option.state & flag.State_Selected), bool(option.state & flag.State_MouseOver)
    place = option.rect.toRectF().adjusted(2.5, 1.5, -2.5, -1.5)
    if selected or hovered:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.selected if selected else theme.hover))
        painter.drawRoundedRect(place, RADIUS, RADIUS)
    if option.state & flag.State_HasFocus:
        painter.setPen(QColor(theme.accent))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(place, RADIUS, RADIUS)


def paint_line(painter: QPainter, room: QRect, text: str, font: QFont, colour: str) -> None:
    """Draw as much of a text as fits into one line."""
    painter.setFont(font)
    painter.setPen(QColor(colour))
    words = " ".join(text.split())
    painter.drawText(room, _LEFT, painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, room.width()))
