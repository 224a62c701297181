"""A persona as it is looked at, with what can be done with it."""

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtGui import QAction, QImage
from PySide6.QtWidgets import QLabel, QMenu, QVBoxLayout, QWidget

from desktop_app.domain.personas import Persona
from desktop_app.ui.personas.preview import PersonaPreview
from desktop_app.ui.personas.words import told_of
from desktop_app.ui.widgets.buttons import TextButton
from desktop_app.ui.widgets.flow import Flow
from desktop_app.ui.widgets.theme import GRID

FORMATS = ("yaml", "json", "png", "charx")
"""What a persona can be exported as."""


class PersonaDetails(QWidget):
    """Shows one persona; shipped ones can be read and copied, one's own changed as well."""

    use_wanted = Signal(str)
    edit_wanted = Signal(str)
    """Of a shipped one, a copy is to be changed."""
    duplicate_wanted = Signal(str)
    versions_wanted = Signal(str)
    export_wanted = Signal(str, str)
    """The id, and the format."""
    delete_wanted = Signal(str)

    def __init__(self, user_id: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._user_id = user_id
        self.persona: Persona | None = None
        self._answering = ""
        self.preview = PersonaPreview()
        self.nothing = QLabel(self.tr("No persona here has these words."))
        self.use_button = TextButton(self.tr("Use in this session"), kind="primary")
        self.edit_button = TextButton(self.tr("Edit"))
        self.duplicate_button = TextButton(self.tr("Duplicate"), kind="flat")
        self.versions_button = TextButton(self.tr("Versions…"), kind="flat")
        self.export_button = TextButton(self.tr("Export…"), kind="flat")
        self.delete_button = TextButton(self.tr("Delete"), kind="flat")
        self._lay_out()
        self._wire()
        self.show_persona(None, None)

    def _lay_out(self) -> None:
        self.nothing.setProperty("kind", "quiet")
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        row = Flow(2 * GRID)
        for button in (self.use_button, self.edit_button, *self._quiet()):
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3 * GRID)
        column.addWidget(self.preview, 1)
        column.addWidget(self.nothing, 1)
        column.addLayout(row)

    def _quiet(self) -> tuple[TextButton, ...]:
        return self.duplicate_button, self.versions_button, self.export_button, self.delete_button

    def _wire(self) -> None:
        self.use_button.clicked.connect(self._on_use)
        self.edit_button.clicked.connect(self._on_edit)
        self.duplicate_button.clicked.connect(self._on_duplicate)
        self.versions_button.clicked.connect(self._on_versions)
        self.delete_button.clicked.connect(self._on_delete)
        self.export_button.clicked.connect(self._on_export)

    def show_persona(self, persona: Persona | None, picture: QImage | None) -> None:
        """Show a persona, or that there is none."""
        self.persona = persona
        if persona is not None:
            self.preview.show_persona(persona, told_of(persona, self._user_id), picture)
        self.preview.setVisible(persona is not None)
        self.nothing.setVisible(persona is None)
        own = persona is not None and persona.own
        edit = self.tr("Edit") if own else self.tr("Make it mine")
        self.edit_button.setText(edit)
        self.edit_button.setAccessibleName(edit)
        self.edit_button.setToolTip("" if own else self.tr("Makes a copy that you can change"))
        for button in (self.use_button, self.edit_button, *self._quiet()):
            button.setVisible(persona is not None)
        for button in (self.versions_button, self.delete_button):
            button.setVisible(own)
        self._show_use()

    def set_answering(self, persona_id: str) -> None:
        """Know which persona answers in the open session."""
        self._answering = persona_id
        self._show_use()

    def _show_use(self) -> None:
        answers = self.persona is not None and self.persona.id == self._answering
        words = self.tr("Answers in this session") if answers else self.tr("Use in this session")
        self.use_button.setText(words)
        self.use_button.setAccessibleName(words)
        self.use_button.setDisabled(answers)

    @property
    def _id(self) -> str:
        return "" if self.persona is None else self.persona.id

    @Slot()
    def _on_use(self) -> None:
        self.use_wanted.emit(self._id)

    @Slot()
    def _on_edit(self) -> None:
        self.edit_wanted.emit(self._id)

    @Slot()
    def _on_duplicate(self) -> None:
        self.duplicate_wanted.emit(self._id)

    @Slot()
    def _on_versions(self) -> None:
        self.versions_wanted.emit(self._id)

    @Slot()
    def _on_delete(self) -> None:
        self.delete_wanted.emit(self._id)

    @Slot()
    def _on_export(self) -> None:
        menu = QMenu(self)
        menu.setAccessibleName(self.tr("Export as"))
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        card = self.tr("Character card: {kind}")
        kinds = self.tr("JSON"), self.tr("a picture (PNG)"), self.tr("with all files (CHARX)")
        names = self.tr("YAML, to be read and changed by hand"), *(card.replace("{kind}", each) for each in kinds)
        for words, kind in zip(names, FORMATS, strict=True):
            menu.addAction(words).setData(kind)
        menu.triggered.connect(self._on_kind)
        corner = self.export_button.mapToGlobal(QPoint(0, 0))
        menu.popup(corner - QPoint(0, menu.sizeHint().height()))

    @Slot(QAction)
    def _on_kind(self, action: QAction) -> None:
        self.export_wanted.emit(self._id, str(action.data()))
