"""The quiet note that a draft was brought back, with the way out of it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from desktop_app.ui.widgets.buttons import TextButton
from desktop_app.ui.widgets.theme import GRID


class DraftNote(QWidget):
    """Says that what stands here is a draft, or was; nothing at first."""

    pressed = Signal()
    """The draft is not wanted, or wanted once more."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.label = QLabel()
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.label.setProperty("kind", "quiet")
        self.button = TextButton(self.tr("Discard"), kind="link")
        self.button.clicked.connect(self.pressed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID)
        row.addWidget(self.label)
        row.addWidget(self.button)
        self.hide()

    def show_restored(self) -> None:
        """Say that a draft stands here."""
        self._say(self.tr("Draft restored"), self.tr("Discard"), self.tr("Discard the draft"))

    def show_discarded(self) -> None:
        """Say that the draft is gone, and could come back."""
        self._say(self.tr("Draft discarded"), self.tr("Undo"), self.tr("Bring the draft back"))

    def _say(self, words: str, way: str, spoken: str) -> None:
        self.label.setText(f"{words} ·")
        self.label.setAccessibleName(words)
        self.button.setText(way)
        self.button.setAccessibleName(spoken)
        self.show()
