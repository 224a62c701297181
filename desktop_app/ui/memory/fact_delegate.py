"""Paints one fact: its key in grey, its value, and small marks at the end."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from desktop_app.domain.facts import Fact
from desktop_app.ui.memory.fact_model import FactRole
from desktop_app.ui.memory.words import key_of
from desktop_app.ui.widgets.icons import pixmap
from desktop_app.ui.widgets.list_rows import paint_row_ground
from desktop_app.ui.widgets.text import in_proportion, scaled
from desktop_app.ui.widgets.theme import GRID, theme_of

Index = QModelIndex | QPersistentModelIndex
ROW_HEIGHT = 32
_MARK = 14
_KEY_LEAST = 52
"""So that the values of short keys stand below each other, in pixels."""
_KEY_MOST = 0.36
"""Of the width of a row, for the key."""
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class FactDelegate(QStyledItemDelegate):
    """Draws facts one line high."""

    def sizeHint(self, option: QStyleOptionViewItem, _index: Index) -> QSize:
        """Return the size that all rows have."""
        return QSize(200, in_proportion(ROW_HEIGHT, option.font))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one row."""
        theme = theme_of(option.widget.window())
        fact: Fact = index.data(FactRole.FACT)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_row_ground(painter, option, theme)
        room = option.rect.adjusted(3 * GRID, 0, -2 * GRID, 0)
        for icon in _marks(fact):
            place = room.right() - _MARK, room.center().y() - _MARK // 2 + 1
            painter.drawPixmap(*place, pixmap(icon, theme.muted, _MARK))
            room.setRight(place[0] - GRID)
        key = key_of(fact)
        if key:
            small = scaled(option.font, 0.9)
            width = _paint_words(painter, room, key, small, theme.muted, most=round(option.rect.width() * _KEY_MOST))
            room.setLeft(room.left() + max(width, in_proportion(_KEY_LEAST, option.font)) + 2 * GRID)
        _paint_words(painter, room, fact.value, option.font, theme.muted if fact.suggested else theme.text)
        painter.restore()


def _marks(fact: Fact) -> list[str]:
    """Return the icons at the end of a row, from right to left."""
    marks = {
        "check": fact.confirmed and not fact.suggested,
        "lock": fact.frozen,
        "hourglass": fact.until is not None,
        "persona": fact.persona is not None,
    }
    return [icon for icon, is_there in marks.items() if is_there]


def _paint_words(painter: QPainter, room: QRect, text: str, font: QFont, colour: str, most: int | None = None) -> int:
    """Draw as many of the words as there is room for, and return how wide that is."""
    painter.setFont(font)
    painter.setPen(QColor(colour))
    width = room.width() if most is None else min(most, room.width())
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, width)
    painter.drawText(room, _LEFT, shown)
    return painter.fontMetrics().horizontalAdvance(shown)
