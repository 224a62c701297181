"""Paints the cells of the table, a row at a time."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QColor, QFont, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop_app.ui.manage_sessions.header import PADDING
from desktop_app.ui.manage_sessions.model import NUMBERS, SessionTableModel
from desktop_app.ui.manage_sessions.rows import Column, ManagedRow
from desktop_app.ui.widgets.icons import pixmap
from desktop_app.ui.widgets.text import scaled
from desktop_app.ui.widgets.theme import RADIUS, Theme

if TYPE_CHECKING:
    from desktop_app.ui.manage_sessions.table import SessionTable

Index = QModelIndex | QPersistentModelIndex

ROW_HEIGHT = 40
_BAR = 3
GLYPH_ROOM = 24
_MARK = 14
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class CellDelegate(QStyledItemDelegate):
    """Draws grounds that go through a whole row, and quiet words for all but the name."""

    def __init__(self, table: "SessionTable", sessions: SessionTableModel) -> None:
        super().__init__(table)
        self._table = table
        self._sessions = sessions  # asked directly: through Qt each answer would take a longer way
        self._base: QFont | None = None
        self._plain = self._strong = self._small = QFont()

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one cell."""
        theme = self._table.theme
        row, column = self._sessions.row(index.row()), Column(index.column())
        self._take_fonts(option.font)
        painter.save()
        painter.setClipRect(option.rect)
        self._paint_ground(painter, option, index.row(), theme)
        room = option.rect.adjusted(PADDING, 0, -PADDING, 0)
        if column is Column.NAME:
            self._paint_name(painter, room, row, theme)
        else:
            self._paint_fact(painter, room, row, column, theme)
        painter.restore()

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem, place: int, theme: Theme) -> None:
        """Draw this cell's part of what lies under the whole row."""
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        ringed = self._table.rings(place)
        hovered = self._table.hovered_row == place
        if not (chosen or ringed or hovered):
            return
        whole = self._table.span_of_row(option.rect).toRectF().adjusted(0.5, 1, -0.5, -1)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        if chosen or hovered:
            painter.setBrush(QColor(theme.selected if chosen else theme.hover))
            painter.drawRoundedRect(whole, RADIUS, RADIUS)
        if ringed:
            painter.setPen(QColor(theme.accent))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(whole.adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)

    def _paint_name(self, painter: QPainter, room: QRect, row: ManagedRow, theme: Theme) -> None:
        is_open = self._sessions.is_open(row)
        if is_open:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.accent))
            bar = QRect(room.left() - PADDING + 3, room.top() + 11, _BAR, room.height() - 22)
            painter.drawRoundedRect(bar.toRectF(), _BAR / 2, _BAR / 2)
        for name, shown in (("pin", row.pinned), ("draft", row.has_draft), ("hourglass", row.temporary)):
            if shown:
                place = QRect(room.right() - _MARK + 1, room.center().y() - _MARK // 2, _MARK, _MARK)
                painter.drawPixmap(place.topLeft(), pixmap(name, theme.muted, _MARK))
                room = room.adjusted(0, 0, -_MARK - 6, 0)
        painter.setFont(self._strong if is_open else self._plain)
        painter.setPen(QColor(theme.text))
        _draw(painter, room, " ".join(row.name.split()), _LEFT)

    def _paint_fact(self, painter: QPainter, room: QRect, row: ManagedRow, column: Column, theme: Theme) -> None:
        painter.setFont(self._small)
        soon = column is Column.EXPIRES and self._sessions.goes_soon(row)
        painter.setPen(QColor(theme.danger if soon else theme.muted))
        if column is Column.PERSONA:
            painter.drawText(room, _LEFT, row.glyph)
            room = room.adjusted(GLYPH_ROOM, 0, 0, 0)
        _draw(painter, room, self._sessions.text(row, column), _RIGHT if column in NUMBERS else _LEFT)

    def _take_fonts(self, base: QFont) -> None:
        if self._base != base:
            self._base = QFont(base)
            self._plain = scaled(base, 0.96)
            self._strong = scaled(base, 0.96, QFont.Weight.DemiBold)
            self._small = scaled(base, 0.9)


def _draw(painter: QPainter, room: QRect, text: str, alignment: Qt.AlignmentFlag) -> None:
    words = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room.width())
    painter.drawText(room, alignment, words)
