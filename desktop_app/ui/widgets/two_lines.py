"""Rows of a list that have two lines."""

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QSize
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from desktop_app.ui.widgets.list_rows import paint_line, paint_row_ground
from desktop_app.ui.widgets.text import in_proportion, scaled
from desktop_app.ui.widgets.theme import theme_of

Index = QModelIndex | QPersistentModelIndex

_MARGIN = 12
_TOP, _LINE = 5, 18
_ROW = 2 * (_TOP + _LINE)


class TwoLineDelegate(QStyledItemDelegate):
    """Draws what something is and, quieter, a word about it below; both are cut where there is no room."""

    def __init__(
        self, lines: Callable[[Index], tuple[str, str]], parent: QObject, weight: QFont.Weight = QFont.Weight.Normal
    ) -> None:
        """Draw what `lines` returns of a row, the first line in that weight."""
        super().__init__(parent)
        self._lines = lines
        self._weight = weight

    def sizeHint(self, option: QStyleOptionViewItem, _index: Index) -> QSize:
        """Return the same height for all."""
        return QSize(120, in_proportion(_ROW, option.font))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one row."""
        theme = theme_of(option.widget.window())
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_row_ground(painter, option, theme)
        top, height = (in_proportion(each, option.font) for each in (_TOP, _LINE))
        line = QRect(option.rect.left() + _MARGIN, option.rect.top() + top, option.rect.width() - 2 * _MARGIN, height)
        upper, lower = self._lines(index)
        paint_line(painter, line, upper, scaled(option.font, 1, self._weight), theme.text)
        paint_line(painter, line.translated(0, height), lower, scaled(option.font, 0.86), theme.muted)
        painter.restore()
