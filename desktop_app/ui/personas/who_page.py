"""Who the persona is: its name, how it looks, and what it is like in a line."""

from dataclasses import replace

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from desktop_app.domain.personas import Persona
from desktop_app.ui.personas.form_page import FormPage
from desktop_app.ui.personas.listed import joined, separated
from desktop_app.ui.personas.look_field import LookField


class WhoPage(FormPage):
    """What a list of personas shows."""

    picture_wanted = Signal()
    """A picture is to be chosen from a file."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = self.add_line("name", self.tr("Name"))
        self.nickname = self.add_line(
            "nickname", self.tr("Called"), self.tr("What {{char}} stands for, where that is not the name")
        )
        self.look = LookField()
        self.add_field("glyph", self.tr("Glyph or picture"), self.look)
        self.description = self.add_line(
            "description", self.tr("Description"), self.tr("In a line, for the list of personas")
        )
        self.tags = self.add_line("tags", self.tr("Tags"), self.tr("With commas between them; a search finds them"))
        self.notes = self.add_box(
            "creator_notes", self.tr("Notes"), self.tr("For people; a model is never told them"), lines=3
        )
        self.column.addStretch(1)
        self.look.edited.connect(self.edited)
        self.look.picture_wanted.connect(self.picture_wanted)
        self.name.textChanged.connect(self._on_name)

    def show_persona(self, persona: Persona) -> None:
        """Fill the fields."""
        self.name.hold(persona.name)
        self.nickname.hold(persona.nickname)
        self.look.show_look(persona.glyph, persona.picture)
        self.description.hold(persona.description)
        self.tags.hold(joined(persona.tags))
        self.notes.hold(persona.creator_notes)

    def show_picture(self, image: QImage | None) -> None:
        """Show what the picture looks like."""
        self.look.show_picture(image)

    def taken(self, persona: Persona) -> Persona:
        """Return the persona with what stands in the fields."""
        return replace(
            persona,
            name=self.name.words(),
            nickname=self.nickname.words(),
            glyph=self.look.glyph(),
            picture=self.look.picture_name(),
            description=self.description.words(),
            tags=separated(self.tags.text()) if self.tags.is_changed() else persona.tags,
            creator_notes=self.notes.words(),
        )

    @Slot()
    def _on_name(self) -> None:
        self.look.suggest(self.name.text().strip()[:1].upper())
