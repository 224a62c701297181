"""The small line beneath the message."""

from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop_app.ui.widgets.icon_label import IconLabel
from desktop_app.ui.widgets.text import ElidedLabel, scaled
from desktop_app.ui.widgets.theme import GRID

_SCALE = 0.9


class Footnote(QWidget):
    """Says how long the message is; with a sign before it when it is too long."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sign = IconLabel("problem", size=14, colour="danger")
        self._words = ElidedLabel()
        self._words.setProperty("kind", "quiet")
        self._words.setFont(scaled(self.font(), _SCALE))
        row = QHBoxLayout(self)
        row.setSpacing(GRID)
        row.addWidget(self._sign)
        row.addWidget(self._words, 1)

    def set_indent(self, indent: int) -> None:
        """Begin so far from the left, in line with the message."""
        layout = self.layout()
        if layout is not None:
            layout.setContentsMargins(indent, 0, 0, GRID)

    def show_words(self, words: str, *, warns: bool) -> None:
        """Say `words`."""
        self._sign.setVisible(warns)
        self._words.setText(words)
        self._words.setAccessibleName(words)
        self.setVisible(bool(words))

    def words(self) -> str:
        """Return what is said."""
        return self._words.text()
