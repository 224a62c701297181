"""The parameters of an answer: what each may be, read from words, written as JSON and read back."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, fields
from types import MappingProxyType
from typing import Any, Final, Literal

from desktop_app.domain.engines import EngineChoice, Parameters, SessionEngine
from desktop_app.domain.errors import UserError

Kind = Literal["number", "count", "text", "texts"]
MAX_STOPS = 16
_MAX_TEXT: Final = 100_000


@dataclass(frozen=True, slots=True)
class ParameterRule:
    """What a parameter may be; `loading` says that it takes effect when a model is loaded."""

    kind: Kind
    lowest: float = 0
    highest: float = _MAX_TEXT
    loading: bool = False

    @property
    def expected(self) -> str:
        """What it must be, in a person's words."""
        if self.kind == "text":
            return f"a text of at most {self.highest:,g} characters"
        if self.kind == "texts":
            return f"at most {MAX_STOPS} texts of 1 to {self.highest:,g} characters"
        number = "a whole number" if self.kind == "count" else "a number"
        return f"{number} from {self.lowest:,g} to {_shown(self.highest)}"


RULES: Final[Mapping[str, ParameterRule]] = MappingProxyType(
    {
        "temperature": ParameterRule("number", 0, 5),
        "top_p": ParameterRule("number", 0, 1),
        "top_k": ParameterRule("count", 0, 100_000),
        "min_p": ParameterRule("number", 0, 1),
        "repeat_penalty": ParameterRule("number", 0, 10),
        "presence_penalty": ParameterRule("number", -2, 2),
        "frequency_penalty": ParameterRule("number", -2, 2),
        "max_tokens": ParameterRule("count", 1, 10_000_000),
        "seed": ParameterRule("count", 0, 2**32 - 2),
        "stop": ParameterRule("texts", highest=200),
        "grammar": ParameterRule("text"),
        "json_schema": ParameterRule("text"),
        "context_tokens": ParameterRule("count", 64, 100_000_000, loading=True),
        "threads": ParameterRule("count", 1, 1024, loading=True),
        "gpu_layers": ParameterRule("count", 0, 10_000, loading=True),
    }
)
"""All parameters by name, in the order in which a person is told of them."""


def parameter_from(name: str, word: str) -> Any:  # noqa: ANN401  values of every kind
    """Return the value that a person wrote for a parameter; raise `UserError` for a name or a value that is none."""
    rule = _rule(name)
    value: Any = word
    if rule.kind == "texts":
        value = _texts(word)
    elif rule.kind in ("number", "count"):
        try:
            value = int(word) if rule.kind == "count" else float(word)
        except ValueError as error:
            raise UserError("bad_parameter", name=name, expected=rule.expected) from error
    return _checked(name, value)


def left_open(name: str) -> Any:  # noqa: ANN401  values of every kind
    """Return what a parameter is while nobody chose it; raise `UserError` for a name that is none."""
    _rule(name)
    return getattr(Parameters(), name)


def parameters_from(words: Mapping[str, str]) -> Parameters:
    """Return the parameters that a person wrote; raise `UserError` for a name or a value that is none."""
    return Parameters(**{name: parameter_from(name, word) for name, word in words.items()})


def checked_parameters(parameters: Parameters) -> Parameters:
    """Return `parameters` as they are; raise `UserError` where one is not what it may be."""
    for name, value in _given(parameters).items():
        _checked(name, value)
    return parameters


def parameters_document(parameters: Parameters) -> dict[str, Any]:
    """Return those of `parameters` that say something, as JSON has them."""
    return {name: list(value) if isinstance(value, tuple) else value for name, value in _given(parameters).items()}


def loading_parameters(parameters: Parameters) -> Parameters:
    """Return what concerns the loading of a model: with these alone, the one that is loaded is asked as it is."""
    return Parameters(**{name: getattr(parameters, name) for name, rule in RULES.items() if rule.loading})


def session_engine_document(engine: SessionEngine) -> dict[str, Any]:
    """Return what a session chose, as it is stored."""
    choice = engine.choice
    said = {"name": choice.name, "base_url": choice.base_url, "model": choice.model}
    document: dict[str, Any] = {key: value for key, value in said.items() if value}
    parameters = parameters_document(engine.parameters)
    return document | {"parameters": parameters} if parameters else document


def session_engine_from(document: object) -> SessionEngine:
    """Return what a session chose, from what is stored; what is not known there is passed over.

    Raises `ValueError` for what Parley would not have stored.
    """
    if not isinstance(document, dict):
        raise ValueError("no object")
    words = {key: document.get(key, "") for key in ("name", "base_url", "model")}
    parameters = document.get("parameters", {})
    if not all(isinstance(word, str) for word in words.values()) or not isinstance(parameters, dict):
        raise ValueError("of no kind that Parley knows")
    known = {name: _from_json(value) for name, value in parameters.items() if name in RULES and value is not None}
    try:
        checked = {name: _checked(name, value) for name, value in known.items()}
        return SessionEngine(EngineChoice(**words), Parameters(**checked))
    except UserError as error:
        raise ValueError(error.message) from error


def _given(parameters: Parameters) -> dict[str, Any]:
    found = {each.name: getattr(parameters, each.name) for each in fields(Parameters)}
    return {name: value for name, value in found.items() if value not in (None, "", ())}


def _from_json(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


def _rule(name: str) -> ParameterRule:
    if name not in RULES:
        raise UserError("unknown_parameter", name=name, known=", ".join(RULES))
    return RULES[name]


def _checked(name: str, value: Any) -> Any:  # noqa: ANN401  values of every kind
    rule = _rule(name)
    if not _fits(rule, value):
        raise UserError("bad_parameter", name=name, expected=rule.expected)
    if name == "json_schema" and value and not _is_json_object(value):
        raise UserError("bad_parameter", name=name, expected="a JSON object")
    return value


def _fits(rule: ParameterRule, value: object) -> bool:
    if rule.kind == "text":
        return isinstance(value, str) and len(value) <= rule.highest
    if rule.kind == "texts":
        return (
            isinstance(value, tuple)
            and len(value) <= MAX_STOPS
            and all(isinstance(each, str) and 0 < len(each) <= rule.highest for each in value)
        )
    if isinstance(value, bool) or not isinstance(value, int if rule.kind == "count" else int | float):
        return False
    return math.isfinite(value) and rule.lowest <= value <= rule.highest


def _is_json_object(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except (ValueError, RecursionError):
        return False


def _texts(word: str) -> tuple[str, ...]:
    r"""Return the stop words in what a person wrote: one as it stands, or several as a JSON list, which knows \n."""
    try:
        found = json.loads(word) if word.startswith("[") else [word]
    except (ValueError, RecursionError):
        found = [word]
    return tuple(found) if isinstance(found, list) else (word,)


def _shown(number: float) -> str:
    return f"{int(number):,}" if float(number).is_integer() else f"{number:g}"
