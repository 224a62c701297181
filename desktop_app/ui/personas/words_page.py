"""The first words: how the persona greets, and what one can try first."""

from dataclasses import replace

from PySide6.QtWidgets import QWidget

from desktop_app.domain.personas import Persona
from desktop_app.ui.personas.form_page import FormPage
from desktop_app.ui.personas.greetings_field import GreetingsField


class WordsPage(FormPage):
    """Greetings and openers."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.greetings = GreetingsField()
        self.add_field("greeting", self.tr("Greeting"), self.greetings)
        self.openers = self.add_box(
            "openers", self.tr("Openers"), self.tr("Things to try first, one a line; six at most"), lines=6
        )
        self.column.addStretch(1)
        self.greetings.edited.connect(self.edited)

    def show_persona(self, persona: Persona) -> None:
        """Fill the fields."""
        self.greetings.show_greetings((persona.greeting, *persona.alternate_greetings))
        self.openers.hold("\n".join(persona.openers))

    def taken(self, persona: Persona) -> Persona:
        """Return the persona with what stands in the fields."""
        greeting, *others = self.greetings.greetings()
        written, openers = self.openers.words(), persona.openers
        if written != "\n".join(openers):
            openers = tuple(line.strip() for line in written.splitlines() if line.strip())
        return replace(persona, greeting=greeting, alternate_greetings=tuple(others), openers=openers)
