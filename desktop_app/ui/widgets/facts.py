"""Pairs of a name and what belongs to it, one below the other."""

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from desktop_app.ui.widgets.theme import GRID

_MAY_BREAK = "\u200b"
"""Where a long name may be broken; nothing to be read aloud."""


class Facts(QWidget):
    """Shows names in grey and values that can be selected; a screen reader hears both as one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(4 * GRID)
        self._grid.setVerticalSpacing(GRID)
        self._grid.setColumnStretch(1, 1)
        self._labels: list[QLabel] = []

    def show_facts(self, facts: Iterable[tuple[str, str]]) -> None:
        """Show these and no others; pairs without a value are left out."""
        for label in self._labels:
            self._grid.removeWidget(label)
            label.hide()
            label.deleteLater()
        self._labels = []
        for row, (name, value) in enumerate(pair for pair in facts if pair[1]):
            told, said = QLabel(name), QLabel(value)
            told.setProperty("kind", "quiet")
            said.setWordWrap(True)
            said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            said.setAccessibleName(f"{name}: {value}".replace(_MAY_BREAK, ""))
            for column, label in enumerate((told, said)):
                label.setTextFormat(Qt.TextFormat.PlainText)
                label.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
                self._grid.addWidget(label, row, column)
                self._labels.append(label)
        self.setVisible(bool(self._labels))
