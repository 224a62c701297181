"""Personas from files: what makes one, and what is wrong where."""

import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.domain.engines import EngineChoice, Parameters
from desktop_app.domain.errors import UserError
from desktop_app.domain.lorebooks import Lorebook, LoreEntry
from desktop_app.domain.personas import Persona
from desktop_app.formats.lorebook_yaml import BOOK_KEYS, ENTRY_KEYS
from desktop_app.formats.persona_yaml import KEYS, read_persona
from desktop_app.formats.persona_yaml_writing import write_persona
from tests.support.often import often

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
def test_an_empty_key_is_named_and_only_the_name_must_be_there(key: str) -> None:
    start = GOOD.index(f"{key}:")
    end = GOOD.index(":", GOOD.index("\n", start) + 1) if key != "system_prompt" else GOOD.index("greeting:")
    end = GOOD.rindex("\n", 0, end) + 1 if key != "system_prompt" else end
    if key == "name":
        assert "needs “name”" in problem(GOOD[:start] + GOOD[end:])[1]
    else:
        assert persona(GOOD[:start] + GOOD[end:]).name == "Bramble"
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
        ("keep: true", "affinity: NO", 11, "true or false"),
        ("keep: true", "tags: cozy", 11, "must be a list"),
        ("keep: true", "tags:\n  - [a]", 12, "must be text"),
        ("keep: true", "engine: llama", 11, "mapping"),
        ("keep: true", "engine:\n  key: secret", 12, "no key “key”"),
        ("keep: true", "parameters:\n  top_p: 1.5", 12, "a number from 0 to 1"),
        ("keep: true", "parameters:\n  top_k: 12:30:45", 12, "a whole number"),
        ("keep: true", "parameters:\n  seed: 1.10", 12, "a whole number"),
        ("keep: true", "parameters:\n  stop: x", 12, "must be a list"),
        ("keep: true", "parameters:\n  warmth: 1", 12, "no key “warmth”"),
        ("keep: true", "lorebook: [x]", 11, "mapping"),
        ("keep: true", "lorebook:\n  entries:\n    - keys: tea", 13, "must be a list"),
        ("keep: true", "lorebook:\n  entries:\n    - order: 1.10", 13, "whole number"),
        ("keep: true", "lorebook:\n  entries:\n    - position: top", 13, "before_char, after_char"),
        ("keep: true", "lorebook:\n  entries:\n    - probability: 101", 13, "0 to 100"),
        ("keep: true", "lorebook:\n  scan_depth: -1", 12, "whole number"),
        ("keep: true", "scenario: &x !!python/object:os.system x", 11, "anchors"),
        ("keep: true", "tags: !!set {a}", 11, "tags"),
        ("keep: true", "<<: {name: x}", 11, "merge keys"),
        ("keep: true", "tags: *x", 11, "aliases"),
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


@pytest.mark.parametrize(
    "scalar", ["NO", "no", "1.10", "12:30:45", "0x1F", "~", "null", "2026-05-04", ".inf", "=", "08"]
)
def test_surprising_scalars_are_read_and_written_as_they_are(scalar: str) -> None:
    found = persona(GOOD.replace("greeting: Hello!", f"greeting: {scalar}\ntags: [{scalar}]"))
    assert (found.greeting, found.tags) == (scalar, (scalar,))
    again = write_persona(found)
    assert read_persona(again, "x.yaml", "bramble") == found
    assert yaml.safe_load(again)["greeting"] == scalar


FULL = Persona(
    id="bramble",
    name="Bramble",
    description="",
    glyph="🦔",
    system_prompt="You are Bramble.\n\n  - indented\n# no comment\n--- {{user}}: 'x' \"y\" \\ 100 %",
    greeting=" \nSpace around it, kept.\n\n",
    style="cheerful",
    openers=("What: now?", "- a", "#b"),
    keep=True,
    examples="<START>\n{{user}}: Hi\ttab \n{{char}}: trailing space before",
    alternate_greetings=("One.\nTwo.", "NO", "|"),
    scenario="!x",
    after_history="&x *y",
    tags=("1.10", "yes", "[a]"),
    creator_notes="ü 字 👩‍⚕️",
    engine=EngineChoice("openai", "http://127.0.0.1:8080/v1", "a b: c"),
    parameters=Parameters(temperature=0.5, top_k=7, stop=("\n", " x "), grammar='root ::= "a"\n'),
    affinity=False,
    nickname="Bram",
    lorebook=Lorebook(
        "Woods",
        (
            LoreEntry(("oak", " elm "), "Old.\nTall."),
            LoreEntry(
                (), "x", ("a",), selective=True, secondary_rule="not_all", enabled=False, constant=True, order=-5
            ),
            LoreEntry(
                ("k",), "@@depth 4\ny", position="after_char", use_regex=True, scan_depth=0, probability=7, id="0"
            ),
        ),
        scan_depth=4,
        recursive=True,
    ),
)


def test_a_whole_persona_comes_back_from_its_file() -> None:
    written = write_persona(FULL)
    assert read_persona(written, "x.yaml", "bramble") == FULL
    assert "system_prompt: |" in written.decode()
    assert "🦔" in written.decode()


@pytest.mark.parametrize("name", SHIPPED)
def test_the_shipped_personas_come_back_from_files_of_their_own(name: str) -> None:
    shipped = read_persona((RESOURCES / "personas" / f"{name}.yaml").read_bytes(), name, name)
    assert read_persona(write_persona(shipped), name, name) == shipped


@given(st.text(max_size=60), st.lists(st.text(min_size=1, max_size=20), max_size=4))
@settings(max_examples=often(150))
def test_any_texts_come_back_but_for_commands_to_terminals(words: str, several: list[str]) -> None:
    greetings = tuple(text for text in map(_kept, several) if text.strip())
    wanted = replace(FULL, greeting=_kept(words), alternate_greetings=greetings, lorebook=None)
    read = read_persona(write_persona(replace(wanted, greeting=words.replace("\0", ""))), "x.yaml", "bramble")
    assert read == (wanted if wanted.greeting.strip() else replace(wanted, greeting=""))


def _kept(text: str) -> str:
    """What a file keeps of a text: its line ends become plain ones."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(letter for letter in plain if letter in "\t\n" or unicodedata.category(letter) not in ("Cc", "Cs"))


def test_a_persona_with_a_lorebook_too_large_for_a_file_says_so() -> None:
    entries = tuple(LoreEntry((), "x" * 100_000) for _number in range(15))
    with pytest.raises(UserError) as caught:
        write_persona(replace(FULL, lorebook=Lorebook(entries=entries)))
    assert "choose PNG, CHARX or JSON" in caught.value.message


@given(st.integers(0, len(GOOD.encode()) - 1), st.integers(0, 255))
@settings(max_examples=often(200))
def test_a_changed_byte_makes_a_persona_or_a_plain_sentence(position: int, byte: int) -> None:
    data = bytearray(GOOD.encode())
    data[position] = byte
    try:
        read_persona(bytes(data), "bramble.yaml", "bramble")
    except UserError as error:
        assert error.code == "bad_persona_file"
        assert error.message


def test_the_example_in_the_description_is_right_and_names_every_key() -> None:
    described = (RESOURCES.parent / "docs" / "personas.md").read_text("utf-8")
    example = described.split("```yaml\n")[1].split("```")[0]
    found = persona(example)
    assert found.lorebook is not None
    assert len(found.lorebook.entries) == 2
    assert [key for key in KEYS if f"\n{key}:" not in f"\n{example}"] == []
    assert [key for key in (*ENTRY_KEYS, *BOOK_KEYS) if key not in described] == []
