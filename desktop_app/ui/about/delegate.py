"""Draws a library in the list: its name, and its licence below it."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from desktop_app.ui.widgets.list_rows import paint_line, paint_row_ground
from desktop_app.ui.widgets.text import in_proportion, scaled
from desktop_app.ui.widgets.theme import theme_of

Index = QModelIndex | QPersistentModelIndex

_ROW, _MARGIN = 46, 12


class LibraryDelegate(QStyledItemDelegate):
    """Two lines a row, cut where there is no room."""

    def sizeHint(self, option: QStyleOptionViewItem, _index: Index) -> QSize:
        """Return the same height for all."""
        return QSize(120, in_proportion(_ROW, option.font))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one row."""
        theme = theme_of(option.widget.window())
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_row_ground(painter, option, theme)
        top, height = (in_proportion(each, option.font) for each in (5, 18))
        line = QRect(option.rect.left() + _MARGIN, option.rect.top() + top, option.rect.width() - 2 * _MARGIN, height)
        name, _dot, licence = str(index.data()).partition(" · ")
        paint_line(painter, line, name, option.font, theme.text)
        paint_line(painter, line.translated(0, height), licence, scaled(option.font, 0.86), theme.muted)
        painter.restore()
