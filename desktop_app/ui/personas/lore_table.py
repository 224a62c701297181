"""The table of a lorebook's entries."""

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from desktop_app.ui.personas.lore_model import LoreColumn, LoreModel
from desktop_app.ui.widgets.icons import pixmap
from desktop_app.ui.widgets.text import in_proportion, scaled
from desktop_app.ui.widgets.theme import theme_of

Index = QModelIndex | QPersistentModelIndex
_ROW, _HEADER = 32, 28
_BOX = 16
_TICK = 12
_PADDING = 8
_WIDTHS = {LoreColumn.ENABLED: 40, LoreColumn.ORDER: 56, LoreColumn.CONSTANT: 60}
_KEYS_SHARE = 0.38
"""Of what the keys and the text have together."""
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class LoreTable(QTableView):
    """One row an entry; boxes in it are switched by a click or the space bar."""

    def __init__(self, entries: LoreModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModel(entries)
        self.setItemDelegate(_Delegate(self))
        self.setAccessibleName(self.tr("Lorebook entries"))
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(in_proportion(_ROW, self.font()))
        self.setHorizontalHeader(_Header(self))
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setMinimumSectionSize(24)

    def updateGeometries(self) -> None:
        """Share the width out among the columns."""
        super().updateGeometries()
        rest = self.viewport().width()
        for column, width in _WIDTHS.items():
            wide = in_proportion(width, self.font())
            rest -= wide
            if self.columnWidth(column) != wide:
                self.setColumnWidth(column, wide)
        keys = round(rest * _KEYS_SHARE)
        for column, wide in ((LoreColumn.KEYS, keys), (LoreColumn.TEXT, rest - keys)):
            if self.columnWidth(column) != wide:
                self.setColumnWidth(column, wide)


class _Header(QHeaderView):
    """The headings, in grey over a line."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setFixedHeight(in_proportion(_HEADER, self.font()))

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        theme = theme_of(self.window())
        painter.save()
        painter.setFont(scaled(self.font(), 0.86))
        painter.setPen(QColor(theme.muted))
        room = rect.adjusted(_PADDING, 0, -_PADDING, 0)
        painter.drawText(room, _LEFT, str(self.model().headerData(section, Qt.Orientation.Horizontal)))
        painter.setPen(QColor(theme.border))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.restore()


class _Delegate(QStyledItemDelegate):
    """Draws words or a box, on the ground of its row."""

    def sizeHint(self, option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(40, in_proportion(_ROW, option.font))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme = theme_of(option.widget.window())
        flag = QStyle.StateFlag
        painter.save()
        if option.state & flag.State_Selected:
            painter.fillRect(option.rect, QColor(theme.selected))
        if option.state & flag.State_HasFocus:
            painter.setPen(QColor(theme.accent))
            painter.drawRect(option.rect.adjusted(0, 0, -1, -1))
        checked = index.data(Qt.ItemDataRole.CheckStateRole)
        if checked is not None:
            self._paint_box(painter, option.rect, checked=Qt.CheckState(checked) == Qt.CheckState.Checked)
        else:
            off = index.sibling(index.row(), LoreColumn.ENABLED).data(Qt.ItemDataRole.CheckStateRole)
            is_off = Qt.CheckState(off) == Qt.CheckState.Unchecked
            painter.setPen(QColor(theme.muted if is_off else theme.text))
            painter.setFont(option.font)
            room = option.rect.adjusted(_PADDING, 0, -_PADDING, 0)
            words = str(index.data() or "")
            painter.drawText(room, _LEFT, option.fontMetrics.elidedText(words, option.textElideMode, room.width()))
        painter.restore()

    def _paint_box(self, painter: QPainter, room: QRect, *, checked: bool) -> None:
        parent = self.parent()
        if not isinstance(parent, QWidget):
            return
        theme = theme_of(parent.window())
        box = QRect(room.left() + _PADDING, room.center().y() - _BOX // 2 + 1, _BOX, _BOX)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(QColor(theme.accent if checked else theme.raised))
        painter.setPen(QColor(theme.accent if checked else theme.muted))
        painter.drawRoundedRect(box.toRectF().adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        if checked:
            inset = (_BOX - _TICK) // 2
            painter.drawPixmap(box.left() + inset, box.top() + inset, pixmap("check", theme.accent_text, _TICK))

    def editorEvent(self, event: QEvent, model: object, option: QStyleOptionViewItem, index: Index) -> bool:
        """Switch the box wherever its cell is clicked."""
        if not index.flags() & Qt.ItemFlag.ItemIsUserCheckable or event.type() == QEvent.Type.KeyPress:
            return super().editorEvent(event, model, option, index)  # type: ignore[arg-type]  # Qt gives a model
        # Presses are left to the table, which goes to the row then.
        return event.type() == QEvent.Type.MouseButtonRelease and _switched(index)


def _switched(index: Index) -> bool:
    model = index.model()
    on = Qt.CheckState(index.data(Qt.ItemDataRole.CheckStateRole)) == Qt.CheckState.Checked
    state = Qt.CheckState.Unchecked if on else Qt.CheckState.Checked
    return isinstance(model, LoreModel) and model.setData(index, state, Qt.ItemDataRole.CheckStateRole)
