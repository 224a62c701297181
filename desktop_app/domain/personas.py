"""Personas: who answers, in what voice."""

from dataclasses import dataclass

from desktop_app.domain.engines import EngineChoice, Parameters, SessionEngine
from desktop_app.domain.lorebooks import Lorebook

DEFAULT_PERSONA = "default_assistant"
MAX_NAME = 60
MAX_DESCRIPTION = 200
MAX_OPENERS = 6
MAX_OPENER = 120
"""Characters of one."""


@dataclass(frozen=True, slots=True)
class Persona:
    """A character that answers.

    `glyph` is one emoji or letter shown where there is no picture; `system_prompt` is what a language model is told;
    `style` names the voice that the built-in responder uses; `openers` are things to try first. Texts may hold
    `{{user}}` and `{{char}}`.
    """

    id: str
    name: str
    description: str
    glyph: str
    system_prompt: str
    greeting: str
    style: str
    openers: tuple[str, ...] = ()
    keep: bool = False
    """Whether its sessions never expire."""
    picture: str | None = None
    """The name of one of its assets."""
    examples: str = ""
    """Conversations as it would have them."""
    alternate_greetings: tuple[str, ...] = ()
    scenario: str = ""
    """Where and when the conversations take place."""
    after_history: str = ""
    """What a language model is told last, after all that was said."""
    tags: tuple[str, ...] = ()
    creator_notes: str = ""
    """For people, never for a model."""
    engine: EngineChoice | None = None
    """What answers in its sessions, where they choose nothing themselves."""
    parameters: Parameters | None = None
    affinity: bool = True
    """Whether it counts points with those who talk to it."""
    lorebook: Lorebook | None = None
    lorebook_lost: bool = False
    """Whether it has one that cannot be read; saving it keeps what is stored of that."""
    nickname: str = ""
    """What `{{char}}` stands for, where it is not the name."""
    own: bool = False
    """Whether the user made it; the others are shipped and never change."""
    version: int = 1

    @property
    def own_engine(self) -> SessionEngine:
        """What answers as this persona and how, as far as that was chosen for it."""
        return SessionEngine(self.engine or EngineChoice(), self.parameters or Parameters())
