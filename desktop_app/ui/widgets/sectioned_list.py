"""A list under section headings that costs the same with 20 rows and with 20,000."""

from bisect import bisect_right

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
)
from PySide6.QtGui import QCursor, QFont, QPainter, QPaintEvent, QRegion
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyleOptionViewItem, QWidget

from desktop_app.ui.widgets.text import in_proportion, scaled
from desktop_app.ui.widgets.theme import theme_of

Index = QModelIndex | QPersistentModelIndex
_State = QStyle.StateFlag
_Move = QAbstractItemView.CursorAction


class SectionedList(QListView):
    """Rows of one height under headings, which are painted and are no rows themselves.

    QListView asks the delegate for the size of every row after every change; here positions are arithmetic. The
    model gives the heading of a row for `section_role`; rows with the same heading follow one another. Heights are
    given for ordinary text, and grow with larger text.
    """

    def __init__(self, row_height: int, heading_height: int, section_role: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ordinary_heights = (row_height, heading_height)
        self._row_height, self._heading_height = self._ordinary_heights
        self._take_heights()
        self._section_role = section_role
        self._starts: list[int] = []
        self._headings: list[str] = []
        self._hovered = QPersistentModelIndex()
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setMouseTracking(True)

    def _take_heights(self) -> None:
        self._row_height, self._heading_height = (in_proportion(each, self.font()) for each in self._ordinary_heights)

    def changeEvent(self, event: QEvent) -> None:
        """Grow and shrink with the text, the same rows staying in sight."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            first = self.indexAt(QPoint(0, self._heading_height))
            self._take_heights()
            self.scheduleDelayedItemsLayout()
            if first.row() > 0:
                self.updateGeometries()
                self.scrollTo(first, QAbstractItemView.ScrollHint.PositionAtTop)

    # Where things are

    def headings(self) -> list[str]:
        """Return the headings from top to bottom."""
        return list(self._headings)

    def doItemsLayout(self) -> None:
        """Find where the sections begin, with a few questions to the model for each."""
        self._starts, self._headings = [], []
        model, row = self.model(), 0
        count = model.rowCount(self.rootIndex()) if model is not None else 0
        while row < count:
            heading = self._heading_at(model, row)
            self._starts.append(row)
            self._headings.append(heading)
            row = self._end_of_section(model, heading, row, count)
        QAbstractItemView.doItemsLayout(self)

    def _heading_at(self, model: QAbstractItemModel, row: int) -> str:
        return str(model.index(row, 0, self.rootIndex()).data(self._section_role) or "")

    def _end_of_section(self, model: QAbstractItemModel, heading: str, row: int, count: int) -> int:
        inside, outside = row, count
        while outside - inside > 1:
            middle = (inside + outside) // 2
            if self._heading_at(model, middle) == heading:
                inside = middle
            else:
                outside = middle
        return outside

    def _section_top(self, section: int) -> int:
        return self._starts[section] * self._row_height + section * self._heading_height

    def _row_top(self, row: int) -> int:
        return row * self._row_height + bisect_right(self._starts, row) * self._heading_height

    def _row_width(self) -> int:
        return self.width() - self.verticalScrollBar().sizeHint().width()  # the same with and without the bar

    def _content_height(self) -> int:
        model = self.model()
        rows = model.rowCount(self.rootIndex()) if model is not None else 0
        return rows * self._row_height + len(self._starts) * self._heading_height

    def visualRect(self, index: Index) -> QRect:
        """Return where a row is in the viewport."""
        if not index.isValid():
            return QRect()
        top = self._row_top(index.row()) - self.verticalOffset()
        return QRect(0, top, self._row_width(), self._row_height)

    def indexAt(self, point: QPoint) -> QModelIndex:
        """Return the row at a place of the viewport; headings are none."""
        y = point.y() + self.verticalOffset()
        section = bisect_right(range(len(self._starts)), y, key=self._section_top) - 1
        if section < 0 or y >= self._content_height():
            return QModelIndex()
        below_heading = y - self._section_top(section) - self._heading_height
        if below_heading < 0:
            return QModelIndex()
        return self.model().index(self._starts[section] + below_heading // self._row_height, 0, self.rootIndex())

    # Scrolling

    def verticalOffset(self) -> int:
        """Return how far the list is scrolled."""
        return self.verticalScrollBar().value()

    def horizontalOffset(self) -> int:
        """Return 0: rows are as wide as the list."""
        return 0

    def updateGeometries(self) -> None:
        """Tell the scroll bar how long the list is."""
        bar, height = self.verticalScrollBar(), self.viewport().height()
        bar.setRange(0, max(0, self._content_height() - height))
        bar.setPageStep(height)
        bar.setSingleStep(self._row_height // 2)
        QAbstractItemView.updateGeometries(self)

    def scrollTo(
        self, index: Index, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        """Bring a row into view, with its heading when it is the first under it."""
        if not index.isValid():
            return
        top, height, bar = self._row_top(index.row()), self.viewport().height(), self.verticalScrollBar()
        shown_from = top - (self._heading_height if index.row() in self._starts else 0)
        if hint == QAbstractItemView.ScrollHint.PositionAtTop or shown_from < bar.value():
            bar.setValue(shown_from)
        elif hint == QAbstractItemView.ScrollHint.PositionAtCenter:
            bar.setValue(top - (height - self._row_height) // 2)
        elif hint == QAbstractItemView.ScrollHint.PositionAtBottom or top + self._row_height > bar.value() + height:
            bar.setValue(top + self._row_height - height)

    # Keyboard and selection

    def moveCursor(self, action: _Move, _modifiers: Qt.KeyboardModifier) -> QModelIndex:
        """Return the row that a key of movement leads to."""
        model = self.model()
        last = model.rowCount(self.rootIndex()) - 1 if model is not None else -1
        if last < 0:
            return QModelIndex()
        page = max(1, self.viewport().height() // self._row_height - 1)
        step = {
            _Move.MoveUp: -1,
            _Move.MovePrevious: -1,
            _Move.MoveDown: 1,
            _Move.MoveNext: 1,
            _Move.MovePageUp: -page,
            _Move.MovePageDown: page,
            _Move.MoveHome: -last - 1,
            _Move.MoveEnd: last + 1,
        }.get(action, 0)
        current = self.currentIndex()
        start = current.row() if current.isValid() else -1 if step > 0 else 0
        return model.index(min(max(start + step, 0), last), 0, self.rootIndex())

    def selectionCommand(self, index: Index, _event: QEvent | None = None) -> QItemSelectionModel.SelectionFlag:
        """Keep one row selected: no click and no modifier takes the selection away."""
        flag = QItemSelectionModel.SelectionFlag
        return flag.ClearAndSelect if index.isValid() else flag.NoUpdate

    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        """Select the row under a rectangle's corner, which is all that single selection needs."""
        index = self.indexAt(rect.topLeft())
        if index.isValid():
            self.selectionModel().select(index, command)

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:
        """Return what to repaint when the selection changes."""
        region = QRegion()
        for index in selection.indexes():
            region += self.visualRect(index)
        return region

    # Painting

    def viewportEvent(self, event: QEvent) -> bool:
        """Follow the pointer, for the row under it."""
        handled = super().viewportEvent(event)
        if event.type() in (QEvent.Type.HoverEnter, QEvent.Type.HoverMove, QEvent.Type.HoverLeave, QEvent.Type.Wheel):
            away = event.type() == QEvent.Type.HoverLeave
            place = self.viewport().mapFromGlobal(QCursor.pos())
            self._hovered = QPersistentModelIndex(QModelIndex() if away else self.indexAt(place))
        return handled

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the headings and rows that can be seen."""
        painter = QPainter(self.viewport())
        top, bottom = event.rect().top() + self.verticalOffset(), event.rect().bottom() + self.verticalOffset()
        for section, heading in enumerate(self._headings):
            if heading and self._section_top(section) <= bottom:
                self._paint_heading(painter, section, heading)
        first = bisect_right(range(self._row_count()), top - self._row_height, key=self._row_top)
        option = QStyleOptionViewItem()
        self.initViewItemOption(option)
        for row in range(first, self._row_count()):
            if self._row_top(row) > bottom:
                break
            self._paint_row(painter, option, row)

    def _row_count(self) -> int:
        model = self.model()
        return model.rowCount(self.rootIndex()) if model is not None and self._starts else 0

    def _paint_heading(self, painter: QPainter, section: int, heading: str) -> None:
        place = QRect(
            0, self._section_top(section) - self.verticalOffset(), self.viewport().width(), self._heading_height
        )
        painter.setFont(scaled(self.font(), 0.82, QFont.Weight.DemiBold))
        painter.setPen(theme_of(self.window()).muted)
        painter.drawText(
            place.adjusted(12, 0, -8, -6), Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeft, heading
        )

    def _paint_row(self, painter: QPainter, option: QStyleOptionViewItem, row: int) -> None:
        index = self.model().index(row, 0, self.rootIndex())
        shown = QStyleOptionViewItem(option)
        shown.rect = self.visualRect(index)
        if self.selectionModel().isSelected(index):
            shown.state |= _State.State_Selected
        if index == self._hovered:
            shown.state |= _State.State_MouseOver
        if self.hasFocus() and index == self.currentIndex():
            shown.state |= _State.State_HasFocus
        if self.isPersistentEditorOpen(index):  # true of every editor
            shown.state |= _State.State_Editing
        self.itemDelegate().paint(painter, shown, index)
