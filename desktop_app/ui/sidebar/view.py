"""The sidebar as one sees it: New session, search, the list, the user."""

from typing import TYPE_CHECKING

from PySide6 import QtCore
from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.ui.widgets.buttons import IconButton, TextButton
from desktop_app.ui.widgets.icon_label import IconLabel
from desktop_app.ui.widgets.search_field import SearchField
from desktop_app.ui.widgets.text import ElidedLabel, in_proportion, plain_tooltip
from desktop_app.ui.widgets.theme import GRID

if TYPE_CHECKING:
    from desktop_app.ui.search.hit_list import HitList
    from desktop_app.ui.search.model import FoundModel
    from desktop_app.ui.sidebar.model import SessionListModel
    from desktop_app.ui.sidebar.session_list import SessionList

LEAST = 200
_SHARE = 30
"""Of the window, in percent: what the sidebar takes at most for the sake of large text."""


class SidebarView(QWidget):
    """Shows the sessions and tells what a person wants done with them."""

    new_session_clicked = Signal()
    manage_clicked = Signal()
    session_chosen = Signal(str)
    """The id of another session that was selected: by pointer, keyboard or screen reader."""
    session_confirmed = Signal(str)
    """The id of the session that was clicked or confirmed with Enter: one wants to write now."""
    search_changed = Signal(str)
    """What is looked for; empty when the sessions are to be shown again."""
    hit_chosen = Signal(object)
    """A `MessageHit` or `SessionHit` that somebody wants to see."""
    rename_requested = Signal(str, str)
    pin_toggled = Signal(str)
    archive_requested = Signal(str)
    export_requested = Signal(str)
    clear_requested = Signal(str)
    trash_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setBackgroundRole(QPalette.ColorRole.AlternateBase)
        self.setAutoFillBackground(True)
        self.list: SessionList | None = None
        """The sessions; they come after the first paint, and their list with them."""
        self.hits: HitList | None = None
        """What was found; it comes with the first search, and shows in the place of the sessions."""
        self._current_id = ""
        self.new_button = TextButton(self.tr("New session"), icon_name="new")
        self.search = SearchField(self.tr("Search sessions"))
        self.manage_button = IconButton("sessions", self.tr("Manage sessions"))
        self.user = ElidedLabel(keep_end=True)
        self._place_of_list = QVBoxLayout()
        self._build()

    def _build(self) -> None:
        self.new_button.setToolTip(self.tr("Start a new session (Ctrl+N)"))
        self.new_button.clicked.connect(self.new_session_clicked)
        self.search.setToolTip(self.tr("Find anything that was said (Ctrl+Shift+F)"))
        self.search.textChanged.connect(self._on_search_changed)
        self.search.down_pressed.connect(self._on_down_pressed)
        self.search.returnPressed.connect(self._on_search_confirmed)
        self.manage_button.setToolTip(self.tr("Manage all sessions (Ctrl+Shift+M)"))
        self.manage_button.clicked.connect(self.manage_clicked)
        self.user.setAccessibleName(self.tr("User"))
        head = QVBoxLayout()
        head.setContentsMargins(0, 0, 2 * GRID, 0)
        head.setSpacing(2 * GRID)
        head.addWidget(self.new_button)
        head.addWidget(self.search)
        foot = QHBoxLayout()
        foot.setContentsMargins(3 * GRID, GRID, 2 * GRID, GRID)
        foot.setSpacing(2 * GRID)
        foot.addWidget(IconLabel("user"))
        foot.addWidget(self.user, 1)
        foot.addWidget(self.manage_button)
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(2 * GRID, 2 * GRID, 0, 2 * GRID)
        column.setSpacing(GRID)
        column.addLayout(head)
        self._place_of_list.addStretch(1)  # until the list comes, and where it never does
        column.addLayout(self._place_of_list, 1)
        column.addLayout(foot)

    # What is shown

    def set_model(self, model: "SessionListModel") -> None:
        """Show the sessions of `model`, those that the search field leaves; to be called once."""
        from desktop_app.ui.sidebar.session_list import SessionList

        self.list = SessionList(model)
        self.list.chosen.connect(self._on_chosen)
        self.list.confirmed.connect(self.session_confirmed)
        self.list.rename_requested.connect(self.rename_requested)
        self.list.pin_toggled.connect(self.pin_toggled)
        self.list.archive_requested.connect(self.archive_requested)
        self.list.export_requested.connect(self.export_requested)
        self.list.clear_requested.connect(self.clear_requested)
        self.list.trash_requested.connect(self.trash_requested)
        self.list.set_current(self._current_id)
        self._place_of_list.takeAt(0)
        self._place_of_list.addWidget(self.list)
        self.setFocusProxy(self.list)

    def fit(self, room: int) -> None:
        """Be wide enough for larger text too, as far as a window of that width has room for it."""
        least = min(in_proportion(LEAST, self.font()), room * _SHARE // 100)
        self.setMinimumWidth(max(least, LEAST))

    def changeEvent(self, event: QtCore.QEvent) -> None:
        """Grow and shrink with the text."""
        super().changeEvent(event)
        if event.type() == QtCore.QEvent.Type.FontChange:
            self.fit(self.window().width())

    def hold_status(self, line: QWidget) -> None:
        """Take in a line that stands over the user's."""
        self._column.insertWidget(self._column.count() - 1, line)

    def set_current(self, session_id: str) -> None:
        """Mark the session that is open."""
        self._current_id = session_id
        if self.list is not None:
            self.list.set_current(session_id)

    def show_found(self, model: "FoundModel", words: str, *, complete: bool = True) -> None:
        """Show what `words` find in the place of the sessions, unless the search was given up meanwhile."""
        if self.list is None or not self.is_searching():
            return
        if self.hits is None:
            from desktop_app.ui.search.hit_list import HitList

            self.hits = HitList(model)
            self.hits.chosen.connect(self.hit_chosen)
            self.hits.left.connect(self.search.setFocus)
            self._place_of_list.addWidget(self.hits)
        self.hits.set_words(words, complete=complete)
        self._show_hits(shown=True)

    def _show_hits(self, *, shown: bool) -> None:
        if self.list is not None and self.hits is not None and shown == self.list.isVisibleTo(self):
            self.hits.setVisible(shown)
            self.list.setVisible(not shown)
            self.setFocusProxy(self.hits if shown else self.list)

    def set_user(self, user_id: str) -> None:
        """Show whose sessions these are."""
        self.user.setText(user_id)
        self.user.setAccessibleDescription(user_id)
        self.user.setToolTip(plain_tooltip(self.tr("Sessions of {user}").replace("{user}", user_id)))

    # What a person does

    @Slot()
    def choose_next(self) -> None:
        """Choose the session below the open one."""
        if self.list is not None:
            self.list.choose_beside(1)

    @Slot()
    def choose_previous(self) -> None:
        """Choose the session above the open one."""
        if self.list is not None:
            self.list.choose_beside(-1)

    @Slot()
    def rename_current(self) -> None:
        """Let the name of the open session be changed in place."""
        if self.list is not None:
            self.list.edit_current_name()

    @Slot(str)
    def _on_chosen(self, session_id: str) -> None:
        self._current_id = session_id
        self.session_chosen.emit(session_id)

    # Search

    def is_searching(self) -> bool:
        """Tell whether something is looked for."""
        return bool(self.search.text().strip())

    @Slot()
    def begin_search(self) -> None:
        """Let the words be typed that are looked for."""
        self.search.setFocus(QtCore.Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    @Slot(str)
    def _on_search_changed(self, text: str) -> None:
        if not self.is_searching():
            self._show_hits(shown=False)
        self.search_changed.emit(text)

    @Slot()
    def _on_down_pressed(self) -> None:
        if self.hits is not None and self.hits.isVisible():
            self.hits.enter()
        elif self.list is not None:
            self.list.setFocus(QtCore.Qt.FocusReason.TabFocusReason)

    @Slot()
    def _on_search_confirmed(self) -> None:
        if self.hits is not None and self.hits.isVisible():
            self.hits.choose_first()
