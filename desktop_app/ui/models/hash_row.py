"""The SHA-256 of a model file: computed on demand, with progress and a way to stop."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop_app.ui.widgets.buttons import TextButton
from desktop_app.ui.widgets.progress_row import ProgressRow
from desktop_app.ui.widgets.theme import GRID


class HashRow(QWidget):
    """A button, then a bar, then the hash."""

    wanted = Signal()
    stopped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        label = QLabel("SHA-256")
        label.setProperty("kind", "quiet")
        self.button = TextButton(self.tr("Compute"), kind="link")
        self.button.setAccessibleName(self.tr("Compute SHA-256"))
        self.button.clicked.connect(self.wanted)
        self.progress = ProgressRow(self.tr("Computing SHA-256"), self.tr("Stop computing SHA-256"))
        self.progress.stopped.connect(self.stopped)
        self.value = QLabel()
        self.value.setTextFormat(Qt.TextFormat.PlainText)
        self.value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row = QHBoxLayout()
        row.addWidget(label)
        row.addWidget(self.button)
        row.addWidget(self.progress, 1)
        row.addStretch(0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addLayout(row)
        column.addWidget(self.value)

    def show_hash(self, value: str) -> None:
        """Show a hash that is known, or the way to one."""
        self.value.setText("\n".join(value[at : at + 32] for at in range(0, len(value), 32)))
        self.value.setAccessibleName(f"SHA-256: {value}" if value else "")
        self.value.setVisible(bool(value))
        self.button.setVisible(not value)
        self.progress.hide()

    def show_progress(self, share: float) -> None:
        """Show how much of the file is read."""
        self.button.hide()
        self.progress.show()
        self.progress.set_share(share)
