"""The row with which a lorebook as a whole comes and goes."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from desktop_app.ui.widgets.buttons import TextButton
from desktop_app.ui.widgets.theme import GRID


class LoreRow(QWidget):
    """How many entries there are, and buttons for files."""

    import_wanted = Signal()
    export_wanted = Signal()
    remove_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.count = QLabel()
        self.count.setProperty("kind", "heading")
        self.import_button = TextButton(self.tr("From a file…"), kind="flat")
        self.export_button = TextButton(self.tr("Export…"), kind="flat")
        self.remove_button = TextButton(self.tr("Remove all"), kind="flat")
        self.export_button.setAccessibleName(self.tr("Export the lorebook"))
        self.remove_button.setAccessibleName(self.tr("Remove the lorebook"))
        self.import_button.clicked.connect(self.import_wanted)
        self.export_button.clicked.connect(self.export_wanted)
        self.remove_button.clicked.connect(self.remove_wanted)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID)
        row.addWidget(self.count, 1)
        for button in (self.import_button, self.export_button, self.remove_button):
            row.addWidget(button)

    def show_book(self, entries: int, *, is_there: bool) -> None:
        """Show how many entries there are, and offer what can be done."""
        some = self.tr("1 entry") if entries == 1 else self.tr("{n} entries").replace("{n}", str(entries))
        self.count.setText(some if entries else self.tr("No entries"))
        words = self.tr("Replace by a file…") if is_there else self.tr("From a file…")
        self.import_button.setText(words)
        self.import_button.setAccessibleName(words)
        self.export_button.setVisible(is_there)
        self.remove_button.setVisible(is_there)
