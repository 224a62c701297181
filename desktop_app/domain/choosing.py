"""What was chosen to answer a question, by whom, and what was tried where nobody chose."""

from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from desktop_app.domain.engines import EngineChoice, Parameters
from desktop_app.domain.servers import same_place

BUILTIN = "builtin"
OPENAI = "openai"
LLAMA = "llama"


class ChosenBy(StrEnum):
    """Who chose what answers."""

    QUESTION = "question"
    """It was asked for with this one question."""
    SESSION = "session"
    PERSONA = "persona"
    """Its session chose nothing, and the persona that answers there did."""
    SETTINGS = "settings"
    LADDER = "ladder"
    """Nobody: what was found on this computer answers."""


class Rung(StrEnum):
    """What is tried where nobody chose, in this order."""

    LAST_USED = "last used"
    SERVER = "server"
    FILE = "model file"
    BUILTIN = "built-in"


@dataclass(frozen=True, slots=True)
class Step:
    """One rung: what stands on it, and why it was not taken; `reason` is empty for the one that was."""

    rung: Rung
    about: str
    reason: str = ""
    choice: EngineChoice | None = None

    @property
    def taken(self) -> bool:
        """Whether this answers."""
        return not self.reason


@dataclass(frozen=True, slots=True)
class Climb:
    """What was tried, up to what answers; not `settled` while something is still being looked for."""

    steps: tuple[Step, ...]
    settled: bool = True

    @property
    def choice(self) -> EngineChoice:
        """What answers."""
        return self.steps[-1].choice or EngineChoice(BUILTIN)


@dataclass(frozen=True, slots=True)
class Chosen:
    """What answers a question, and how; `climb` tells how that was found where nobody chose."""

    choice: EngineChoice
    parameters: Parameters
    by: ChosenBy
    climb: Climb | None = None
    is_own: bool = False
    """The session, or its persona, has a choice of its own."""


def implied_engine(choice: EngineChoice) -> str:
    """Return the engine that a choice means, where it does not name it; nothing where that cannot be told."""
    if choice.name or choice.base_url:
        return choice.name or OPENAI
    model = choice.model
    is_path = model.lower().endswith(".gguf") or model.startswith(("/", "\\\\")) or model[1:3] in (":\\", ":/")
    return LLAMA if is_path else ""


def known_as(choice: EngineChoice) -> EngineChoice:
    """Return a choice as it is compared with others: one file and one server may be written in several ways."""
    if choice.name == BUILTIN:
        return EngineChoice(BUILTIN)
    if choice.name == LLAMA and choice.model:
        return EngineChoice(LLAMA, model=str(_own_path(choice.model)))
    return replace(choice, base_url=same_place(choice.base_url))


def _own_path(word: str) -> Path:
    try:
        return Path(word).expanduser().absolute()
    except RuntimeError:  # ~ of somebody who is not here
        return Path(word).absolute()


def choice_over(above: EngineChoice, below: EngineChoice) -> EngineChoice:
    """Return `above` with what it leaves open as in `below`, as far as that is of the same engine and server."""
    upper, lower = implied_engine(above), implied_engine(below)
    if upper and upper != lower:
        return EngineChoice(upper, above.base_url, above.model)
    elsewhere = above.base_url not in ("", below.base_url)
    model = above.model if elsewhere else above.model or below.model
    return EngineChoice(upper or lower, above.base_url or below.base_url, model)
