"""What is taken of a model's answer about facts, and what is not."""

import json

import pytest

from desktop_app.domain.engines import Parameters
from desktop_app.domain.fact_suggestions import MOST_FACTS, SCHEMA, suggestions_in
from desktop_app.domain.parameters import checked_parameters

TEXTS = ["Lisbon is where my flat is.", "Knitting's my thing, and Mog, our cat. 我住在里斯本"]


def _answer(*facts: object) -> str:
    return json.dumps({"facts": facts})


def _fact(category: object, key: object, value: object) -> dict[str, object]:
    return {"category": category, "key": key, "value": value}


def test_facts_are_taken_with_the_text_that_says_so() -> None:
    answer = _answer(
        _fact("place", "home", "Lisbon"),
        _fact("like", "anything", "knitting"),
        _fact("pet", "cat", "Mog"),
        _fact("pet", "cat", "Mog"),
        _fact("place", "origin", "里斯本"),
    )
    expected = [
        (0, "place", "home", "Lisbon"),
        (1, "like", "knitting", "knitting"),
        (1, "pet", "cat", "Mog"),
        (1, "place", "origin", "里斯本"),
    ]
    for whole in (answer, f"```json\n{answer}\n```"):
        found = suggestions_in(whole, TEXTS)
        assert [(place, each.category, each.key, each.value) for place, each in found] == expected
    assert checked_parameters(Parameters(json_schema=SCHEMA)).json_schema == SCHEMA


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "No facts.",
        "[" * 5_000,
        "[]",
        "null",
        '{"facts": {}}',
        'Here: {"facts": []}',
        _answer("Lisbon", None, ["place", "home", "Lisbon"]),
        _answer(_fact("place", "home", "Porto")),
        _answer(_fact("place", "home", "Lis")),
        _answer(_fact("place", "home", "")),
        _answer(_fact("place", "home", ".")),
        _answer(_fact("place", "home", 3)),
        _answer(_fact(["place"], "home", "Lisbon")),
        _answer(_fact("place", "street", "Lisbon")),
        _answer(_fact("password", "home", "Lisbon")),
        _answer(_fact("note", "", "Lisbon")),
        _answer(_fact("place", "home", "Lisbon") | {"sure": True}),
        _answer(*[_fact("place", "home", "Porto")] * MOST_FACTS, _fact("place", "home", "Lisbon")),
    ],
)
def test_whatever_else_a_model_says_is_no_fact(answer: str) -> None:
    assert suggestions_in(answer, TEXTS) == []
