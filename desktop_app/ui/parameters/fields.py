"""All parameters in a column: numbers in groups, and what an answer must look like."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from desktop_app.domain.engines import Parameters
from desktop_app.ui.parameters.field import ParameterField
from desktop_app.ui.parameters.form import FormFields
from desktop_app.ui.parameters.words import Group, groups, loading_group
from desktop_app.ui.widgets.theme import GRID


class ParameterFields(QWidget):
    """Every parameter may be left to the model; what cannot be used is told beneath its field."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.fields: dict[str, ParameterField] = {}
        self.form = FormFields()
        self._rest = Parameters()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4 * GRID)
        for group in groups():
            self._add_group(group)
        self._column.addWidget(self.form)
        self._add_group(loading_group())
        note = QLabel(self.tr("These take effect when the model is loaded the next time."))
        note.setTextFormat(Qt.TextFormat.PlainText)
        note.setWordWrap(True)
        note.setProperty("kind", "quiet")
        self._column.addWidget(note)
        self.form.edited.connect(self.edited)

    def show_parameters(self, parameters: Parameters) -> None:
        """Fill the fields with these."""
        self._rest = parameters
        for name, field in self.fields.items():
            field.set_value(getattr(parameters, name))
        self.form.set_values(parameters.stop, parameters.json_schema, parameters.grammar)
        self.edited.emit()

    def parameters(self) -> Parameters | None:
        """Return what the fields say, None where one of them says what cannot be."""
        wrong = next((field.line for field in self.fields.values() if not field.is_fine()), None)
        self.setFocusProxy(wrong or self.form.rule)
        if wrong is not None or not self.form.is_fine():
            return None
        numbers = {name: field.value() for name, field in self.fields.items()}
        return Parameters(
            **numbers,  # type: ignore[arg-type]  # each of the kind that its field reads
            presence_penalty=self._rest.presence_penalty,
            frequency_penalty=self._rest.frequency_penalty,
            stop=self.form.stop(),
            json_schema=self.form.json_schema(),
            grammar=self.form.grammar(),
        )

    def _add_group(self, group: Group) -> None:
        heading = QLabel(group.heading)
        heading.setProperty("kind", "heading")
        heading.setContentsMargins(0, 2 * GRID, 0, 0)
        self._column.addWidget(heading)
        for words in group.rows:
            field = ParameterField(words)
            field.edited.connect(self.edited)
            self.fields[words.name] = field
            self._column.addWidget(field)
