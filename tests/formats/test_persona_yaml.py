"""Personas from files: what makes one, and what is wrong where."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.domain.errors import UserError
from desktop_app.domain.personas import Persona
from desktop_app.formats.persona_yaml import read_persona

RESOURCES = Path(__file__).parent.parent.parent / "resources"
GOOD = """\
name: Bramble
description: A hedgehog who knows the woods
glyph: 🦔
system_prompt: |
  You are Bramble.
  You like {{user}} and 100 % <b>oats</b>.
greeting: Hello!
style: plain
openers:
  - What is in season?
keep: true
"""
SHIPPED = ("creative_writer", "default_assistant", "mental_health_nurse", "sakura", "technical_support")


def persona(text: str) -> Persona:
    return read_persona(text.encode(), "bramble.yaml", "bramble")


def problem(text: str) -> tuple[int, str]:
    with pytest.raises(UserError) as caught:
        persona(text)
    assert caught.value.details["file"] == "bramble.yaml"
    line = caught.value.details["line"]
    assert isinstance(line, int)
    return line, caught.value.message


def test_a_persona_is_read_as_it_was_written() -> None:
    assert persona(GOOD) == Persona(
        id="bramble",
        name="Bramble",
        description="A hedgehog who knows the woods",
        glyph="🦔",
        system_prompt="You are Bramble.\nYou like {{user}} and 100 % <b>oats</b>.",
        greeting="Hello!",
        style="plain",
        openers=("What is in season?",),
        keep=True,
    )


def test_openers_and_keep_may_be_missing() -> None:
    short = persona(GOOD.split("openers:", maxsplit=1)[0])
    assert short.openers == ()
    assert short.keep is False


@pytest.mark.parametrize("key", ["name", "description", "glyph", "system_prompt", "greeting", "style"])
def test_a_missing_or_empty_key_is_named(key: str) -> None:
    start = GOOD.index(f"{key}:")
    end = GOOD.index(":", GOOD.index("\n", start) + 1) if key != "system_prompt" else GOOD.index("greeting:")
    end = GOOD.rindex("\n", 0, end) + 1 if key != "system_prompt" else end
    assert f"needs “{key}”" in problem(GOOD[:start] + GOOD[end:])[1]
    line, message = problem(GOOD[:start] + f"{key}:\n" + GOOD[end:])
    assert "empty" in message or "must be" in message
    assert line == GOOD[:start].count("\n") + 1


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("style: plain", "styel: plain", 8, "no key “styel”"),
        ("keep: true", "keep: yes", 11, "true or false"),
        ("style: plain", "style: Plain Voice", 8, "small letters"),
        ("glyph: 🦔", "glyph: AB", 3, "one emoji or letter"),
        ("glyph: 🦔", "glyph: [x]", 3, "must be text"),
        ("name: Bramble", "name: " + "x" * 61, 1, "over 60"),
        ("name: Bramble", 'name: "a\\nb"', 1, "one line"),
        ("name: Bramble", 'name: "a\\u202Eb"', 1, "one line"),
        ("  - What is in season?", "  - a: b", 10, "must be text"),
        ("openers:\n  - What is in season?", "openers: What", 9, "must be a list"),
        ("  - What is in season?", "  - x\n" * 7, 10, "at most 6"),
        ("keep: true", "name: again", 11, "twice"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(old: str, new: str, line: int, words: str) -> None:
    found, message = problem(GOOD.replace(old, new))
    assert words in message
    assert found == line


@pytest.mark.parametrize("glyph", ["🌸", "B", "é", "👩‍⚕️", "🛠️", "👍🏽", "字", "🇸🇪"])
def test_a_glyph_is_one_sign_however_it_is_made(glyph: str) -> None:
    assert persona(GOOD.replace("🦔", glyph)).glyph == glyph


def test_a_list_is_no_persona() -> None:
    assert "mapping" in problem("- name: x")[1]


@pytest.mark.parametrize("name", SHIPPED)
def test_the_shipped_personas_are_complete(name: str) -> None:
    file = RESOURCES / "personas" / f"{name}.yaml"
    shipped = read_persona(file.read_bytes(), file.name, name)
    assert len(shipped.openers) == 3
    assert len(shipped.system_prompt) > 400
    assert shipped.greeting
    assert len(shipped.description) <= 100


def test_no_other_personas_are_shipped() -> None:
    assert sorted(file.stem for file in (RESOURCES / "personas").iterdir()) == list(SHIPPED)


def test_the_nurse_points_to_those_who_can_help() -> None:
    file = RESOURCES / "personas" / "mental_health_nurse.yaml"
    nurse = read_persona(file.read_bytes(), file.name, "mental_health_nurse")
    for text in (nurse.system_prompt, nurse.greeting):
        assert "not replace professional help" in text
        assert "112" in text
        assert "911" in text


@given(st.integers(0, len(GOOD.encode()) - 1), st.integers(0, 255))
@settings(max_examples=200)
def test_a_changed_byte_makes_a_persona_or_a_plain_sentence(position: int, byte: int) -> None:
    data = bytearray(GOOD.encode())
    data[position] = byte
    try:
        read_persona(bytes(data), "bramble.yaml", "bramble")
    except UserError as error:
        assert error.code == "bad_persona_file"
        assert error.message
