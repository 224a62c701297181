"""Paints an entry of the ledger: who, when, and below it what for."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop_app.ui.network.model import LedgerRole
from desktop_app.ui.widgets.text import in_proportion, scaled
from desktop_app.ui.widgets.theme import GRID, RADIUS, theme_of

Index = QModelIndex | QPersistentModelIndex
_HEIGHT = 48
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class LedgerDelegate(QStyledItemDelegate):
    """Two lines; what was refused stands out."""

    def sizeHint(self, option: QStyleOptionViewItem, _index: Index) -> QSize:
        """Return the room for two lines."""
        return QSize(200, in_proportion(_HEIGHT, option.font))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one entry."""
        theme = theme_of(option.widget.window())
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.selected))
            painter.drawRoundedRect(option.rect.toRectF().adjusted(0.5, 1, -0.5, -1), RADIUS, RADIUS)
        room = option.rect.adjusted(2 * GRID, GRID, -2 * GRID, -GRID)
        upper = QRect(room.left(), room.top(), room.width(), room.height() // 2)
        lower = upper.translated(0, upper.height())
        painter.setFont(scaled(option.font, 0.88))
        painter.setPen(QColor(theme.muted))
        time = str(index.data(LedgerRole.TIME))
        painter.drawText(upper, int(_RIGHT), time)
        upper.setRight(upper.right() - painter.fontMetrics().horizontalAdvance(time) - 3 * GRID)
        refused = bool(index.data(LedgerRole.REFUSED))
        painter.setPen(QColor(theme.danger if refused else theme.muted))
        _draw(painter, lower, str(index.data(LedgerRole.FACTS)), Qt.TextElideMode.ElideRight)
        painter.setFont(scaled(option.font, 0.96))
        painter.setPen(QColor(theme.text))
        # Of a long path the end tells more than the middle.
        _draw(painter, upper, str(index.data()), Qt.TextElideMode.ElideMiddle)
        painter.restore()


def _draw(painter: QPainter, room: QRect, words: str, mode: Qt.TextElideMode) -> None:
    painter.drawText(room, int(_LEFT), painter.fontMetrics().elidedText(words, mode, room.width()))
