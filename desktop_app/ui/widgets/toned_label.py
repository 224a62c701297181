"""A sentence in a colour of the theme."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QLabel, QWidget


class TonedLabel(QLabel):
    """Plain text that wraps; its tone is `good`, `caution`, `danger` or `muted`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setForegroundRole(QPalette.ColorRole.WindowText)

    def say(self, words: str, tone: str) -> None:
        """Show `words` in the colour of `tone`; nothing is shown where there are no words."""
        kind = {"muted": "quiet", "danger": "problem"}.get(tone, tone)
        if kind != self.property("kind"):
            self.setProperty("kind", kind)
            self.style().unpolish(self)
            self.style().polish(self)
        self.setText(words)
        self.setVisible(bool(words))
