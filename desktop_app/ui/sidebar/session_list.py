"""The list of sessions: which are shown, which is open, and what is wanted of one."""

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    Qt,
    QTimer,
    Signal,
    Slot,
)
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QWidget

from desktop_app.ui.sidebar.delegate import ROW_HEIGHT, SessionDelegate, more_button
from desktop_app.ui.sidebar.model import SessionListModel
from desktop_app.ui.sidebar.roles import SessionRole
from desktop_app.ui.sidebar.session_menu import SessionMenu
from desktop_app.ui.widgets.sectioned_list import SectionedList

Index = QModelIndex | QPersistentModelIndex

_HEADING_HEIGHT = 32
_TIMES_REFRESHED_MS = 60_000
_SCREENS_AHEAD = 3
_NOWHERE = QModelIndex()


class SessionList(SectionedList):
    """Sessions under their headings; what a person wants of one is told by signals with its id."""

    chosen = Signal(str)
    """Another session was selected: by pointer, keyboard or screen reader."""
    confirmed = Signal(str)
    """A session was clicked or confirmed with Enter: one wants to write now."""
    rename_requested = Signal(str, str)
    pin_toggled = Signal(str)
    archive_requested = Signal(str)
    export_requested = Signal(str)
    clear_requested = Signal(str)
    trash_requested = Signal(str)

    def __init__(self, model: SessionListModel, parent: QWidget | None = None) -> None:
        super().__init__(ROW_HEIGHT, _HEADING_HEIGHT, SessionRole.SECTION, parent)
        self.setAccessibleName(self.tr("Sessions"))
        self._current_id = ""
        self._rows_are_leaving = False
        self._delegate = SessionDelegate(self)
        self._delegate.renamed.connect(self.rename_requested)
        self.setItemDelegate(self._delegate)
        self._sessions = model
        self.setModel(model)
        self._selection_timer = QTimer(self)
        self._selection_timer.setSingleShot(True)
        self._selection_timer.timeout.connect(self._show_current)
        for changed in (model.modelReset, model.rowsInserted, model.rowsRemoved):
            changed.connect(self._schedule_selection)
        self.selectionModel().selectionChanged.connect(self._on_selection_changed)
        self.activated.connect(self._on_confirmed)
        self.clicked.connect(self._on_confirmed)
        for moved in (self.verticalScrollBar().valueChanged, self.verticalScrollBar().rangeChanged):
            moved.connect(self._fetch_ahead)
        self._times_timer = QTimer(self)
        self._times_timer.timeout.connect(model.refresh_times)
        self._times_timer.start(_TIMES_REFRESHED_MS)

    # The open session

    def set_current(self, session_id: str) -> None:
        """Mark the session that is open."""
        self._current_id = session_id
        self._show_current()

    def choose_beside(self, step: int) -> None:
        """Choose the session `step` rows below the open one."""
        here = self._sessions.index_of(self._current_id)
        beside = self._sessions.index(here.row() + step if here.isValid() else 0, 0)
        if beside.isValid():
            self.setCurrentIndex(beside)

    def edit_name(self, session_id: str) -> None:
        """Let a session's name be changed in place."""
        index = self._sessions.index_of(session_id)
        if index.isValid():
            self.scrollTo(index)
            self.edit(index)

    def edit_current_name(self) -> None:
        """Let the open session's name be changed in place."""
        self.edit_name(self._current_id)

    @Slot()
    def _schedule_selection(self) -> None:
        self._selection_timer.start(0)

    @Slot()
    def _show_current(self) -> None:
        index = self._sessions.index_of(self._current_id)
        if index.isValid():
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        else:
            self.selectionModel().clear()

    @Slot(QItemSelection, QItemSelection)
    def _on_selection_changed(self, selected: QItemSelection, _deselected: QItemSelection) -> None:
        indexes = selected.indexes()
        if self._rows_are_leaving or not indexes:
            return
        session_id = indexes[0].data(SessionRole.ID)
        if session_id != self._current_id:
            self._current_id = session_id
            self.chosen.emit(session_id)
            self._schedule_selection()  # a screen reader selects without making the row the current one

    @Slot()
    def _fetch_ahead(self) -> None:
        """Have the next sessions read some screens before they are scrolled to."""
        bar = self.verticalScrollBar()
        near_end = bar.maximum() - bar.value() < _SCREENS_AHEAD * bar.pageStep()
        # At the end of the program the sessions may be gone before their list is.
        if near_end and self.model() is not None and self.model().canFetchMore(_NOWHERE):
            self.model().fetchMore(_NOWHERE)

    @Slot(QModelIndex)
    def _on_confirmed(self, index: QModelIndex) -> None:
        self.confirmed.emit(index.data(SessionRole.ID))

    # Pointer and keyboard

    def rowsAboutToBeRemoved(self, parent: Index, start: int, end: int) -> None:
        """Mark Qt's own choice of a neighbour as not made by a person."""
        self._rows_are_leaving = True
        super().rowsAboutToBeRemoved(parent, start, end)
        self._rows_are_leaving = False

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Open the menu on ⋯ without choosing the row."""
        place = event.position().toPoint()
        index = self.indexAt(place)
        if event.button() == Qt.MouseButton.RightButton:
            return  # the menu follows, and opening it shall not change the session
        if index.isValid() and more_button(self.visualRect(index)).contains(place):
            self._open_menu(index, more_button(self.visualRect(index)).bottomLeft())
        else:
            super().mousePressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Open the menu of the row under the pointer or, from the keyboard, of the current one."""
        keyboard = event.reason() == QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if keyboard else self.indexAt(event.pos())
        if index.isValid():
            self._open_menu(index, self.visualRect(index).center() if keyboard else event.pos())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete asks for the trash; every other key is the list's own."""
        if event.key() == Qt.Key.Key_Delete and self.currentIndex().isValid():
            self.trash_requested.emit(self.currentIndex().data(SessionRole.ID))
        else:
            super().keyPressEvent(event)

    def _open_menu(self, index: QModelIndex, place: QPoint) -> None:
        menu = SessionMenu(index.data(SessionRole.SESSION), self)
        menu.rename_chosen.connect(self.edit_name)
        menu.pin_chosen.connect(self.pin_toggled)
        menu.archive_chosen.connect(self.archive_requested)
        menu.export_chosen.connect(self.export_requested)
        menu.clear_chosen.connect(self.clear_requested)
        menu.trash_chosen.connect(self.trash_requested)
        menu.popup(self.viewport().mapToGlobal(place))
