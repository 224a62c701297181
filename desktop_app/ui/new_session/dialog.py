"""The dialog that a new session begins with."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAccessible, QAccessibleEvent, QImage
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from desktop_app.domain.personas import Persona
from desktop_app.ui.new_session.persona_list import PersonaList
from desktop_app.ui.widgets.buttons import TextButton
from desktop_app.ui.widgets.check_box import CheckBox
from desktop_app.ui.widgets.dialog import Dialog, row_of_buttons
from desktop_app.ui.widgets.icon_label import IconLabel
from desktop_app.ui.widgets.search_field import SearchField
from desktop_app.ui.widgets.theme import GRID

_NAME_LIMIT = 200


class NewSessionDialog(Dialog):
    """Asks for a name (optional), a persona (required) and whether the session is temporary.

    `time_to_live` says when a temporary session goes, as in “moves to the trash an hour after its last message”.
    """

    create_requested = Signal(str, str, bool)
    """The name (perhaps empty), the persona's id, and whether the session is temporary."""

    def __init__(
        self,
        personas: Sequence[Persona],
        time_to_live: str,
        parent: QWidget | None = None,
        picture: Callable[[Persona], QImage | None] = lambda _persona: None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("New session"))
        self.setAccessibleName(self.tr("New session"))
        self.name = QLineEdit()
        self.search = SearchField(self.tr("Search personas"))
        self.personas = PersonaList(personas, picture)
        self.temporary = CheckBox(self.tr("Temporary session"))
        self.create_button = TextButton(self.tr("Create session"))
        self.cancel_button = TextButton(self.tr("Cancel"))
        self._note = QLabel(time_to_live[:1].upper() + time_to_live[1:] + ".")
        self._problem = QLabel()
        self._problem_sign = IconLabel("problem", colour="danger")
        self._prepare()
        self._lay_out()
        self.resize_within_parent(560, 704)
        self.setMinimumSize(420, 400)

    def _prepare(self) -> None:
        self.name.setAccessibleName(self.tr("Session name"))
        self.name.setPlaceholderText(self.tr("Session name (optional)"))
        self.name.setMaxLength(_NAME_LIMIT)
        self.name.textEdited.connect(self._hide_problem)
        self.search.textChanged.connect(self.personas.search)
        self.search.down_pressed.connect(self.personas.enter)
        self.personas.chosen_changed.connect(self._on_chosen_changed)
        self.personas.double_clicked.connect(self._on_create)
        self.temporary.setAccessibleDescription(self._note.text())
        self.temporary.setToolTip(self._note.text())
        self._note.setProperty("kind", "quiet")
        for label in (self._note, self._problem):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        self._hide_problem()
        self.create_button.setDefault(True)
        self.create_button.setEnabled(False)
        self.create_button.setToolTip(self.tr("Choose a persona first"))
        self.create_button.clicked.connect(self._on_create)
        self.cancel_button.clicked.connect(self.reject)

    def _lay_out(self) -> None:
        problem = QHBoxLayout()
        problem.setSpacing(2 * GRID)
        problem.addWidget(self._problem_sign)
        problem.addWidget(self._problem, 1)
        temporary = QVBoxLayout()
        temporary.setSpacing(0)
        temporary.addWidget(self.temporary)
        temporary.addWidget(self._note)
        self._note.setContentsMargins(7 * GRID, 0, 0, 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(5 * GRID, 5 * GRID, 5 * GRID, 5 * GRID)
        column.setSpacing(3 * GRID)
        column.addWidget(self.name)
        column.addLayout(problem)
        column.addWidget(self.search)
        column.addWidget(self.personas, 1)
        column.addLayout(temporary)
        column.addLayout(row_of_buttons(self.cancel_button, self.create_button))

    def show_problem(self, text: str) -> None:
        """Say why the session could not be made; the dialog stays."""
        self._problem.setText(text)
        self._problem.setAccessibleName(text)
        self._problem.show()
        self._problem_sign.show()
        self._on_chosen_changed()
        self.name.setFocus()
        self.name.selectAll()
        QAccessible.updateAccessibility(QAccessibleEvent(self._problem, QAccessible.Event.Alert))

    def problem(self) -> str:
        """Return what `show_problem` said last and nobody has reacted to, else nothing."""
        return self._problem.text()

    @Slot()
    def _hide_problem(self) -> None:
        self._problem.clear()
        self._problem.hide()
        self._problem_sign.hide()

    @Slot()
    def _on_chosen_changed(self) -> None:
        chosen = self.personas.chosen()
        self.create_button.setEnabled(chosen is not None)
        self.create_button.setToolTip("" if chosen is not None else self.tr("Choose a persona first"))

    @Slot()
    def _on_create(self) -> None:
        persona = self.personas.chosen()
        if persona is not None and self.create_button.isEnabled():
            self.create_button.setEnabled(False)  # until it is said how it went
            self._hide_problem()
            self.create_requested.emit(self.name.text(), persona.id, self.temporary.isChecked())
