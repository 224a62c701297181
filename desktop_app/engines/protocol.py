"""What every engine is: something that streams an answer to a request."""

from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from desktop_app.domain.engine_requests import EngineRequest
from desktop_app.domain.engines import Timings


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
