"""The dialog in which all shortcuts are listed."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop_app.ui.shortcuts.delegate import ROW_HEIGHT, ShortcutDelegate
from desktop_app.ui.shortcuts.model import Shortcut, ShortcutModel, ShortcutRole
from desktop_app.ui.widgets.buttons import TextButton
from desktop_app.ui.widgets.dialog import Dialog
from desktop_app.ui.widgets.search_field import SearchField
from desktop_app.ui.widgets.sectioned_list import SectionedList
from desktop_app.ui.widgets.text import in_proportion
from desktop_app.ui.widgets.theme import GRID

_HEADING_HEIGHT = 36


class ShortcutsDialog(Dialog):
    """A search above, the shortcuts below, under the menus that they stand in."""

    def __init__(self, shortcuts: Sequence[Shortcut], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Keyboard shortcuts"))
        self.setAccessibleName(self.tr("Keyboard shortcuts"))
        self.model = ShortcutModel(shortcuts, self)
        self.search = SearchField(self.tr("Search shortcuts"))
        self.list = SectionedList(ROW_HEIGHT, _HEADING_HEIGHT, ShortcutRole.SECTION)
        self.list.setAccessibleName(self.tr("Shortcuts"))
        self.list.setItemDelegate(ShortcutDelegate(self.list))
        self.list.setModel(self.model)
        self.nothing = QLabel()
        self.nothing.setTextFormat(Qt.TextFormat.PlainText)
        self.nothing.setWordWrap(True)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.nothing.setProperty("kind", "quiet")
        self.nothing.hide()
        self.close_button = TextButton(self.tr("Close"))
        self.close_button.clicked.connect(self.reject)
        self.search.textChanged.connect(self._on_search)
        self.search.down_pressed.connect(self._on_down)
        self._lay_out()
        self.resize_within_parent(in_proportion(560, self.font()), in_proportion(640, self.font()))
        self.setMinimumSize(340, 280)
        self.search.setFocus()

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.close_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(5 * GRID, 5 * GRID, 5 * GRID, 4 * GRID)
        column.setSpacing(3 * GRID)
        column.addWidget(self.search)
        column.addWidget(self.list, 1)
        column.addWidget(self.nothing, 1)
        column.addLayout(buttons)

    @Slot(str)
    def _on_search(self, words: str) -> None:
        self.model.search(words)
        found = self.model.rowCount() > 0
        self.nothing.setText(self.tr("No shortcut for “{words}”.").replace("{words}", words.strip()))
        self.list.setVisible(found)
        self.nothing.setVisible(not found)

    @Slot()
    def _on_down(self) -> None:
        self.list.setFocus(Qt.FocusReason.TabFocusReason)
        self.list.setCurrentIndex(self.model.index(0))
