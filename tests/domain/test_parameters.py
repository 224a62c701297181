"""Parameters are what they may be, whoever wrote them, and come back from JSON as they went."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.engines import EngineChoice, Parameters, SessionEngine
from desktop_app.domain.errors import UserError
from desktop_app.domain.parameters import (
    RULES,
    checked_parameters,
    parameters_from,
    session_engine_document,
    session_engine_from,
)
from desktop_app.domain.presets import preset_name

_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


def test_every_parameter_has_a_rule() -> None:
    assert list(RULES) == list(Parameters.__dataclass_fields__)
    assert {name for name, rule in RULES.items() if rule.loading} == {"context_tokens", "threads", "gpu_layers"}


def test_what_a_person_writes_becomes_values() -> None:
    words = {"temperature": "0.7", "top_k": "40", "seed": "7", "stop": "END", "json_schema": '{"type": "object"}'}
    assert parameters_from(words) == Parameters(
        temperature=0.7, top_k=40, seed=7, stop=("END",), json_schema='{"type": "object"}'
    )
    assert parameters_from({"stop": '["\\n\\n", "User:"]'}).stop == ("\n\n", "User:")
    assert parameters_from({"stop": "[odd"}).stop == ("[odd",)


@pytest.mark.parametrize(
    ("name", "word", "expected"),
    [
        ("temperature", "warm", "a number from 0 to 5"),
        ("temperature", "nan", "a number from 0 to 5"),
        ("temperature", "-1", "a number from 0 to 5"),
        ("top_k", "1.5", "a whole number from 0 to 100,000"),
        ("max_tokens", "0", "a whole number from 1 to 10,000,000"),
        ("json_schema", "[1]", "a JSON object"),
        ("json_schema", "[" * 100_000, "a JSON object"),
        ("stop", '[""]', "at most 16 texts of 1 to 200 characters"),
        ("stop", "[1]", "at most 16 texts of 1 to 200 characters"),
    ],
)
def test_what_it_may_not_be_is_said(name: str, word: str, expected: str) -> None:
    with pytest.raises(UserError) as refused:
        parameters_from({name: word})
    assert refused.value.message == f"{name} must be {expected}. Nothing was changed; give another value."


def test_a_name_that_is_none_is_answered_with_those_that_are() -> None:
    with pytest.raises(UserError) as refused:
        parameters_from({"heat": "1"})
    assert refused.value.code == "unknown_parameter"
    assert "temperature, top_p" in refused.value.message
    with pytest.raises(UserError):
        checked_parameters(Parameters(temperature=float("inf")))


def test_a_choice_comes_back_from_json_and_what_is_newer_is_passed_over() -> None:
    chosen = SessionEngine(EngineChoice("llama", model="/m.gguf"), Parameters(temperature=0.0, stop=("a", "b"), seed=0))
    document = json.loads(json.dumps(session_engine_document(chosen)))
    assert document == {
        "name": "llama",
        "model": "/m.gguf",
        "parameters": {"temperature": 0.0, "seed": 0, "stop": ["a", "b"]},
    }
    assert session_engine_from(document) == chosen
    assert session_engine_from(document | {"later": 1, "parameters": {"later": 2}}).choice == chosen.choice
    assert session_engine_from({}) == SessionEngine()


@given(_JSON | st.dictionaries(st.sampled_from(["name", "base_url", "model", "parameters"]), _JSON))
def test_a_document_is_a_choice_or_refused(document: Any) -> None:
    try:
        found = session_engine_from(document)
    except ValueError:
        return
    assert session_engine_from(json.loads(json.dumps(session_engine_document(found)))) == found


@pytest.mark.parametrize("name", ["", "  ", "x" * 201, "a\x00b"])
def test_a_preset_needs_a_name(name: str) -> None:
    with pytest.raises(UserError) as refused:
        preset_name(name)
    assert refused.value.code == "bad_preset_name"
