"""The sidebar as one sees it: New session, search, the list, the user."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, QPoint, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from desktop_app.ui.sidebar.roles import SessionRole
from desktop_app.ui.sidebar.session_list import SessionList
from desktop_app.ui.widgets.buttons import TextButton
from desktop_app.ui.widgets.icon_label import IconLabel
from desktop_app.ui.widgets.icons import icon
from desktop_app.ui.widgets.search_field import SearchField
from desktop_app.ui.widgets.text import ElidedLabel, plain_tooltip
from desktop_app.ui.widgets.theme import GRID, theme_of

if TYPE_CHECKING:
    from desktop_app.ui.sidebar.filter import SessionFilter
    from desktop_app.ui.sidebar.model import SessionListModel
    from desktop_app.ui.sidebar.rows import SessionRow

_TIMES_REFRESHED_MS = 60_000


class SidebarView(QWidget):
    """Shows the sessions and tells what a person wants done with them."""

    new_session_clicked = Signal()
    session_chosen = Signal(str)
    """The id of another session that was selected: by pointer, keyboard or screen reader."""
    session_activated = Signal(str)
    """The id of the session that was clicked or confirmed with Enter: one wants to write now."""
    search_changed = Signal(str)
    rename_requested = Signal(str, str)
    pin_toggled = Signal(str)
    trash_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setBackgroundRole(QPalette.ColorRole.AlternateBase)
        self.setAutoFillBackground(True)
        self._model: SessionListModel | None = None
        self._filter: SessionFilter | None = None
        self._current_id = ""
        self._menu_id = ""
        self._selection_timer = QTimer(self, singleShot=True)
        self._selection_timer.timeout.connect(self._show_selection)
        self._times_timer = QTimer(self)
        self._build()

    def _build(self) -> None:
        self._new = TextButton(self.tr("New session"), kind="leading", icon_name="new")
        self._new.setToolTip(self.tr("Start a new session (Ctrl+N)"))
        self._new.clicked.connect(self.new_session_clicked)
        self.search = SearchField(self.tr("Search sessions"))
        self.search.textChanged.connect(self._on_search_changed)
        self.list = SessionList()
        self.list.menu_wanted.connect(self._open_menu)
        self.list.trash_key_pressed.connect(self._on_trash_key)
        self.list.delegate.renamed.connect(self.rename_requested)
        self.list.activated.connect(self._on_activated)
        self.list.clicked.connect(self._on_activated)
        self.setFocusProxy(self.list)
        self._user = ElidedLabel("", Qt.TextElideMode.ElideMiddle)
        self._user.setAccessibleName(self.tr("User"))
        foot = QHBoxLayout()
        foot.setContentsMargins(3 * GRID, GRID, 2 * GRID, GRID)
        foot.setSpacing(2 * GRID)
        foot.addWidget(IconLabel("user"))
        foot.addWidget(self._user, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * GRID, 2 * GRID, 0, 2 * GRID)
        column.setSpacing(GRID)
        head = QVBoxLayout()
        head.setContentsMargins(0, 0, 2 * GRID, 0)
        head.setSpacing(2 * GRID)
        head.addWidget(self._new)
        head.addWidget(self.search)
        column.addLayout(head)
        column.addWidget(self.list, 1)
        column.addLayout(foot)

    # What is shown

    def set_model(self, model: "SessionListModel") -> None:
        """Show the sessions of `model`, those that the search field leaves."""
        from desktop_app.ui.sidebar.filter import SessionFilter  # needed only once there are sessions

        self._model, self._filter = model, SessionFilter(model, self)
        self._filter.set_text(self.search.text())
        self.list.setModel(self._filter)
        for changed in (self._filter.modelReset, self._filter.rowsInserted, self._filter.rowsRemoved):
            changed.connect(self._schedule_selection)
        self.list.selectionModel().selectionChanged.connect(self._on_selection_changed)
        self._times_timer.timeout.connect(model.refresh_times)
        self._times_timer.start(_TIMES_REFRESHED_MS)
        self._show_selection()

    def set_current(self, session_id: str) -> None:
        """Mark the session that is open."""
        self._current_id = session_id
        self._show_selection()

    def set_user(self, user_id: str) -> None:
        """Show whose sessions these are."""
        self._user.setText(user_id)
        self._user.setAccessibleDescription(user_id)
        self._user.setToolTip(plain_tooltip(self.tr("Sessions of {user}").format(user=user_id)))

    # What a person does

    @Slot()
    def choose_next(self) -> None:
        """Choose the session below the open one."""
        self._choose_beside(1)

    @Slot()
    def choose_previous(self) -> None:
        """Choose the session above the open one."""
        self._choose_beside(-1)

    @Slot()
    def rename_current(self) -> None:
        """Let the name of the open session be edited in place."""
        if self.list.currentIndex().isValid():
            self.list.scrollTo(self.list.currentIndex())
            self.list.edit(self.list.currentIndex())

    def _choose_beside(self, step: int) -> None:
        if self._filter is None:
            return
        here = self._filter.index_of(self._current_id)
        beside = self._filter.index(here.row() + step if here.isValid() else 0, 0)
        if beside.isValid():
            self.list.setCurrentIndex(beside)

    @Slot(str)
    def _on_search_changed(self, text: str) -> None:
        if self._filter is not None:
            self._filter.set_text(text)
        self.list.set_empty_text(self.tr("No session contains “{text}”.").format(text=text) if text.strip() else "")
        self.search_changed.emit(text)

    @Slot()
    def _schedule_selection(self) -> None:
        self._selection_timer.start(0)  # a search removes thousands of ranges of rows: look once, after the last

    @Slot()
    def _show_selection(self) -> None:
        if self._filter is None:
            return
        selection, index = self.list.selectionModel(), self._filter.index_of(self._current_id)
        if index.isValid():
            selection.setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        else:
            selection.clear()

    @Slot(QItemSelection, QItemSelection)
    def _on_selection_changed(self, selected: QItemSelection, _deselected: QItemSelection) -> None:
        indexes = selected.indexes()
        if self.list.rows_are_leaving or not indexes:
            return
        session_id = indexes[0].data(SessionRole.ID)
        if session_id != self._current_id:
            self._current_id = session_id
            self.session_chosen.emit(session_id)
            self._schedule_selection()

    @Slot(QModelIndex)
    def _on_activated(self, index: QModelIndex) -> None:
        self.session_activated.emit(index.data(SessionRole.ID))

    @Slot(QModelIndex)
    def _on_trash_key(self, index: QModelIndex) -> None:
        self.trash_requested.emit(index.data(SessionRole.ID))

    # The menu of a session

    @Slot(QModelIndex, QPoint)
    def _open_menu(self, index: QModelIndex, place: QPoint) -> None:
        session: SessionRow = index.data(SessionRole.SESSION)
        self._menu_id = session.id
        theme = theme_of(self.window())
        menu = QMenu(self)
        menu.setAccessibleName(self.tr("Session"))
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(icon("rename", theme.text, 16), self.tr("Rename") + "\tF2", self._on_rename_chosen)
        pin = self.tr("Unpin") if session.pinned else self.tr("Pin")
        menu.addAction(icon("pin", theme.text, 16), pin, self._on_pin_chosen)
        menu.addSeparator()
        menu.addAction(icon("trash", theme.text, 16), self.tr("Move to trash") + "\tDel", self._on_trash_chosen)
        menu.popup(place)

    @Slot()
    def _on_rename_chosen(self) -> None:
        if self._filter is not None:
            index = self._filter.index_of(self._menu_id)
            if index.isValid():
                self.list.edit(index)

    @Slot()
    def _on_pin_chosen(self) -> None:
        self.pin_toggled.emit(self._menu_id)

    @Slot()
    def _on_trash_chosen(self) -> None:
        self.trash_requested.emit(self._menu_id)
