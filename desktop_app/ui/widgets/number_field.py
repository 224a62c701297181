"""A field for a number that may be left empty."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget


class NumberField(QLineEdit):
    """One line; ↑ and ↓ step the number in it, from `start` where there is none yet."""

    def __init__(
        self, name: str, *, step: float = 1, start: float = 0, least: float = 0, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._step, self._start, self._least = step, start, least

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Step by the arrow keys; every other key is the line's own."""
        way = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}.get(Qt.Key(event.key()))
        if way is None:
            super().keyPressEvent(event)
            return
        self.setText(self._stepped(way))
        self.textEdited.emit(self.text())

    def _stepped(self, way: int) -> str:
        text = self.text().strip()
        try:
            number = float(text) + way * self._step if text else self._start
        except ValueError:
            return self.text()
        return f"{max(round(number, 4), self._least):.10g}"
