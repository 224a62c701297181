"""The page of the persona: who answers in the open session, with what words and by what."""

from PySide6.QtCore import QLocale, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QFont, QImage
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop_app.domain.personas import Persona
from desktop_app.ui.personas.words import Told, facts_of
from desktop_app.ui.widgets.buttons import TextButton
from desktop_app.ui.widgets.facts import Facts
from desktop_app.ui.widgets.flow import Flow
from desktop_app.ui.widgets.folded_text import FoldedText
from desktop_app.ui.widgets.portrait import Portrait
from desktop_app.ui.widgets.scrolled import Scrolled
from desktop_app.ui.widgets.text import scaled
from desktop_app.ui.widgets.theme import GRID

_PORTRAIT = 56


class PersonaPage(Scrolled):
    """Shows one persona; it is changed elsewhere."""

    edit_wanted = Signal(str)
    change_wanted = Signal(QPoint)
    """Another persona shall answer; where on the screen a menu of them belongs."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.persona: Persona | None = None
        self.portrait = Portrait(_PORTRAIT)
        self.name, self.description, self.tokens = QLabel(), QLabel(), QLabel()
        self.edit_button = TextButton(self.tr("Edit…"))
        self.change_button = TextButton(self.tr("Change…"))
        self.change_button.setAccessibleName(self.tr("Change persona"))
        self.change_button.setToolTip(self.tr("Let another persona answer from now on"))
        self.facts = Facts()
        self.prompt = FoldedText(self.tr("What a model is told"))
        self.last = FoldedText(self.tr("What it is told last"))
        self.greeting = FoldedText(self.tr("Greeting"))
        self.openers = FoldedText(self.tr("Openers"))
        self.prompt.heading.setChecked(True)
        self._lay_out()
        self.edit_button.clicked.connect(self._on_edit)
        self.change_button.clicked.connect(self._on_change)

    def show_persona(self, persona: Persona, told: Told, picture: QImage | None) -> None:
        """Show who answers."""
        self.persona = persona
        self.portrait.show_portrait(persona.glyph, picture)
        self.name.setText(persona.name)
        self.description.setText(persona.description)
        self.description.setVisible(bool(persona.description))
        edit = self.tr("Edit…") if persona.own else self.tr("Make it mine…")
        self.edit_button.setText(edit)
        self.edit_button.setAccessibleName(
            self.tr("Edit persona") if persona.own else self.tr("Make this persona mine")
        )
        self.facts.show_facts(facts_of(persona))
        openers = "\n".join(told.openers)
        parts = (self.prompt, self.last, self.greeting, self.openers)
        texts = zip(parts, (told.prompt, told.last, told.greeting, openers), strict=True)
        for part, text in texts:
            part.set_text(text)
            part.setVisible(bool(text))
        self.tokens.setText(self.tr("about {n} tokens").replace("{n}", QLocale().toString(round(told.tokens))))
        self.tokens.setVisible(bool(told.prompt))

    def _lay_out(self) -> None:
        for label in (self.name, self.description, self.tokens):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        self.name.setFont(scaled(self.font(), 1.15, QFont.Weight.DemiBold))
        for label in (self.description, self.tokens):
            label.setProperty("kind", "quiet")
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.name)
        words.addWidget(self.description)
        words.addStretch(1)
        head, buttons = QHBoxLayout(), Flow(2 * GRID)
        head.setSpacing(3 * GRID)
        head.addWidget(self.portrait, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(words, 1)
        buttons.addWidget(self.edit_button)
        buttons.addWidget(self.change_button)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(4 * GRID, 3 * GRID, 4 * GRID, 4 * GRID)
        column.setSpacing(3 * GRID)
        column.addLayout(head)
        column.addLayout(buttons)
        for part in (self.facts, self.prompt, self.last, self.tokens, self.greeting, self.openers):
            column.addWidget(part)
        column.addStretch(1)
        self.setWidget(inside)
        for ground in (inside, self.viewport()):
            ground.setAutoFillBackground(False)

    @Slot()
    def _on_edit(self) -> None:
        if self.persona is not None:
            self.edit_wanted.emit(self.persona.id)

    @Slot()
    def _on_change(self) -> None:
        self.change_wanted.emit(self.change_button.mapToGlobal(self.change_button.rect().bottomLeft()))
