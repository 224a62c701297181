"""What every engine is: something that streams an answer to a request."""

from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from desktop_app.domain.engines import Parameters, Timings
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
        return self.media_type.startswith("image/")


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
        """How many characters and bytes the turns hold, with what is attached to them."""
        files = (file for turn in self.turns for file in turn.attachments)
        return sum(len(turn.content) for turn in self.turns) + sum(len(file.text or file.data or "") for file in files)

    @property
    def system_prompt(self) -> str:
        """All that a model is told before the turns, what changes seldom first."""
        return "\n\n".join(filter(None, (self.persona.system_prompt, self.memory, self.summary)))


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens as the engine counted them."""

    prompt_tokens: int
    completion_tokens: int


@dataclass(frozen=True, slots=True)
class Delta:
    """A piece of an answer; the last one carries `finish_reason` and, where known, `usage`, `timings`, `model`."""

    text: str = ""
    reasoning: str = ""
    finish_reason: str | None = None
    usage: Usage | None = None
    timings: Timings | None = None
    model: str | None = None


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """A model that an engine offers."""

    id: str
    details: Mapping[str, Any] = field(default_factory=dict)


class Engine(Protocol):
    """Something that answers.

    `stream` yields the answer piece by piece and raises `UserError` when it cannot go on; closing the iterator stops
    the answer at once. An engine serves several streams at a time.
    """

    @property
    def name(self) -> str:
        """The name that settings and the command line use."""
        ...

    @property
    def has_context_window(self) -> bool:
        """Whether only so much of a conversation fits, as with language models; the rest is then left out."""
        ...

    @property
    def takes_seed(self) -> bool:
        """Whether the same request, with the same seed, gets the same answer, as far as can be known."""
        ...

    def stream(self, request: EngineRequest) -> AsyncGenerator[Delta, None]:
        """Answer `request`."""
        ...

    async def models(self) -> list[ModelInfo]:
        """Return the models on offer; raise `UserError` when they cannot be asked for."""
        ...

    async def takes_images(self, model: str = "") -> bool:
        """Tell whether that model, or the engine's own choice, can see pictures, as far as that can be known."""
        ...

    async def count_tokens(self, text: str) -> int:
        """Return the number of tokens that `text` takes, exactly or as a fair estimate."""
        ...

    async def context_window(self, model: str = "") -> int | None:
        """Return how many tokens that model, or the engine's own choice, reads at once; None where nobody can tell."""
        ...

    async def count_prompt(self, request: EngineRequest) -> int | None:
        """Return the exact number of tokens of all that `request` would be answered from; None where it is not known.

        What cannot be counted now, because nothing is loaded or nobody answers, is not known either.
        """
        ...

    async def aclose(self) -> None:
        """Stop everything and let go of what is held."""
        ...
