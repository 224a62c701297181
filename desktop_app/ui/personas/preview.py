"""What a persona will be like: how it greets in the chat, and what a model is told of it."""

from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from desktop_app.domain.personas import Persona
from desktop_app.ui.personas.words import Told, facts_of
from desktop_app.ui.transcript.model import Speaker, Welcome
from desktop_app.ui.transcript.welcome import WelcomeView
from desktop_app.ui.widgets.card import Card
from desktop_app.ui.widgets.facts import Facts
from desktop_app.ui.widgets.folded_text import FoldedText
from desktop_app.ui.widgets.scrolled import Scrolled
from desktop_app.ui.widgets.theme import GRID, RADIUS, SCROLL_BAR


class PersonaPreview(Scrolled):
    """The beginning of a session with it, then its prompt to the letter, then the rest in short."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setAccessibleName(self.tr("Preview"))
        self._chat = Card(ground="window", radius=RADIUS)
        self.welcome = WelcomeView(self._chat)
        self.welcome.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.tokens = QLabel()
        self.tokens.setProperty("kind", "quiet")
        self.tokens.setTextFormat(Qt.TextFormat.PlainText)
        self.prompt = FoldedText(self.tr("What a model is told"))
        self.prompt.heading.setChecked(True)
        self.last = FoldedText(self.tr("What it is told last"))
        self.facts = Facts()
        self._lay_out()

    def _lay_out(self) -> None:
        inner = QVBoxLayout(self._chat)
        inner.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 4 * GRID)
        inner.addWidget(self.welcome)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(GRID, 0, SCROLL_BAR + GRID, 2 * GRID)
        column.setSpacing(2 * GRID)
        column.addWidget(_heading(self.tr("In the chat")))
        column.addWidget(self._chat)
        column.addSpacing(2 * GRID)
        column.addWidget(self.prompt)
        column.addWidget(self.last)
        column.addWidget(self.tokens)
        column.addSpacing(2 * GRID)
        column.addWidget(self.facts)
        column.addStretch(1)
        self.setWidget(inside)

    def look_at(self, part: QWidget) -> None:
        """Bring one of the parts into sight, with what stands above it where there is room."""
        self.ensureWidgetVisible(part, 0, 12 * GRID)

    def show_persona(self, persona: Persona, told: Told, picture: QImage | None = None) -> None:
        """Show how it would be."""
        speaker = Speaker(persona.name, persona.glyph, picture)
        self.welcome.show_welcome(Welcome(speaker, told.greeting, told.openers))
        count = self.tr("about {n} tokens").replace("{n}", QLocale().toString(round(told.tokens)))
        self.tokens.setText(count if told.prompt else self.tr("Nothing: there is no system prompt yet."))
        self.prompt.set_text(told.prompt)
        self.last.set_text(told.last)
        for part, text in ((self.prompt, told.prompt), (self.last, told.last)):
            part.setVisible(bool(text))
        self.facts.show_facts(facts_of(persona))


def _heading(words: str) -> QLabel:
    label = QLabel(words)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("kind", "heading")
    return label
