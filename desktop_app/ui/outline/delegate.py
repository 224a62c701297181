"""Paints one way on from a fork."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from desktop_app.ui.outline.model import OutlineRole
from desktop_app.ui.outline.rows import OutlineRow
from desktop_app.ui.widgets.list_rows import paint_line, paint_row_ground
from desktop_app.ui.widgets.text import in_proportion, scaled
from desktop_app.ui.widgets.theme import GRID, Theme, theme_of

Index = QModelIndex | QPersistentModelIndex
_ROW_HEIGHT = 52
_STEP = 20
_DEEPEST = 10
"""Ways that are set in further are drawn as far in as this."""
_DOT = 5.0
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class OutlineDelegate(QStyledItemDelegate):
    """Draws a dot, filled where the way is shown, the first words, and who, when and how much below."""

    def sizeHint(self, option: QStyleOptionViewItem, _index: Index) -> QSize:
        """Return the size that all rows have."""
        return QSize(240, in_proportion(_ROW_HEIGHT, option.font))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one row."""
        theme = theme_of(option.widget.window())
        row: OutlineRow = index.data(OutlineRole.ROW)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_row_ground(painter, option, theme)
        _paint_lines(painter, option.rect, index, theme)
        words = option.rect.adjusted(8 * GRID + _indent(index) * _STEP, GRID, -3 * GRID, -GRID)
        above, below = QRect(words), QRect(words)
        above.setBottom(words.center().y())
        below.setTop(words.center().y() + 1)
        weight = QFont.Weight.DemiBold if row.branch.shown else QFont.Weight.Normal
        paint_line(painter, above, index.data() or "…", scaled(option.font, 0.96, weight), theme.text)
        who = f"{index.data(OutlineRole.WHO)} · {index.data(OutlineRole.SIZE)}"
        paint_line(painter, below, who, scaled(option.font, 0.86), theme.muted)
        painter.restore()


def _paint_lines(painter: QPainter, room: QRect, index: Index, theme: Theme) -> None:
    """Draw the dot of this way, and the lines that join it to those around it."""
    above, here, below = (_indent(index.sibling(index.row() + step, 0)) for step in (-1, 0, 1))
    centre = QPointF(room.left() + 4 * GRID + here * _STEP, room.center().y() + 0.5)
    painter.setPen(QPen(QColor(theme.border), 1.5))
    for step in range(here):
        x = room.left() + 4 * GRID + step * _STEP
        painter.drawLine(QPointF(x, room.top()), QPointF(x, room.bottom() + 1))
    if above >= here:
        painter.drawLine(QPointF(centre.x(), room.top()), centre)
    elif above >= 0:  # the first way of a fork within another way
        painter.drawLine(centre - QPointF(_STEP, 0), centre)
    if below >= here:
        painter.drawLine(centre, QPointF(centre.x(), room.bottom() + 1))
    shown = index.data(OutlineRole.ROW).branch.shown
    painter.setPen(QPen(QColor(theme.accent if shown else theme.muted), 1.5))
    painter.setBrush(QColor(theme.accent if shown else theme.window))
    painter.drawEllipse(centre, _DOT, _DOT)


def _indent(index: Index) -> int:
    """Return how far in a row is drawn, -1 where there is none."""
    return min(index.data(OutlineRole.ROW).indent, _DEEPEST) if index.isValid() else -1
