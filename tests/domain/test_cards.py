"""Cards and personas: what one says of the other, and that nothing is lost between them."""

from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.cards import Card, card_from, card_with, persona_of
from desktop_app.domain.engines import EngineChoice, Parameters
from desktop_app.domain.lorebooks import Lorebook, LoreEntry
from desktop_app.domain.personas import Persona

V2: dict[str, Any] = {
    "spec": "chara_card_v2",
    "spec_version": "2.0",
    "outside": [1],
    "data": {
        "name": "Bramble",
        "description": "{{char}} is a small badger.\nShe reads.",
        "personality": "patient",
        "scenario": "",
        "first_mes": "Mind the ladder.",
        "mes_example": "",
        "system_prompt": "{{original}}\nStay.",
        "tags": ["cozy", 7],
        "extensions": {"depth_prompt": {"depth": 4}},
        "character_book": {"entries": [{"keys": ["tea"], "content": "At dusk.", "odd": None}, "no entry"], "odd": 1},
    },
}


def card(document: dict[str, Any]) -> Card:
    found = card_from(document)
    assert found is not None
    return found


def test_a_card_becomes_a_persona() -> None:
    persona = persona_of(card(V2))
    assert persona.name == "Bramble"
    assert persona.description == "Bramble is a small badger."
    assert persona.glyph == "B"
    assert persona.system_prompt == (
        "{{original}}\nStay.\n\n{{char}} is a small badger.\nShe reads.\n\nPersonality: patient"
    )
    assert persona.tags == ("cozy",)
    assert persona.lorebook is not None
    assert persona.lorebook.entries[0].content == "At dusk."
    assert persona.own


def test_what_did_not_change_is_not_touched() -> None:
    before = deepcopy(V2)
    assert card_with(card(V2), persona_of(card(V2))).fields == before
    changed = card_with(card(V2), replace(persona_of(card(V2)), greeting="Hello")).fields
    assert changed == before | {"data": before["data"] | {"first_mes": "Hello"}}
    assert before == V2


def test_parts_of_the_prompt_that_are_still_there_stay_fields_of_their_own() -> None:
    persona = persona_of(card(V2))
    data = card_with(card(V2), replace(persona, system_prompt=persona.system_prompt.replace("small", "tall"))).fields[
        "data"
    ]
    assert data["system_prompt"] == "{{original}}\nStay."
    assert data["description"] == "{{char}} is a tall badger.\nShe reads."
    assert data["personality"] == "patient"


def test_a_persona_that_never_was_a_card_becomes_one() -> None:
    persona = Persona(
        id="bram",
        name="Bram",
        description="Short",
        glyph="🦔",
        system_prompt="You are Bram.",
        greeting="Hi",
        style="cheerful",
        openers=("What now?",),
        keep=True,
        affinity=False,
        nickname="B",
        alternate_greetings=("Hey",),
        parameters=Parameters(temperature=0.5, gpu_layers=7),
        engine=EngineChoice("llama", model="/home/ada/model.gguf"),
        lorebook=Lorebook("Woods", (LoreEntry(("oak",), "Old.", order=3, secondary_keys=("leaf",), selective=True),)),
        own=True,
    )
    made = card_with(None, persona)
    assert made.spec == "v3"
    assert "/home/ada" not in str(made.fields)
    read = persona_of(card(dict(made.fields)))
    assert read.lorebook is not None
    assert persona.lorebook is not None
    bare = replace(read.lorebook, entries=tuple(replace(e, document={}) for e in read.lorebook.entries), document={})
    assert bare == persona.lorebook
    assert replace(read, lorebook=None) == replace(
        persona, id="", engine=None, parameters=Parameters(temperature=0.5), lorebook=None
    )


def test_a_v1_card_grows_into_v2_when_it_changes_and_only_then() -> None:
    old = {"char_name": "Bram", "char_greeting": "Hi", "odd": 1}
    assert card_with(card(old), persona_of(card(old))).fields == old
    grown = card_with(card(old), replace(persona_of(card(old)), tags=("new",)))
    assert grown.spec == "v2"
    assert grown.fields["odd"] == 1
    assert grown.fields["data"]["first_mes"] == "Hi"


@pytest.mark.parametrize(
    "corner",
    [7, [], {"glyph": "AB", "style": "No Style", "openers": [7, ""], "keep": "yes", "parameters": {"temperature": 99}}],
)
def test_nonsense_in_our_corner_is_passed_over(corner: object) -> None:
    document = deepcopy(V2)
    document["data"]["extensions"]["parley"] = corner
    assert persona_of(card(document)) == replace(persona_of(card(V2)), openers=())


WORDS = st.text(st.sampled_from("ab\n {}:"), max_size=12)


@given(
    st.fixed_dictionaries(
        {}, optional={key: WORDS | st.none() for key in ("system_prompt", "description", "personality")}
    ),
    WORDS,
)
def test_a_changed_prompt_comes_back_as_it_was_changed(fields: dict[str, Any], prompt: str) -> None:
    document = {"spec": "chara_card_v2", "data": {"name": "x", **fields}}
    persona = persona_of(card(document))
    for wanted in (prompt, persona.system_prompt + prompt, prompt + persona.system_prompt):
        read = persona_of(card_with(card(document), replace(persona, system_prompt=wanted)))
        assert read.system_prompt == wanted or (not wanted.strip() and not read.system_prompt.strip())
