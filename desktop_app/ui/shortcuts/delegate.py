"""Paints a shortcut: what it does at the left, its keys as keys at the right."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from desktop_app.ui.shortcuts.model import ShortcutRole
from desktop_app.ui.widgets.list_rows import paint_line, paint_row_ground
from desktop_app.ui.widgets.text import in_proportion, scaled
from desktop_app.ui.widgets.theme import GRID, RADIUS, theme_of

Index = QModelIndex | QPersistentModelIndex
ROW_HEIGHT = 36
_KEY_HEIGHT = 24


class ShortcutDelegate(QStyledItemDelegate):
    """One line; where there is little room, the keys are seen and the words cut."""

    def sizeHint(self, option: QStyleOptionViewItem, _index: Index) -> QSize:
        """Return the size that all rows have."""
        return QSize(200, in_proportion(ROW_HEIGHT, option.font))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one row."""
        theme = theme_of(option.widget.window())
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_row_ground(painter, option, theme)
        painter.setFont(scaled(option.font, 0.88))
        height = in_proportion(_KEY_HEIGHT, option.font)
        right = option.rect.right() - 3 * GRID
        for keys in reversed(index.data(ShortcutRole.KEYS)):
            width = painter.fontMetrics().horizontalAdvance(keys) + 4 * GRID
            cap = QRect(right - width, option.rect.center().y() - height // 2, width, height)
            painter.setPen(QColor(theme.border))
            painter.setBrush(QColor(theme.raised))
            painter.drawRoundedRect(cap.toRectF().adjusted(0.5, 0.5, -0.5, -0.5), RADIUS // 2, RADIUS // 2)
            painter.setPen(QColor(theme.text))
            painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, keys)
            right = cap.left() - GRID
        room = option.rect.adjusted(3 * GRID, 0, 0, 0)
        room.setRight(right - GRID)
        paint_line(painter, room, str(index.data()), option.font, theme.text)
        painter.restore()
