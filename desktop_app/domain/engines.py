"""What answers and how: the choice of an engine and a model, its parameters, how it fares, how long it took."""

from dataclasses import dataclass, field, fields
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Parameters:
    """How a model is to answer; None and empty leave it to the session's engine, which leaves it to the model.

    `context_tokens`, `threads` and `gpu_layers` take effect when a model is loaded, the others with each answer.
    """

    temperature: float | None = None
    top_p: float | None = None
    top_k: int | None = None
    min_p: float | None = None
    repeat_penalty: float | None = None
    presence_penalty: float | None = None
    frequency_penalty: float | None = None
    max_tokens: int | None = None
    seed: int | None = None
    stop: tuple[str, ...] = ()
    grammar: str = ""
    """In llama.cpp's own notation."""
    json_schema: str = ""
    """A JSON document; what is answered is JSON that follows it."""
    context_tokens: int | None = None
    threads: int | None = None
    gpu_layers: int | None = None

    def over(self, others: "Parameters") -> "Parameters":
        """Return these, with what they leave open as in `others`."""
        left_open = (None, "", ())
        chosen = {
            name: mine if (mine := getattr(self, name)) not in left_open else getattr(others, name)
            for name in (each.name for each in fields(self))
        }
        return Parameters(**chosen)


@dataclass(frozen=True, slots=True)
class EngineChoice:
    """What should answer; empty fields leave the choice to the settings.

    `model` is the name that a server lists, or the path of a model file for the engine that loads one.
    """

    name: str = ""
    base_url: str = ""
    model: str = ""


@dataclass(frozen=True, slots=True)
class SessionEngine:
    """What one session chose for itself; what it leaves open is as for every session."""

    choice: EngineChoice = field(default_factory=EngineChoice)
    parameters: Parameters = field(default_factory=Parameters)


class EngineCondition(StrEnum):
    """How an engine fares."""

    IDLE = "idle"
    """Nothing is loaded; the next question loads it."""
    LOADING = "loading"
    READY = "ready"
    STOPPED = "stopped"
    """It ended by itself and is not started again without being asked to."""


@dataclass(frozen=True, slots=True)
class EngineState:
    """How an engine fares, as it says so itself; `loaded` is the share of a model that is loaded, from 0 to 1."""

    engine: str
    condition: EngineCondition
    model: str = ""
    loaded: float | None = None
    reason: str = ""
    base_url: str = ""
    """Of a server: two of them may have models of the same name."""

    @property
    def choice(self) -> EngineChoice:
        """What this is the state of."""
        return EngineChoice(self.engine, self.base_url, self.model)


@dataclass(frozen=True, slots=True)
class Timings:
    """How long an answer took, in seconds; `tokens` are those of the answer, as the engine counted or we did."""

    first_token: float
    total: float
    tokens: int
    cached_tokens: int | None = None
    """How much of the prompt was remembered from the turn before."""
    measured: bool = False
    """As seen from here, for nobody else said it."""

    @property
    def tokens_per_second(self) -> float:
        """How fast the answer came once it began."""
        writing = self.total - self.first_token
        return (self.tokens - 1) / writing if writing > 0 and self.tokens > 1 else 0.0
