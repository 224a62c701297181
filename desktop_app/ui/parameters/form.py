"""What an answer must look like, and where it ends."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from desktop_app.domain.errors import UserError
from desktop_app.domain.parameters import MAX_STOPS, RULES, parameter_from
from desktop_app.ui.widgets.choice_box import ChoiceBox
from desktop_app.ui.widgets.text_box import TextBox
from desktop_app.ui.widgets.theme import GRID

_FREE, _SCHEMA, _GRAMMAR = range(3)
_LINES = 7


class FormFields(QWidget):
    """Stop words, and a JSON schema or a grammar that the answer follows."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.stops = TextBox(self.tr("Stop words"), lines=2)
        self.stops.setPlaceholderText(self.tr("one a line"))
        self.kind = ChoiceBox(self.tr("Form of the answer"))
        self.kind.addItems([self.tr("Free"), self.tr("JSON that follows a schema"), self.tr("Text by a grammar")])
        self.rule = TextBox(self.tr("Schema or grammar"), lines=_LINES)
        self._problem = QLabel()
        self._problem.setProperty("kind", "problem")
        self._problem.setTextFormat(Qt.TextFormat.PlainText)
        self._problem.setWordWrap(True)
        self._lay_out()
        self.stops.textChanged.connect(self._on_edited)
        self.rule.textChanged.connect(self._on_edited)
        self.kind.currentIndexChanged.connect(self._on_kind)
        self._on_kind()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        for words, hint, widget in (
            (self.tr("Stop words"), self.tr("The answer ends before any of these"), self.stops),
            (self.tr("Form of the answer"), "", self.kind),
        ):
            label = QLabel(words)
            label.setBuddy(widget)
            column.addWidget(label)
            if hint:
                quiet = QLabel(hint)
                quiet.setProperty("kind", "quiet")
                column.addWidget(quiet)
            column.addWidget(widget)
            column.addSpacing(2 * GRID)
        column.addWidget(self.rule)
        column.addWidget(self._problem)

    def set_values(self, stop: tuple[str, ...], json_schema: str, grammar: str) -> None:
        """Show these."""
        self.stops.setPlainText("\n".join(each.replace("\n", "\\n") for each in stop))
        self.kind.setCurrentIndex(_SCHEMA if json_schema else _GRAMMAR if grammar else _FREE)
        self.rule.setPlainText(json_schema or grammar)

    def stop(self) -> tuple[str, ...]:
        r"""Return the stop words; \n stands for the end of a line."""
        return tuple(line.replace("\\n", "\n") for line in self.stops.toPlainText().split("\n") if line)

    def json_schema(self) -> str:
        """Return the schema, empty where there is none."""
        return self.rule.toPlainText().strip() if self.kind.currentIndex() == _SCHEMA else ""

    def grammar(self) -> str:
        """Return the grammar, empty where there is none."""
        return self.rule.toPlainText().strip() if self.kind.currentIndex() == _GRAMMAR else ""

    def is_fine(self) -> bool:
        """Tell whether all of it can be used."""
        return not self._problem_words()

    @Slot()
    def _on_kind(self) -> None:
        kind = self.kind.currentIndex()
        self.rule.setVisible(kind != _FREE)
        self.rule.setPlaceholderText('{"type": "object", …}' if kind == _SCHEMA else 'root ::= "yes" | "no"')
        self._on_edited()

    @Slot()
    def _on_edited(self) -> None:
        words = self._problem_words()
        self._problem.setText(words)
        self._problem.setVisible(bool(words))
        self.edited.emit()

    def _problem_words(self) -> str:
        stop, most = self.stop(), RULES["stop"].highest
        if len(stop) > MAX_STOPS or any(len(each) > most for each in stop):
            words = self.tr("At most {n} stop words, each of at most {most} characters.")
            return words.replace("{n}", str(MAX_STOPS)).replace("{most}", f"{most:g}")
        if self.kind.currentIndex() != _FREE and not self.rule.toPlainText().strip():
            return self.tr("Write the rule that answers shall follow, or choose “Free”.")
        try:
            parameter_from("json_schema", self.json_schema())
        except UserError:
            return self.tr("This is not a JSON object.")
        return ""
