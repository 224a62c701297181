"""The plan of a prompt: all that an engine will be told, what each part takes, and what falls out."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from desktop_app.domain.budget import Shares
from desktop_app.domain.engine_requests import EngineRequest
from desktop_app.domain.engines import EngineChoice, Parameters
from desktop_app.domain.messages import Message
from desktop_app.domain.sessions import Session
from desktop_app.domain.summaries import Summary
from desktop_app.engines.protocol import Engine
from desktop_app.services.windows import Window


@dataclass(frozen=True, slots=True)
class Asking:
    """What is to be answered, and by what.

    `question` stands at the end of the shown branch of `session`, or will: one that is not stored yet has the id 0.
    `begun` is what the answer says already, where it is to go on.
    """

    session: Session
    question: Message
    engine: Engine
    choice: EngineChoice
    parameters: Parameters = field(default_factory=Parameters)
    begun: str = ""
    version: int = 0


@dataclass(frozen=True, slots=True)
class PlannedTurn:
    """A message, and the tokens that it takes with its files."""

    message: Message
    tokens: float


@dataclass(frozen=True, slots=True)
class PromptPlan:
    """A prompt before it is sent; all tokens are as the engine counts them, as far as that is known."""

    asking: Asking
    request: EngineRequest
    window: Window | None
    """How much is read at once; None for no limit."""
    shares: Shares
    sent: Sequence[PlannedTurn]
    fallen: Sequence[PlannedTurn]
    """The turns that fell out, the newest last."""
    earlier: int
    """Messages before all these that were not even looked at; they have fallen out as well."""
    estimated: float
    """Of the whole prompt, as it is before anything is learned."""
    rate: float
    summary: Summary | None = None
    """What stands for the turns before all these."""
    counted: int | None = None
    """Of the whole prompt, by the engine itself; None where it did not."""

    @property
    def history(self) -> float:
        """Tokens of the turns that are sent."""
        return sum(turn.tokens for turn in self.sent)

    @property
    def tokens(self) -> float:
        """Tokens of the whole prompt: counted where they are, else estimated."""
        return self.estimated * self.rate if self.counted is None else self.counted

    @property
    def free(self) -> float:
        """Tokens that nothing takes; below 0 where the question alone is too long."""
        return self.shares.window - self.shares.reserve - self.tokens
