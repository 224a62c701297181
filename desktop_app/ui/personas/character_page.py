"""What a model is told of the persona: its prompt, where it all takes place, and how it speaks."""

from dataclasses import replace

from PySide6.QtWidgets import QWidget

from desktop_app.domain.personas import Persona
from desktop_app.ui.personas.form_page import FormPage


class CharacterPage(FormPage):
    """Four texts."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.boxes = {
            "system_prompt": self.add_box(
                "system_prompt", self.tr("System prompt"), self.tr("Who it is and how it answers"), lines=9
            ),
            "scenario": self.add_box(
                "scenario", self.tr("Scenario"), self.tr("Where and when the conversation takes place"), lines=3
            ),
            "examples": self.add_box(
                "examples",
                self.tr("Example dialogue"),
                self.tr("As in “{{user}}: Hello!” and below it “{{char}}: …”; <START> begins another one"),
                lines=5,
            ),
            "after_history": self.add_box(
                "after_history", self.tr("Last words"), self.tr("Told last, after all that was said"), lines=3
            ),
        }
        self.add_note(self.tr("{{user}} stands for the name of whoever talks to it, {{char}} for its own."))
        self.column.addStretch(1)

    def show_persona(self, persona: Persona) -> None:
        """Fill the fields."""
        for name, box in self.boxes.items():
            box.hold(getattr(persona, name))

    def taken(self, persona: Persona) -> Persona:
        """Return the persona with what stands in the fields."""
        texts = {name: box.words() for name, box in self.boxes.items()}
        return replace(
            persona,
            system_prompt=texts["system_prompt"],
            scenario=texts["scenario"],
            examples=texts["examples"],
            after_history=texts["after_history"],
        )
