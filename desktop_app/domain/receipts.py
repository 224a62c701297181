"""Receipts of answers: what an engine was given, how it was to answer, and how it did."""

from dataclasses import dataclass
from datetime import datetime

from desktop_app.domain.engines import EngineChoice, Parameters, Timings
from desktop_app.domain.recalled import NOTHING_RECALLED, Recalled


@dataclass(frozen=True, slots=True)
class GivenFile:
    """A file that was given with a turn: so many characters of a text, or a picture where that is None."""

    turn: int
    """The number of the turn in the prompt."""
    place: int
    """The number of the file in its turn."""
    characters: int | None


@dataclass(frozen=True, slots=True)
class GivenPrompt:
    """A prompt by what it was made from: the words before the turns, and the first of these; the question is the last.

    `digest` is of all of it, in hexadecimal, and tells whether what stands there now is still the same.
    """

    persona: str
    memory: str
    summary: str
    first_message_id: int | None
    digest: str
    files: tuple[GivenFile, ...] = ()
    last: str = ""
    """What was told after the turns."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an answer came; None for what nobody said."""

    model: str | None = None
    """What the engine called the model that answered."""
    finish_reason: str | None = None
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    timings: Timings | None = None


@dataclass(frozen=True, slots=True)
class ModelStamp:
    """What a model's file was when it answered; one of the same name may be another file by now."""

    size: int
    changed: int
    """In nanoseconds since 1970."""


@dataclass(frozen=True, slots=True)
class AnswerReceipt:
    """How an answer was made: all that it takes to have it made again.

    `begun` is how much of its text was there before, where it went on; `window` how many tokens were read at once and
    `window_by` who said so. `model_sha256` is of the model's file, as far as that is known.
    """

    choice: EngineChoice
    parameters: Parameters
    prompt: GivenPrompt
    persona: str
    asked_at: datetime
    affinity_level: str
    version: int
    estimated: float
    counted: int | None = None
    window: float | None = None
    window_by: str = ""
    begun: int = 0
    model_file: ModelStamp | None = None
    model_sha256: str = ""
    outcome: Outcome = Outcome()
    recalled: Recalled = NOTHING_RECALLED
    """What the prompt's memory says."""
