"""The personas page: all that can answer at the left, and at the right what is done with one of them."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction, QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from desktop_app.domain.personas import Persona
from desktop_app.ui.personas.details import PersonaDetails
from desktop_app.ui.personas.import_panel import ImportPanel
from desktop_app.ui.personas.list_model import PersonasModel
from desktop_app.ui.personas.persona_list import PersonaList
from desktop_app.ui.personas.versions import VersionsPanel
from desktop_app.ui.personas.writing import WritingPanel
from desktop_app.ui.widgets.buttons import TextButton
from desktop_app.ui.widgets.dialog import Dialog
from desktop_app.ui.widgets.flow import Flow
from desktop_app.ui.widgets.search_field import SearchField
from desktop_app.ui.widgets.text import in_proportion
from desktop_app.ui.widgets.theme import GRID
from desktop_app.ui.widgets.toned_label import TonedLabel

_SIZE = (1040, 700)
_LEAST = (560, 400)
_LIST = 250
_NARROW = 700
_LIST_NARROW = 190


class PersonasPage(Dialog):
    """Stays open beside the window; what is being written is never thrown away without being asked."""

    new_wanted = Signal()
    import_wanted = Signal()
    files_dropped = Signal(object)
    """Paths of files."""
    undo_requested = Signal()

    def __init__(self, personas: PersonasModel, user_id: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Personas"))
        self.setAccessibleName(self.tr("Personas"))
        self.setAcceptDrops(True)
        self.search = SearchField(self.tr("Search personas"))
        self.list = PersonaList(personas)
        self.new_button = TextButton(self.tr("New persona"), kind="flat")
        self.import_button = TextButton(self.tr("Import…"), kind="flat")
        self.problem = TonedLabel()
        self.details, self.versions = PersonaDetails(user_id), VersionsPanel(user_id)
        self.importing, self.writing = ImportPanel(user_id), WritingPanel(user_id)
        self._side = QWidget()
        self._right = QStackedWidget()
        self._place_of_notices = QVBoxLayout()
        self._leaves = False
        self._lay_out()
        self._wire()
        self.resize_within_parent(*(in_proportion(each, self.font()) for each in _SIZE))
        self.setMinimumSize(*_LEAST)
        self.search.setFocus()

    def _lay_out(self) -> None:
        self.problem.say("", "danger")
        side = QVBoxLayout(self._side)
        side.setContentsMargins(0, 0, 0, 0)
        side.setSpacing(2 * GRID)
        buttons = Flow(GRID)
        buttons.addWidget(self.new_button)
        buttons.addWidget(self.import_button)
        side.addWidget(self.search)
        side.addWidget(self.list, 1)
        side.addLayout(buttons)
        for panel in (self.details, self.versions, self.importing, self.writing):
            self._right.addWidget(panel)
        across = QHBoxLayout()
        across.setSpacing(5 * GRID)
        across.addWidget(self._side)
        across.addWidget(self._right, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(5 * GRID, 4 * GRID, 5 * GRID, 4 * GRID)
        column.setSpacing(2 * GRID)
        column.addWidget(self.problem)
        column.addLayout(across, 1)
        column.addLayout(self._place_of_notices)

    def _wire(self) -> None:
        self.search.textChanged.connect(self.list.personas.search)
        self.search.down_pressed.connect(self.list.setFocus)
        self.search.returnPressed.connect(self.list.setFocus)
        self.list.confirmed.connect(self._on_confirmed)
        self.new_button.clicked.connect(self.new_wanted)
        self.import_button.clicked.connect(self.import_wanted)
        self.versions.left.connect(self.show_details)
        self.importing.left.connect(self.show_details)
        self.writing.left.connect(self._on_writing_left)
        for keys, signal in (("Ctrl+Z", self.undo_requested), ("Ctrl+N", self.new_wanted)):
            action = QAction(self)
            action.setShortcut(QKeySequence(keys))
            action.triggered.connect(signal)
            self.addAction(action)
        find = QAction(self)
        find.setShortcut(QKeySequence("Ctrl+F"))
        find.triggered.connect(self._on_find)
        self.addAction(find)

    def hold_notices(self, notices: QWidget) -> None:
        """Show the notices here while this is where one looks."""
        self._place_of_notices.addWidget(notices)

    def show_problem(self, words: str) -> None:
        """Say what went wrong, where one is at work."""
        if self._right.currentWidget() is self.writing:
            self.writing.show_problem(words)
        else:
            self.problem.say(words, "danger")

    def problem_words(self) -> str:
        """Return what is said to have gone wrong."""
        return self.writing.problem.text() or self.problem.text()

    # What is at the right

    @Slot()
    def show_details(self) -> None:
        """Show the persona that is looked at in the list."""
        self._show(self.details)
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_versions(self) -> None:
        """Show the versions of a persona."""
        self._show(self.versions)

    def show_import(self) -> None:
        """Show what is about to be brought in."""
        self._show(self.importing)

    def show_writing(self) -> None:
        """Show the editor, with all the room there is."""
        self._show(self.writing)

    def is_writing(self) -> bool:
        """Tell whether a persona is being written."""
        return self._right.currentWidget() is self.writing

    def _show(self, panel: QWidget) -> None:
        self._right.setCurrentWidget(panel)
        self._side.setVisible(panel is not self.writing)
        self.problem.say("", "danger")

    @Slot()
    def _on_writing_left(self) -> None:
        self.show_details()
        if self._leaves:
            self.reject()

    @Slot()
    def _on_confirmed(self) -> None:
        persona: Persona | None = self.list.current()
        if persona is not None:
            self.details.edit_wanted.emit(persona.id)

    @Slot()
    def _on_find(self) -> None:
        if not self.is_writing():
            self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.search.selectAll()

    def reject(self) -> None:
        """Go back to the list first; ask what becomes of what is not saved."""
        if self.is_writing():
            self.writing.leave()
        elif self._right.currentWidget() is not self.details:
            self.show_details()
        elif self.search.hasFocus() and self.search.text():
            self.search.clear()
        else:
            super().reject()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Press by Enter the button that has the focus; every other key is the dialog's own."""
        focused = self.focusWidget()
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and isinstance(focused, QPushButton):
            focused.click()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close at once, unless something is not saved."""
        self._leaves = self.is_writing() and self.writing.editor.is_changed()
        if self._leaves:
            self.writing.leave()
            event.ignore()
        else:
            self.done(0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the list less of a narrow page."""
        super().resizeEvent(event)
        wide = self.width() >= in_proportion(_NARROW, self.font())
        self._side.setFixedWidth(in_proportion(_LIST if wide else _LIST_NARROW, self.font()))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files of this computer, unless something is being written."""
        if not self.is_writing() and any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take what was dropped."""
        paths = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            self.files_dropped.emit(paths)
