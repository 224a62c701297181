"""The dialog that asks what kind of file a session is to become."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QLabel, QVBoxLayout, QWidget

from desktop_app.domain.exports import ExportFormat
from desktop_app.ui.widgets.buttons import TextButton
from desktop_app.ui.widgets.check_box import CheckBox
from desktop_app.ui.widgets.dialog import Dialog, row_of_buttons
from desktop_app.ui.widgets.radio_button import RadioButton
from desktop_app.ui.widgets.theme import GRID


class ExportDialog(Dialog):
    """Asks for the format, and whether other versions of turns are wanted; `words` say what will be exported."""

    place_wanted = Signal()
    """The questions are answered: the place is to be asked for."""

    def __init__(self, words: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Export"))
        self.setAccessibleName(self.tr("Export"))
        self._words = QLabel(words)
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setWordWrap(True)
        self._words.setProperty("kind", "title")
        self._group = QButtonGroup(self)
        self.formats = {
            ExportFormat.MARKDOWN: RadioButton(self.tr("Markdown, for notes")),
            ExportFormat.HTML: RadioButton(self.tr("Web page, to read and print")),
            ExportFormat.TEXT: RadioButton(self.tr("Plain text")),
            ExportFormat.JSON: RadioButton(self.tr("JSON archive, with every fact")),
        }
        self.all_branches = CheckBox(self.tr("All branches"))
        self.all_branches.setToolTip(self.tr("Other versions of turns too, not just those that are shown"))
        self.place_button = TextButton(self.tr("Choose place…"), kind="primary")
        self.cancel_button = TextButton(self.tr("Cancel"))
        self.place_button.setDefault(True)
        self.place_button.clicked.connect(self.place_wanted)
        self.cancel_button.clicked.connect(self.reject)
        self._lay_out()
        self.formats[ExportFormat.MARKDOWN].setChecked(True)
        self.formats[ExportFormat.MARKDOWN].setFocus()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(5 * GRID, 5 * GRID, 5 * GRID, 5 * GRID)
        column.setSpacing(3 * GRID)
        column.addWidget(self._words)
        for button in self.formats.values():
            self._group.addButton(button)
            column.addWidget(button)
        column.addWidget(self.all_branches)
        column.addSpacing(2 * GRID)
        column.addLayout(row_of_buttons(self.cancel_button, self.place_button))
        self.setMinimumWidth(380)

    @property
    def format(self) -> ExportFormat:
        """The format that is chosen."""
        return next(kind for kind, button in self.formats.items() if button.isChecked())
