"""The table itself: what is clicked, chosen and pressed in it."""

from collections.abc import Iterator

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QItemSelectionRange,
    QModelIndex,
    QPoint,
    QRect,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QGuiApplication,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from desktop_app.ui.manage_sessions.column_widths import column_widths
from desktop_app.ui.manage_sessions.delegate import ROW_HEIGHT, CellDelegate
from desktop_app.ui.manage_sessions.header import SortHeader
from desktop_app.ui.manage_sessions.model import SessionTableModel
from desktop_app.ui.manage_sessions.rows import Column, ManagedRow
from desktop_app.ui.widgets.text import in_proportion
from desktop_app.ui.widgets.theme import GRID, theme_of

_NAME_LEAST = 190
_GIVE_WAY = (Column.CREATED, Column.SIZE, Column.PERSONA, Column.MESSAGES)
"""Columns that are left out, one after another, where there is no room for the name."""


class SessionTable(QTableView):
    """Rows of sessions; several can be chosen, and what is chosen stays so when rows move."""

    clicked_plainly = Signal(str)
    """The id of a session that was clicked without Ctrl or Shift: one wants to see it."""
    confirmed = Signal(str)
    """The id of a session that was double-clicked, or confirmed with Enter."""
    chosen_changed = Signal()
    delete_pressed = Signal()
    menu_requested = Signal(QPoint)

    def __init__(self, model: SessionTableModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.hovered_row = -1
        self.theme = theme_of(self)
        """Looked up once for each painting, not once for each cell."""
        self.header = SortHeader(self)
        self._sessions = model
        self._empty_words = ""
        self._kept: set[str] = set()
        self._kept_current = ("", 0)
        self._resetting = False
        self._prepare()
        self.setModel(model)
        self._prepare_header()
        model.modelAboutToBeReset.connect(self._on_about_to_be_reset)
        model.modelReset.connect(self._on_reset)
        self.clicked.connect(self._on_clicked)
        self.doubleClicked.connect(self._on_confirmed)
        self.selectionModel().selectionChanged.connect(self._on_selection_changed)

    def _prepare(self) -> None:
        self.setAccessibleName(self.tr("All sessions"))
        self.setItemDelegate(CellDelegate(self, self._sessions))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)

    def _prepare_header(self) -> None:
        self.setHorizontalHeader(self.header)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.header.setMinimumSectionSize(64)
        for column in column_widths(self):
            self.header.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
        self.header.setSectionResizeMode(Column.NAME, QHeaderView.ResizeMode.Stretch)
        self._take_sizes()

    def _take_sizes(self) -> None:
        """Be as high and wide as the text needs."""
        self.verticalHeader().setDefaultSectionSize(in_proportion(ROW_HEIGHT, self.font()))
        for column, width in column_widths(self).items():
            self.setColumnWidth(column, width)

    # What is chosen

    def chosen(self) -> list[ManagedRow]:
        """Return the chosen rows, from top to bottom."""
        rows = self._sessions.rows()
        return [rows[place] for place in sorted(self._chosen_places())]

    def choose_first(self) -> None:
        """Go to the first row, and choose it."""
        if self._sessions.rowCount():
            self.selectRow(0)
        self.setFocus(Qt.FocusReason.TabFocusReason)

    def go_to(self, session_id: str) -> None:
        """Choose one session and bring it into sight, if it is here."""
        place = next((place for place, row in enumerate(self._sessions.rows()) if row.id == session_id), None)
        if place is not None:
            self.selectRow(place)
            self.scrollTo(self._sessions.index(place, Column.NAME))

    def _chosen_places(self) -> Iterator[int]:
        selection = self.selectionModel().selection()
        for number in range(selection.count()):
            part = selection.at(number)
            if part.left() == 0:
                yield from range(part.top(), part.bottom() + 1)

    @Slot()
    def _on_selection_changed(self) -> None:
        if not self._resetting:
            self.chosen_changed.emit()

    @Slot()
    def _on_about_to_be_reset(self) -> None:
        self._resetting = True
        self._kept = {row.id for row in self.chosen()}
        here = self.currentIndex()
        self._kept_current = (self._sessions.row(here.row()).id, here.row()) if here.isValid() else ("", 0)

    @Slot()
    def _on_reset(self) -> None:
        """Choose again what is still there; the cursor stays where it was, on whatever row is there now."""
        self.hovered_row = -1
        rows = self._sessions.rows()
        current_id, current_place = self._kept_current
        places = [place for place, row in enumerate(rows) if row.id in self._kept] if self._kept else []
        self.selectionModel().select(self._selection_of(places), QItemSelectionModel.SelectionFlag.Select)
        if current_id and rows:
            place = next((place for place, row in enumerate(rows) if row.id == current_id), None)
            index = self._sessions.index(min(current_place, len(rows) - 1) if place is None else place, Column.NAME)
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
        self._resetting = False
        self.chosen_changed.emit()

    def _selection_of(self, places: list[int]) -> QItemSelection:
        """Return a selection of whole rows, in as few pieces as there are."""
        selection, last = QItemSelection(), len(Column) - 1
        begin = 0
        for position, place in enumerate(places):
            if position + 1 == len(places) or places[position + 1] != place + 1:
                top, bottom = self._sessions.index(places[begin], 0), self._sessions.index(place, last)
                selection.append(QItemSelectionRange(top, bottom))
                begin = position + 1
        return selection

    # Pointer and keyboard

    @Slot(QModelIndex)
    def _on_clicked(self, index: QModelIndex) -> None:
        if QGuiApplication.keyboardModifiers() == Qt.KeyboardModifier.NoModifier:
            self.clicked_plainly.emit(self._sessions.row(index.row()).id)

    @Slot(QModelIndex)
    def _on_confirmed(self, index: QModelIndex) -> None:
        self.confirmed.emit(self._sessions.row(index.row()).id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter confirms, Delete asks for the trash; every other key is the table's own."""
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if self.currentIndex().isValid():
                self._on_confirmed(self.currentIndex())
            case Qt.Key.Key_Delete:
                self.delete_pressed.emit()
            case _:
                super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu of what is chosen; a row outside of that is chosen first."""
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            place = self.visualRect(self.currentIndex()).center()
        else:
            place = event.pos()
            index = self.indexAt(place)
            if index.isValid() and not self.selectionModel().isSelected(index):
                self.selectRow(index.row())
        if self.selectionModel().hasSelection():
            self.menu_requested.emit(self.viewport().mapToGlobal(place))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Leave the choice alone when the menu is asked for."""
        if event.button() != Qt.MouseButton.RightButton:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Know the row under the pointer."""
        super().mouseMoveEvent(event)
        self._hover(self.rowAt(event.position().toPoint().y()))

    def viewportEvent(self, event: QEvent) -> bool:
        """Know when the pointer has left."""
        if event.type() == QEvent.Type.Leave:
            self._hover(-1)
        return super().viewportEvent(event)

    def _hover(self, row: int) -> None:
        if row != self.hovered_row:
            self.hovered_row = row
            self.viewport().update()

    # Looks

    def set_empty_words(self, words: str) -> None:
        """Say `words` where there are no rows."""
        self._empty_words = words
        self.setAccessibleDescription("" if self._sessions.rowCount() else words)
        self.viewport().update()

    def empty_words(self) -> str:
        """Return what is said instead of rows, nothing when there are some."""
        return "" if self._sessions.rowCount() else self._empty_words

    def rings(self, row: int) -> bool:
        """Tell whether a row is to show that the keys go to it."""
        return self.hasFocus() and self.currentIndex().row() == row

    def span_of_row(self, cell: QRect) -> QRect:
        """Return the place of the whole row that a cell belongs to."""
        return QRect(0, cell.top(), self.header.length(), cell.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the rows, or the words that stand for none."""
        self.theme = theme_of(self.window())
        super().paintEvent(event)
        if self.empty_words():
            painter = QPainter(self.viewport())
            painter.setPen(self.theme.muted)
            room = self.viewport().rect().adjusted(8 * GRID, 0, -8 * GRID, -8 * GRID)
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._empty_words)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out the columns that there is no room for."""
        self._leave_out(event.size().width())
        super().resizeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Grow and shrink with the text."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._take_sizes()
            self._leave_out(self.viewport().width())

    def _leave_out(self, width: int) -> None:
        widths = column_widths(self)
        room = width - sum(widths.values())
        for column in _GIVE_WAY:
            crowded = room < in_proportion(_NAME_LEAST, self.font())
            room += widths[column] if crowded else 0
            self.setColumnHidden(column, crowded)
