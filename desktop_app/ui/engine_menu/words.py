"""What answers and how it fares, in words."""

from functools import partial
from pathlib import PurePath
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication

from desktop_app.domain.choosing import BUILTIN, LLAMA, OPENAI
from desktop_app.domain.engines import EngineChoice, EngineCondition, EngineState, Parameters
from desktop_app.domain.messages import Message
from desktop_app.domain.parameters import parameters_document

_said = partial(QCoreApplication.translate, "Engine")


class Shown(NamedTuple):
    """How an engine fares, as the header shows it: words, a colour of the theme, and how much is loaded."""

    words: str
    tone: str
    loaded: float | None = None


def engine_name(choice: EngineChoice) -> str:
    """Return what a person calls it."""
    if choice.name == BUILTIN:
        return _said("Built-in responder")
    if choice.name == LLAMA:
        path = PurePath(choice.model)
        return path.stem if path.suffix.lower() == ".gguf" else path.name
    return choice.model or place_of(choice.base_url) or choice.name


def engine_hint(choice: EngineChoice) -> str:
    """Return what more there is to tell of it."""
    if choice.name == BUILTIN:
        return _said("Answers by rules, without a model and without a network")
    if choice.name == LLAMA:
        return choice.model
    return place_of(choice.base_url)


def author_of(message: Message) -> str:
    """Return what made an answer, empty where nobody noted that."""
    if not message.engine:
        return ""
    if message.engine == OPENAI and not message.model:
        return _said("Server")
    return engine_name(EngineChoice(message.engine, model=message.model or ""))


def place_of(base_url: str) -> str:
    """Return where a server is, as one writes it."""
    return base_url.partition("://")[2].removesuffix("/v1")


def shown_state(state: EngineState | None, instead_of: EngineChoice | None = None) -> Shown:
    """Return how an engine fares; one that says nothing of it is ready when it is asked.

    Where it answers in the place of one that failed, that is said as long as there is nothing more to say.
    """
    shown = _shown_state(state)
    if shown.words or instead_of is None:
        return shown
    return Shown(_said("in place of {engine}").replace("{engine}", engine_name(instead_of)), "caution")


def _shown_state(state: EngineState | None) -> Shown:
    if state is None:
        return Shown("", "good")
    if state.condition is EngineCondition.LOADING:
        loaded = state.loaded or 0.0
        return Shown(_said("loading {share} %").replace("{share}", str(round(loaded * 100))), "accent", loaded)
    if state.condition is EngineCondition.STOPPED:
        is_server = state.engine == OPENAI  # which is not ours to start
        return Shown(_said("does not answer") if is_server else _said("stopped — Restart"), "danger")
    return Shown("", "good" if state.condition is EngineCondition.READY else "muted")


def parameter_summary(parameters: Parameters) -> str:
    """Return in a line what is asked of the model, empty where all is left to it."""
    document = parameters_document(parameters)
    return ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in document.items() if name not in _LONG)


_LONG = {"json_schema", "grammar", "stop"}
