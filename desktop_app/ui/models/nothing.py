"""What the model page says where no model file was found."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.ui.widgets.buttons import TextButton
from desktop_app.ui.widgets.text_box import TextBox
from desktop_app.ui.widgets.theme import GRID
from desktop_app.ui.widgets.toned_label import TonedLabel

_LINES = 6


class NothingFound(QWidget):
    """Names the programs whose folders were looked through, and on request the folders."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = TonedLabel()
        self._told, self._some = "", False
        self._brief, self._has_room = False, True
        self.button = TextButton(self.tr("Show folders"), kind="link")
        self.button.clicked.connect(self._on_clicked)
        self.folders = TextBox(self.tr("Folders looked through"), lines=_LINES)
        self.folders.setReadOnly(True)
        self.folders.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * GRID)
        column.addWidget(self.words)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.folders)

    def show_places(self, places: Mapping[str, Sequence[str]]) -> None:
        """Say that nothing was found in these folders, by program; nothing is said where there are none."""
        self._some = bool(places)
        self._fit()
        words = self.tr(
            "No model files were found. Looked where {programs} keep theirs. Add a file or a folder below, or drop one"
            " here."
        )
        *others, last = places or ("",)
        programs = self.tr("{others} and {last}") if others else "{last}"
        programs = programs.replace("{others}", ", ".join(others)).replace("{last}", last)
        self._told = words.replace("{programs}", programs)
        self._say()
        self.folders.setPlainText("\n".join(folder for folders in places.values() for folder in folders))

    def fit(self, *, brief: bool, has_room: bool) -> None:
        """Say in one line what there is to say, or all of it; nothing where there is no room for that."""
        self._brief, self._has_room = brief, has_room
        self._fit()
        self._say()

    def _fit(self) -> None:
        self.setVisible(self._some and self._has_room)

    def _say(self) -> None:
        self.words.say(self.tr("No model files were found.") if self._brief else self._told, "muted")

    @Slot()
    def _on_clicked(self) -> None:
        shown = self.folders.isHidden()
        self.folders.setVisible(shown)
        words = self.tr("Hide folders") if shown else self.tr("Show folders")
        self.button.setText(words)
        self.button.setAccessibleName(words)
