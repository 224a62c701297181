"""The model page: what can answer, found on this computer or added, and what is chosen of that."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from desktop_app.domain.choosing import known_as
from desktop_app.domain.engines import EngineChoice
from desktop_app.ui.models.details import Details
from desktop_app.ui.models.download_panel import DownloadPanel
from desktop_app.ui.models.entries import Entry
from desktop_app.ui.models.entry_list import EntryList
from desktop_app.ui.models.model import EntryModel
from desktop_app.ui.models.nothing import NothingFound
from desktop_app.ui.models.panel import Panel
from desktop_app.ui.models.server_panel import ServerPanel
from desktop_app.ui.widgets.buttons import TextButton
from desktop_app.ui.widgets.dialog import Dialog
from desktop_app.ui.widgets.search_field import SearchField
from desktop_app.ui.widgets.text import in_proportion
from desktop_app.ui.widgets.theme import GRID
from desktop_app.ui.widgets.toned_label import TonedLabel

_SIDE_BY_SIDE = 600
_LIST_LEAST = 92
_ROW = 48
"""What is seen of the list at the least where there is hardly any room, beside ordinary text."""


class ModelPage(Dialog):
    """Lists what can answer beside what is known of it; files can be dropped on it."""

    use_wanted = Signal(object, object)
    """An `EngineChoice` for the session, and its context in tokens or None."""
    default_wanted = Signal(object, object)
    """The same for new sessions."""
    files_dropped = Signal(object)
    """Paths of files and folders."""
    add_file_wanted = Signal()
    add_folder_wanted = Signal()

    def __init__(self, entries: EntryModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Models and engines"))
        self.setAccessibleName(self.tr("Models and engines"))
        self.setAcceptDrops(True)
        self.search = SearchField(self.tr("Search models"))
        self.list = EntryList(entries)
        self.details = Details()
        self.server_panel, self.download_panel = ServerPanel(), DownloadPanel()
        self.status = QLabel()
        self.problem = TonedLabel()
        self.nothing = NothingFound()
        self.use_button = TextButton(self.tr("Use in this session"))
        self.default_button = TextButton(self.tr("Use for new sessions"))
        self.close_button = TextButton(self.tr("Close"))
        self._default: EngineChoice | None = None
        self._sides = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._right = QStackedWidget()
        self._lay_out()
        self._wire()
        self.resize_within_parent(in_proportion(1000, self.font()), in_proportion(680, self.font()))
        self.setMinimumSize(420, 360)
        self.search.setFocus()

    def _lay_out(self) -> None:
        self.status.setProperty("kind", "quiet")
        self.status.setTextFormat(Qt.TextFormat.PlainText)
        self.status.setAccessibleName(self.tr("Search for models"))
        self.problem.say("", "danger")
        self.nothing.hide()
        top = QHBoxLayout()
        top.addWidget(self.search, 1)
        left = QVBoxLayout()
        left.setSpacing(2 * GRID)
        left.addWidget(self.list, 1)
        left.addWidget(self.nothing)
        left.addWidget(self.status)
        for panel in (self._details_side(), self.server_panel, self.download_panel):
            self._right.addWidget(panel)
        self._sides.setSpacing(6 * GRID)
        self._sides.addLayout(left, 1)
        self._sides.addWidget(self._right, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(5 * GRID, 5 * GRID, 5 * GRID, 4 * GRID)
        column.setSpacing(3 * GRID)
        column.addLayout(top)
        column.addWidget(self.problem)
        column.addLayout(self._sides, 1)
        column.addLayout(self._buttons())

    def _details_side(self) -> QWidget:
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3 * GRID)
        column.addWidget(self.details, 1)
        row = QHBoxLayout()
        row.setSpacing(2 * GRID)
        row.addWidget(self.use_button)
        row.addWidget(self.default_button)
        row.addStretch(1)
        column.addLayout(row)
        self.use_button.setDefault(True)
        return side

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(5 * GRID)
        for words, do in (
            (self.tr("Add file…"), self.add_file_wanted.emit),
            (self.tr("Add folder…"), self.add_folder_wanted.emit),
            (self.tr("Add server…"), self.begin_server),
            (self.tr("Download…"), self.begin_download),
        ):
            button = TextButton(words, kind="link")
            button.clicked.connect(do)
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self.close_button)
        return row

    def _wire(self) -> None:
        self.search.textChanged.connect(self.list.entries.search)
        self.search.down_pressed.connect(self.list.setFocus)
        self.list.looked_at.connect(self._on_looked_at)
        self.list.confirmed.connect(self._on_use)
        self.use_button.clicked.connect(self._on_use)
        self.default_button.clicked.connect(self._on_default)
        self.close_button.clicked.connect(self.reject)
        for panel in (self.server_panel, self.download_panel):
            panel.left.connect(self.show_details)

    def set_default(self, choice: EngineChoice | None) -> None:
        """Know what answers in new sessions."""
        self._default = choice
        self._enable()

    def set_status(self, words: str) -> None:
        """Say how the search on this computer goes."""
        self.status.setText(words)
        self.status.setAccessibleDescription(words)

    def show_problem(self, words: str) -> None:
        """Say what went wrong, in the panel that is open or above the list."""
        panel = self._right.currentWidget()
        if isinstance(panel, Panel):
            panel.show_problem(words)
        else:
            self.problem.say(words, "danger")

    def reject(self) -> None:
        """Go back to the details first, where something is being added."""
        if self._right.currentIndex():
            self.show_details()
        else:
            super().reject()

    @Slot()
    def show_details(self) -> None:
        """Show the row that is looked at again."""
        self._right.setCurrentIndex(0)
        self.list.setFocus()

    @Slot()
    def begin_server(self) -> None:
        """Let a server be added."""
        self._right.setCurrentWidget(self.server_panel)
        self.server_panel.begin()

    @Slot()
    def begin_download(self) -> None:
        """Let a file be fetched."""
        self._right.setCurrentWidget(self.download_panel)
        self.download_panel.begin()

    @Slot(object)
    def _on_looked_at(self, entry: Entry | None) -> None:
        self.details.show_entry(entry)
        self.problem.say("", "danger")
        self._enable()

    def _enable(self) -> None:
        choice = self.details.choice()
        self.use_button.setEnabled(choice is not None)
        default = self._default
        is_default = choice is not None and default is not None and known_as(choice) == known_as(default)
        self.default_button.setEnabled(choice is not None and not is_default)
        self.default_button.setText(self.tr("Used for new sessions") if is_default else self.tr("Use for new sessions"))
        self.default_button.setAccessibleName(self.default_button.text())

    @Slot()
    def _on_use(self) -> None:
        if self.details.choice() is not None:
            self.use_wanted.emit(self.details.choice(), self.details.context_tokens())

    @Slot()
    def _on_default(self) -> None:
        if self.details.choice() is not None:
            self.default_wanted.emit(self.details.choice(), self.details.other_context())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the details below the list where they do not fit beside it."""
        super().resizeEvent(event)
        wide = self.width() >= in_proportion(_SIDE_BY_SIDE, self.font())
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._sides.setDirection(across if wide else down)
        is_high = wide or self.height() >= in_proportion(_SIDE_BY_SIDE, self.font())
        self.list.setMinimumHeight(in_proportion(_LIST_LEAST if is_high else _ROW, self.font()))
        self.status.setVisible(is_high)
        self.nothing.fit(brief=not wide, has_room=is_high)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files and folders of this computer."""
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take what was dropped."""
        paths = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            self.files_dropped.emit(paths)
