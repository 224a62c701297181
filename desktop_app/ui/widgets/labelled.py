"""A field with its name above it, and what is wrong with it beneath."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from desktop_app.ui.widgets.theme import GRID


class Labelled(QWidget):
    """Takes in a field; what it is for stands beneath, or what is wrong with it instead."""

    def __init__(self, name: str, field: QWidget, hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = field
        self._hint, self._problem = QLabel(hint), QLabel()
        self._hint.setProperty("kind", "quiet")
        self._problem.setProperty("kind", "problem")
        label = QLabel(name)
        label.setBuddy(field)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        for each in (label, field, self._hint, self._problem):
            column.addWidget(each)
        for each in (label, self._hint, self._problem):
            each.setTextFormat(Qt.TextFormat.PlainText)
            each.setWordWrap(each is not label)
        self.show_problem("")

    def show_problem(self, words: str) -> None:
        """Say what is wrong, or nothing where all is well; a screen reader hears it at the field."""
        self._problem.setText(words)
        self._problem.setVisible(bool(words))
        self._hint.setVisible(bool(self._hint.text()) and not words)
        self.field.setAccessibleDescription(words or self._hint.text())

    def problem(self) -> str:
        """Return what is said to be wrong."""
        return self._problem.text()
