"""Personas in files of every kind: told apart by their bytes, and written so that they come back."""

from dataclasses import replace
from pathlib import Path

import pytest

from desktop_app.domain.cards import card_with, persona_of
from desktop_app.domain.errors import UserError
from desktop_app.domain.personas import Persona
from desktop_app.formats.persona_files import PersonaFormat, read_persona_file, write_persona_file
from tests.support.images import png

SAMPLES = Path(__file__).parent / "cards" / "samples"
OWN = Persona("", "Bram", "Short", "🦔", "You are Bram.", "Hi", "cheerful", ("What now?",), tags=("x",))


@pytest.mark.parametrize("name", ["bramble_ooba.yaml", "bramble_v3.png", "bramble_v1.json", "bramble_v3.charx"])
def test_cards_are_told_from_files_of_our_own(name: str) -> None:
    found = read_persona_file("x", (SAMPLES / name).read_bytes())
    assert found.card is not None
    assert found.persona == persona_of(found.card)
    own = read_persona_file("x", b"name: Bram\ngreeting: Hi\n")
    assert own.card is None
    assert own.persona.greeting == "Hi"


@pytest.mark.parametrize("kind", ["yaml", "json", "json2", "png", "charx"])
def test_a_persona_comes_back_from_each_kind_of_file(kind: PersonaFormat) -> None:
    card = replace(card_with(None, OWN), picture=png())
    found = read_persona_file("x", write_persona_file(OWN, card, kind))
    assert replace(found.persona, own=False, picture=None) == OWN
    assert (found.card is None) == (kind == "yaml")
    if kind in ("json", "png", "charx"):
        assert found.card is not None
        assert found.card.picture is not None


def test_what_is_wrong_in_a_file_of_our_own_is_named_with_its_line() -> None:
    with pytest.raises(UserError) as caught:
        read_persona_file("bram.yaml", b"name: Bram\nkeep: NO\n")
    assert caught.value.message.startswith("bram.yaml, line 2: ")
