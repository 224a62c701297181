"""Paints one row of the model page."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from desktop_app.ui.models.entries import Entry
from desktop_app.ui.models.model import EntryRole
from desktop_app.ui.widgets.icons import pixmap
from desktop_app.ui.widgets.list_rows import paint_line, paint_row_ground
from desktop_app.ui.widgets.text import in_proportion, scaled
from desktop_app.ui.widgets.theme import Theme, theme_of

ROW_HEIGHT = 56
_MARGIN = 12
_DOT = 8
_TICK = 16
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class EntryDelegate(QStyledItemDelegate):
    """Draws the name and how it fares, below it one grey line, and a tick before what answers here."""

    def sizeHint(self, option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Return the size that all rows have."""
        return QSize(200, in_proportion(ROW_HEIGHT, option.font))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw one row."""
        entry: Entry = index.data(EntryRole.ENTRY)
        theme = theme_of(option.widget.window())
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_row_ground(painter, option, theme)
        top, height, second = (in_proportion(each, option.font) for each in (8, 20, 20))
        line = QRect(option.rect.left() + _MARGIN, option.rect.top() + top, option.rect.width() - 2 * _MARGIN, height)
        name = QRect(line)
        if index.data(EntryRole.CHOSEN):
            picture = pixmap("check", theme.accent, _TICK)
            painter.drawPixmap(name.left(), name.center().y() - _TICK // 2 + 1, picture)
            name.setLeft(name.left() + _TICK + 6)
        small = scaled(option.font, 0.86)
        name.setRight(name.right() - _paint_verdict(painter, name, entry, small, theme))
        weight = QFont.Weight.DemiBold if entry.choice is not None else QFont.Weight.Normal
        colour = theme.text if entry.choice is not None else theme.muted
        paint_line(painter, name, entry.title, scaled(option.font, 1, weight), colour)
        paint_line(painter, line.translated(0, second), entry.line, small, theme.muted)
        painter.restore()


def _paint_verdict(painter: QPainter, room: QRect, entry: Entry, font: QFont, theme: Theme) -> int:
    """Draw how it fares at the end of the line; return the width that this takes."""
    if not entry.verdict:
        return 0
    colour = QColor(getattr(theme, entry.tone))
    painter.setFont(font)
    painter.setPen(colour)
    most = room.width() // 2
    words = painter.fontMetrics().elidedText(entry.verdict, Qt.TextElideMode.ElideRight, most)
    painter.drawText(room, _RIGHT, words)
    width = painter.fontMetrics().horizontalAdvance(words)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawEllipse(room.right() - width - _DOT - 6, room.center().y() - _DOT // 2 + 1, _DOT, _DOT)
    return width + _DOT + 6 + _MARGIN
