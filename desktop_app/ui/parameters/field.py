"""One parameter: its name, a field for it, what it does, and what is wrong with it."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop_app.domain.errors import UserError
from desktop_app.domain.parameters import RULES, parameter_from
from desktop_app.ui.parameters.words import ParameterWords
from desktop_app.ui.widgets.number_field import NumberField
from desktop_app.ui.widgets.text import in_proportion
from desktop_app.ui.widgets.theme import GRID

_FIELD_WIDTH = 148


class ParameterField(QWidget):
    """A number that may be left to the model."""

    edited = Signal()

    def __init__(self, words: ParameterWords, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name, self.label = words.name, words.label
        self.line = NumberField(words.label, step=words.step, start=words.start, least=RULES[words.name].lowest)
        self.line.setPlaceholderText(self.tr("model’s own"))
        self.line.setAccessibleDescription(words.hint)
        self.line.setFixedWidth(in_proportion(_FIELD_WIDTH, self.font()))
        self.line.textEdited.connect(self._on_edited)
        self._hint, self._problem = QLabel(words.hint), QLabel()
        self._hint.setProperty("kind", "quiet")
        self._problem.setProperty("kind", "problem")
        label = QLabel(words.label)
        for each in (label, self._hint, self._problem):
            each.setTextFormat(Qt.TextFormat.PlainText)
            each.setWordWrap(each is not label)
        label.setBuddy(self.line)
        self._problem.hide()
        words_column = QVBoxLayout()
        words_column.setSpacing(0)
        for each in (label, self._hint, self._problem):
            words_column.addWidget(each)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4 * GRID)
        row.addLayout(words_column, 1)
        row.addWidget(self.line, 0, Qt.AlignmentFlag.AlignVCenter)

    def set_value(self, value: float | None) -> None:
        """Show a value, or that the model's own is taken."""
        self.line.setText("" if value is None else f"{value:.10g}")
        self._show_problem()

    def value(self) -> float | int | None:
        """Return the value, None where it is left to the model; raise `UserError` where it is none."""
        word = self.line.text().strip().replace(",", ".")
        if not word:
            return None
        value: float | int = parameter_from(self.name, word)
        return value

    def is_fine(self) -> bool:
        """Tell whether there is a value, or none at all."""
        return not self._problem_words()

    @Slot()
    def _on_edited(self) -> None:
        self._show_problem()
        self.edited.emit()

    def _show_problem(self) -> None:
        words = self._problem_words()
        self._problem.setText(words)
        self._problem.setVisible(bool(words))
        self._hint.setVisible(not words)
        self.line.setAccessibleDescription(words or self._hint.text())

    def _problem_words(self) -> str:
        try:
            self.value()
        except UserError:
            return self.tr("Give {expected}.").replace("{expected}", RULES[self.name].expected)
        return ""
