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
        self.setVisible(bool(places))
        words = self.tr(
            "No model files were found. Looked where {programs} keep theirs. Add a file or a folder below, or drop one"
            " here."
        )
        *others, last = places or ("",)
        programs = self.tr("{others} and {last}") if others else "{last}"
        programs = programs.replace("{others}", ", ".join(others)).replace("{last}", last)
        self.words.say(words.replace("{programs}", programs), "muted")
        self.folders.setPlainText("\n".join(folder for folders in places.values() for folder in folders))

    @Slot()
    def _on_clicked(self) -> None:
        shown = self.folders.isHidden()
        self.folders.setVisible(shown)
        words = self.tr("Hide folders") if shown else self.tr("Show folders")
        self.button.setText(words)
        self.button.setAccessibleName(words)
