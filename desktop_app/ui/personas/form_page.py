"""A page of the editor: fields in a column, each knowing what it holds of a persona."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from desktop_app.domain.personas import Persona
from desktop_app.ui.widgets.held_text import HeldBox, HeldLine
from desktop_app.ui.widgets.labelled import Labelled
from desktop_app.ui.widgets.scrolled import Scrolled
from desktop_app.ui.widgets.text_box import TextBox
from desktop_app.ui.widgets.theme import GRID, SCROLL_BAR


class FormPage(Scrolled):
    """Shows a part of a persona and takes it up again; `fields` are found by the names of what they hold."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._fields: dict[str, Labelled] = {}
        inside = QWidget()
        self.column = QVBoxLayout(inside)
        self.column.setContentsMargins(GRID, 2 * GRID, SCROLL_BAR + GRID, 2 * GRID)
        self.column.setSpacing(4 * GRID)
        self.setWidget(inside)

    @property
    def fields(self) -> Mapping[str, Labelled]:
        """The fields by the names of what they hold."""
        return self._fields

    def show_persona(self, persona: Persona) -> None:
        """Fill the fields."""
        raise NotImplementedError

    def taken(self, persona: Persona) -> Persona:
        """Return the persona with what stands in the fields."""
        raise NotImplementedError

    def set_read_only(self, read_only: bool) -> None:
        """Let nothing be changed, or let it again."""
        for field in self._fields.values():
            if isinstance(field.field, QLineEdit | TextBox):
                field.field.setReadOnly(read_only)
            else:
                field.field.setEnabled(not read_only)

    def show_problems(self, problems: Mapping[str, str]) -> None:
        """Say at each field what is wrong with it."""
        for name, field in self._fields.items():
            field.show_problem(problems.get(name, ""))

    def add_line(self, name: str, words: str, hint: str = "") -> HeldLine:
        """Add a field of one line."""
        line = HeldLine()
        line.setAccessibleName(words)
        line.textChanged.connect(self.edited)
        self.add_field(name, words, line, hint)
        return line

    def add_box(self, name: str, words: str, hint: str = "", *, lines: int = 4) -> HeldBox:
        """Add a field of several lines."""
        box = HeldBox(words, lines=lines)
        box.textChanged.connect(self.edited)
        self.add_field(name, words, box, hint)
        return box

    def add_field(self, name: str, words: str, field: QWidget, hint: str = "") -> None:
        """Add any field."""
        self._fields[name] = Labelled(words, field, hint)
        self.column.addWidget(self._fields[name])

    def add_note(self, words: str) -> QLabel:
        """Add a quiet sentence; return it."""
        label = QLabel(words)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setProperty("kind", "quiet")
        label.setWordWrap(True)
        self.column.addWidget(label)
        return label
