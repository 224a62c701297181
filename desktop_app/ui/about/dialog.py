"""Tells which Parley this is, and shows the licences of all that is in it."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QFont, QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLabel, QListWidget, QPlainTextEdit, QVBoxLayout, QWidget

from desktop_app.domain.build import Library
from desktop_app.ui.about.words import details_text, found_libraries, library_line
from desktop_app.ui.widgets.buttons import TextButton
from desktop_app.ui.widgets.dialog import Dialog
from desktop_app.ui.widgets.facts import Facts
from desktop_app.ui.widgets.icons import pixmap
from desktop_app.ui.widgets.scrolled import Scrolled
from desktop_app.ui.widgets.search_field import SearchField
from desktop_app.ui.widgets.text import in_proportion, scaled
from desktop_app.ui.widgets.theme import GRID
from desktop_app.ui.widgets.two_lines import Index, TwoLineDelegate

_PICTURE = 56
_LIST_WIDTH = 250
_LICENCE_LEAST = 150
_SMALL = 0.9
"""Of the ordinary size: licences are broken into lines of 80 letters."""


class AboutDialog(Dialog):
    """Facts above, licences below: a list with a search at the left, the words of the chosen one at the right."""

    folder_wanted = Signal()

    def __init__(self, facts: Sequence[tuple[str, str]], folder: str, parent: QWidget | None = None) -> None:
        """Show `facts`, the version first; `folder` is where the data is."""
        super().__init__(parent)
        self._facts = facts
        self._libraries: Sequence[Library] = ()
        self._shown: list[Library] = []
        self.setWindowTitle(self.tr("About Parley"))
        self.setAccessibleName(self.tr("About Parley"))
        self.search = SearchField(self.tr("Search licences"))
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Licences"))
        self.text = QPlainTextEdit()
        self.text.setAccessibleName(self.tr("Words of the licence"))
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setProperty("kind", "box")
        self.note = _quiet("")
        self.copy_button = TextButton(self.tr("Copy details"))
        self.folder_button = TextButton(self.tr("Open data folder"))
        self.folder_button.setToolTip(folder)
        self.close_button = TextButton(self.tr("Close"), kind="primary")
        self._lay_out()
        self.search.textChanged.connect(self._on_search)
        self.search.down_pressed.connect(self.list.setFocus)
        self.list.currentRowChanged.connect(self._on_row)
        self.copy_button.clicked.connect(self._on_copy)
        self.folder_button.clicked.connect(self.folder_wanted)
        self.close_button.clicked.connect(self.reject)
        self.resize_within_parent(880, 680)
        self.setMinimumSize(420, 380)
        self.close_button.setFocus()

    def show_libraries(self, libraries: Sequence[Library]) -> None:
        """List what Parley is made of; the first is Parley itself."""
        self._libraries = libraries
        self._on_search(self.search.text())

    def _lay_out(self) -> None:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(6 * GRID, 5 * GRID, 6 * GRID, 0)
        column.setSpacing(3 * GRID)
        column.addLayout(self._head())
        column.addLayout(self._told())
        column.addSpacing(GRID)
        column.addWidget(self.search)
        column.addLayout(self._licences(), 1)
        buttons = self._buttons()
        buttons.setContentsMargins(6 * GRID, 3 * GRID, 6 * GRID, 4 * GRID)
        outside = QVBoxLayout(self)
        outside.setContentsMargins(1, 1, 1, 1)  # the line around the dialog
        outside.setSpacing(0)
        outside.addWidget(Scrolled(inside), 1)
        outside.addLayout(buttons)

    def _head(self) -> QHBoxLayout:
        picture = QLabel()
        picture.setPixmap(pixmap("parley", "", _PICTURE))
        title = QLabel(self.tr("Parley"))
        title.setFont(scaled(self.font(), 1.6, QFont.Weight.DemiBold))
        said = _quiet(self.tr("Chat with personas, on this computer alone. Free software under the MIT licence."))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(title)
        words.addWidget(said)
        row = QHBoxLayout()
        row.setSpacing(4 * GRID)
        row.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        return row

    def _told(self) -> QHBoxLayout:
        row = QHBoxLayout()
        known = [fact for fact in self._facts if fact[1]]
        half = (len(known) + 1) // 2
        for some in (known[:half], known[half:]):
            shown = Facts()
            shown.show_facts(some)
            row.addWidget(shown, 1, Qt.AlignmentFlag.AlignTop)
        return row

    def _licences(self) -> QHBoxLayout:
        self.list.setFixedWidth(in_proportion(_LIST_WIDTH, self.font()))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setUniformItemSizes(True)
        self.list.setItemDelegate(TwoLineDelegate(_lines, self.list))
        self.list.setMouseTracking(True)
        self.text.setFont(scaled(self.font(), _SMALL))
        for part in (self.list, self.text):
            part.setMinimumHeight(in_proportion(_LICENCE_LEAST, self.font()))
        row = QHBoxLayout()
        row.setSpacing(3 * GRID)
        row.addWidget(self.list)
        row.addWidget(self.text, 1)
        return row

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(2 * GRID)
        row.addWidget(self.copy_button)
        row.addWidget(self.folder_button)
        row.addWidget(self.note, 1)
        row.addWidget(self.close_button)
        return row

    @Slot(str)
    def _on_search(self, words: str) -> None:
        self._shown = found_libraries(self._libraries, words)
        self.list.clear()
        self.list.addItems([library_line(each) for each in self._shown])
        if self._shown:
            self.list.setCurrentRow(0)
        else:
            nothing = self.tr("No licence has these words in its name.") if self._libraries else ""
            self.text.setPlainText(nothing)

    @Slot(int)
    def _on_row(self, row: int) -> None:
        if 0 <= row < len(self._shown):
            words = self._shown[row].text
            self.text.setPlainText(words or self.tr("Its package brings no words of the licence along."))

    @Slot()
    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(details_text(self._facts))
        self.note.setText(self.tr("Copied."))


def _quiet(words: str) -> QLabel:
    label = QLabel(words)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setProperty("kind", "quiet")
    return label


def _lines(index: Index) -> tuple[str, str]:
    name, _dot, licence = str(index.data()).partition(" · ")
    return name, licence
