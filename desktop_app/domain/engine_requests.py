"""What an engine is asked: the conversation as it sees it, with all that an answer may draw on."""

from dataclasses import dataclass, field
from datetime import datetime

from desktop_app.domain.attachments import is_image
from desktop_app.domain.engines import Parameters
from desktop_app.domain.messages import Role
from desktop_app.domain.personas import Persona
from desktop_app.domain.recalled import NOTHING_RECALLED, Recalled


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """A file that goes with a turn, as far as an engine is given it.

    Of a text, `text` is as much as there is room for, of `characters` in all; None where there was none, or where it is
    lost. Of a picture, `data` are its bytes, for an engine that takes pictures.
    """

    name: str
    media_type: str
    size: int
    text: str | None = None
    characters: int = 0
    data: bytes | None = None
    width: int = 0
    height: int = 0

    @property
    def is_image(self) -> bool:
        """Whether it is a picture; everything else is text."""
        return is_image(self.media_type)


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn of the conversation as an engine sees it."""

    role: Role
    content: str
    attachments: tuple[AttachedFile, ...] = ()


@dataclass(frozen=True, slots=True)
class EngineRequest:
    """A question with all that an answer may draw on.

    `turns` end with the user's question and hold no system turn: the persona carries its own prompt.
    `model` is empty for the engine's own choice. `now` is the user's local time. `memory` and `summary` are what a
    model is told besides its persona: what is known of the user, and what was said before the turns.
    """

    session_id: str
    persona: Persona
    turns: tuple[Turn, ...]
    now: datetime
    model: str = ""
    affinity_level: str = "stranger"
    version: int = 0
    """How many answers this question had before."""
    begun: str = ""
    """What the answer says already, where it goes on; only what follows that is to be streamed."""
    parameters: Parameters = field(default_factory=Parameters)
    """How to answer; an engine passes over what it has no use for."""
    memory: str = ""
    summary: str = ""
    recalled: Recalled = NOTHING_RECALLED
    """What `memory` says, for an engine that reads no text."""

    @property
    def weight(self) -> int:
        """How many characters and bytes there are to be sent, as far as there may be many."""
        told = (self.persona.system_prompt, self.memory, self.summary, *(turn.content for turn in self.turns))
        files = (file for turn in self.turns for file in turn.attachments)
        return sum(map(len, told)) + sum(len(file.text or file.data or "") for file in files)

    @property
    def system_prompt(self) -> str:
        """All that a model is told before the turns, what changes seldom first."""
        return "\n\n".join(filter(None, (self.persona.system_prompt, self.memory, self.summary)))
