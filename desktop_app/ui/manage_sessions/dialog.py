"""The dialog as one sees it: tabs and filter, the table, notices, and what can be done."""

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QPushButton, QStackedLayout, QVBoxLayout, QWidget

from desktop_app.ui.manage_sessions.action_bar import ActionBar
from desktop_app.ui.manage_sessions.confirmation import Confirmation
from desktop_app.ui.manage_sessions.model import SessionTableModel
from desktop_app.ui.manage_sessions.rows import ManagedRow, Tab
from desktop_app.ui.manage_sessions.table import SessionTable
from desktop_app.ui.manage_sessions.verbs import Verb, verbs_for
from desktop_app.ui.widgets.dialog import Dialog
from desktop_app.ui.widgets.search_field import SearchField
from desktop_app.ui.widgets.tab_bar import CountedTabBar
from desktop_app.ui.widgets.theme import GRID
from desktop_app.ui.widgets.two_parts import TwoParts

_SIZE = (1040, 620)
_LEAST = (600, 380)


class ManageSessionsDialog(Dialog):
    """Stays open beside the window: a click shows a session there, Enter goes there."""

    session_clicked = Signal(str)
    session_confirmed = Signal(str)
    tab_chosen = Signal(object)
    search_changed = Signal(str)
    condemned = Signal(object)
    """The ids of the sessions of which it is asked whether they shall be deleted for good."""
    verb_chosen = Signal(object, object)
    """The `Verb` to do, and the rows to do it with; deletion has been confirmed."""
    undo_requested = Signal()
    new_session_requested = Signal()

    def __init__(self, model: SessionTableModel, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Manage sessions"))
        self.setAccessibleName(self.tr("Manage sessions"))
        self.tabs = CountedTabBar()
        self.search = SearchField(self.tr("Filter sessions"))
        self.table = SessionTable(model)
        self.actions_bar = ActionBar()
        self.confirmation = Confirmation()
        self._model = model
        self._condemned: list[ManagedRow] = []
        self._place_of_notices = QVBoxLayout()
        self._foot = QStackedLayout()
        self._prepare()
        self._lay_out()
        self.setMinimumSize(*_LEAST)
        self.resize_within_parent(*_SIZE)
        self.table.setFocus()

    def _prepare(self) -> None:
        names = (self.tr("Active"), self.tr("Archived"), self.tr("Trash"), self.tr("Expiring soon"))
        for name in names:
            self.tabs.addTab(name)
        self.tabs.setAccessibleName(self.tr("Which sessions"))
        self.tabs.currentChanged.connect(self._on_tab_changed)
        self.search.textChanged.connect(self.search_changed)
        self.search.returnPressed.connect(self.table.choose_first)
        self.table.clicked_plainly.connect(self._on_clicked)
        self.table.confirmed.connect(self._on_confirmed)
        self.table.chosen_changed.connect(self._on_chosen_changed)
        self.table.delete_pressed.connect(self._on_delete_pressed)
        self.table.menu_requested.connect(self._on_menu_requested)
        self.actions_bar.chosen.connect(self._on_verb)
        self.confirmation.confirmed.connect(self._on_deletion_confirmed)
        self.confirmation.declined.connect(self._stop_asking)
        for keys, slot in (("Ctrl+Z", self.undo_requested), ("Ctrl+N", self.new_session_requested)):
            action = QAction(self)
            action.setShortcut(QKeySequence(keys))
            action.triggered.connect(slot)
            self.addAction(action)
        find = QAction(self)
        find.setShortcut(QKeySequence("Ctrl+F"))
        find.triggered.connect(self._on_find)
        self.addAction(find)

    def _lay_out(self) -> None:
        head = TwoParts()
        head.left.addWidget(self.tabs)
        head.left.addStretch(1)
        self.search.setMinimumWidth(160)
        head.right.addWidget(self.search)
        self._foot.addWidget(self.actions_bar)
        self._foot.addWidget(self.confirmation)
        column = QVBoxLayout(self)
        column.setContentsMargins(5 * GRID, 4 * GRID, 5 * GRID, 4 * GRID)
        column.setSpacing(3 * GRID)
        column.addWidget(head)
        column.addWidget(self.table, 1)
        column.addLayout(self._place_of_notices)
        column.addLayout(self._foot)

    # What is shown

    @property
    def tab(self) -> Tab:
        """The tab that is open."""
        return tuple(Tab)[self.tabs.currentIndex()]

    def hold_notices(self, notices: QWidget) -> None:
        """Show the notices here while the dialog is where one looks."""
        self._place_of_notices.addWidget(notices)

    @Slot(object)
    def show_counts(self, counts: dict[Tab, int]) -> None:
        """Show how many sessions there are under each tab."""
        for place, tab in enumerate(Tab):
            self.tabs.set_count(place, counts[tab])

    @Slot(str)
    def set_empty_words(self, words: str) -> None:
        """Say `words` where the table has no rows."""
        self.table.set_empty_words(words)

    @Slot()
    def _on_chosen_changed(self) -> None:
        chosen = self.table.chosen()
        if [row.id for row in chosen] != [row.id for row in self._condemned]:
            self._stop_asking()  # another choice is another question; the same rows read anew are not
        self.actions_bar.show_for(self.tab, chosen, self._model.rowCount())

    # What a person does

    @Slot(int)
    def _on_tab_changed(self, _place: int) -> None:
        self.table.clearSelection()
        self.tab_chosen.emit(self.tab)

    @Slot(str)
    def _on_clicked(self, session_id: str) -> None:
        if self.tab is not Tab.TRASH:
            self.session_clicked.emit(session_id)

    @Slot(str)
    def _on_confirmed(self, session_id: str) -> None:
        if self.tab is not Tab.TRASH:
            self.session_confirmed.emit(session_id)

    @Slot()
    def _on_delete_pressed(self) -> None:
        self._on_verb(Verb.DELETE if self.tab is Tab.TRASH else Verb.TRASH)

    @Slot(QPoint)
    def _on_menu_requested(self, place: QPoint) -> None:
        self.actions_bar.open_menu(place)

    @Slot(object)
    def _on_verb(self, verb: Verb) -> None:
        chosen = self.table.chosen()
        if not chosen or verb not in verbs_for(self.tab, chosen):
            return
        match verb:
            case Verb.OPEN:
                self.session_confirmed.emit(chosen[0].id)
            case Verb.DELETE:
                self._condemned = chosen
                self._foot.setCurrentWidget(self.confirmation)
                self.confirmation.ask(len(chosen), sum(row.messages for row in chosen))
                self.condemned.emit([row.id for row in chosen])
            case _:
                self.verb_chosen.emit(verb, chosen)
                self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_facts(self, session_ids: list[str], count: int) -> None:
        """Ask, where these sessions are still in question, what becomes of the facts learned there."""
        if [row.id for row in self._condemned] == session_ids:
            self.confirmation.offer_facts(count)

    @Slot()
    def _on_deletion_confirmed(self) -> None:
        condemned = self._condemned
        self._stop_asking()
        self.verb_chosen.emit(Verb.DELETE, condemned)

    @Slot()
    def _stop_asking(self) -> None:
        if self._foot.currentWidget() is self.confirmation:
            self._condemned = []
            self._foot.setCurrentWidget(self.actions_bar)
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _on_find(self) -> None:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button that has the focus; Escape empties the filter, then closes."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            focused = self.focusWidget()
            if isinstance(focused, QPushButton):
                focused.click()
        elif event.key() == Qt.Key.Key_Escape and self.search.hasFocus() and self.search.text():
            self.search.clear()
        else:
            super().keyPressEvent(event)
