"""The responder's rules from files: what is read, and what is wrong where."""

from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.domain.errors import UserError
from desktop_app.domain.responder import COMMON_STYLE, Event, ResponderRules
from desktop_app.formats.responder_yaml import REQUIRED_LISTS, read_responder_rules
from tests.support.often import often

FOLDER = Path(__file__).parent.parent.parent / "resources" / "responder"

FRAME = (
    "style: common\nlists:\n"
    + "".join(f"  {name}: x y\n" for name in REQUIRED_LISTS)
    + "rules:\n"
    + "".join(f"  - {{name: on_{event}, event: {event}, replies: [Well, well.]}}\n" for event in Event)
    + "  - {name: again, replies: [As before]}\n"
)


def read(extra: str, **more: str) -> ResponderRules:
    files = {"extra.yaml": extra.encode(), "frame.yaml": FRAME.encode()}
    return read_responder_rules(files | {f"{name}.yaml": text.encode() for name, text in more.items()})


def problem(extra: str) -> tuple[object, str]:
    with pytest.raises(UserError) as caught:
        read(extra)
    assert caught.value.code == "bad_persona_file"
    assert caught.value.details["file"] == "extra.yaml"
    return caught.value.details["line"], caught.value.message


RULE = """\
rules:
  - name: tea
    phrases: |
      # a comment
      i drink {what:word}
      tea
    replies:
      - "A cup of {what}?"
"""


def test_a_rule_is_read() -> None:
    rule = next(rule for rule in read(RULE).voice("plain").rules if rule.name == "tea")
    assert [phrase.source for phrase in rule.phrases] == ["i drink {what:word}", "tea"]
    assert rule.replies["answer"][0].gaps == ("what",)
    assert rule.replies["answer"][0].mark == "A cup of"


def test_an_unknown_style_has_the_common_voice() -> None:
    assert read(RULE).voice("unheard of").style == COMMON_STYLE


def test_a_style_adds_rules_replaces_some_and_changes_words() -> None:
    loud = "style: loud\nreplies:\n  again: [AS BEFORE]\nrules:\n  - {name: tea, phrases: tea, replies: [TEA!]}\n"
    rules = read(RULE, loud=loud)
    voice = {rule.name: rule for rule in rules.voice("loud").rules}
    assert voice["again"].replies["answer"][0].text == "AS BEFORE"
    assert voice["tea"].replies["answer"][0].text == "TEA!"
    assert len(voice) == len(rules.voice("plain").rules)


@pytest.mark.parametrize(
    ("extra", "line", "words"),
    [
        (RULE.replace("i drink {what:word}", "i drink {what:word"), 5, "is not understood"),
        (RULE.replace("tea\n    replies", "(tea\n    replies"), 6, "lacks a “)”"),
        (RULE.replace("      tea\n", "      @drinks\n"), 6, "does not exist"),
        (RULE.replace("cup of {what}", "cup of {whom}"), 8, "nothing fills the gap “whom”"),
        (RULE.replace("cup of {what}", "cup of {what"), 8, "a brace that is no gap"),
        (RULE.replace("cup of {what}", "cup of {0.__class__}"), 8, "is not a gap"),
        (RULE.replace("cup of {what}", "cup of {pick.drinks}"), 8, "names a list"),
        (RULE.replace("name: tea", "name: Tea Time"), 2, "small letters"),
        (RULE.replace("name: tea", "nmae: tea"), 2, "no key “nmae”"),
        (RULE.replace("    replies:", "    skill: brew\n    replies:"), 7, "no skill “brew”"),
        (RULE.replace("    replies:", "    skill: coin\n    unless: 5 {x\n    replies:"), 8, "is not understood"),
        (RULE.replace("    replies:", "    skill: hand\n    replies:"), 9, "no outcome “answer”"),
        (RULE.replace("    replies:", "    event: party\n    replies:"), 7, "no event “party”"),
        (RULE.replace("    replies:", "    offers: cake\n    replies:"), 7, "no rule “cake”"),
        (RULE.replace("    replies:", "    after: [cake]\n    replies:"), 7, "no rule “cake”"),
        (RULE.replace("    replies:", "    after: [again.loudly]\n    replies:"), 7, "no outcome “loudly”"),
        (RULE.replace("    replies:", "    priority: 101\n    replies:"), 7, "from 0 to 100"),
        (RULE.replace("    replies:", "    skill: guide\n    argument: tour\n    replies:"), 2, "no guide “tour”"),
        (RULE.replace("    phrases: |\n", "    phrases: [a]\n    unless: |\n"), 3, "one text"),
        (RULE.replace('      - "A cup of {what}?"\n', "      []\n"), 8, "nothing to say"),
        (RULE + RULE.removeprefix("rules:\n").replace("again", "tea"), 9, "already"),
        ("replies:\n  cake: [Yes]\n", 2, "no rule “cake”"),
        ("units:\n  length:\n    m: '1; metre'\n    x: 'far; distance'\n", 4, "not a number"),
        ("holidays:\n  party: 25-12\n", 2, "month and day"),
        ("languages:\n  - {code: xx, script: 'z-a', reply: no}\n", 2, "class of characters"),
        ("guides:\n  tour: {intro: a, steps: [], solved: b, unsolved: c}\n", 2, "needs steps"),
        ("guides:\n  tour: {intro: a, steps: [bc, b], solved: b, unsolved: c}\n", 2, "told apart"),
        ("quizzes:\n  q:\n    - {question: why, answers: [], reveal: because}\n", 3, "needs answers"),
        ("facts:\n  - {name: pet, key: pet, tell: 'a {value}', phrases: 'i own {value}', told: [Nice]}\n", 2, "lacks"),
        ("recipes: {}\n", 1, "no key “recipes”"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(extra: str, line: int, words: str) -> None:
    found, message = problem(extra)
    assert words in message
    assert found == line


def test_a_reply_that_others_refer_to_must_be_recognisable() -> None:
    short = "rules:\n  - {name: tea, phrases: tea, replies: [Tea.]}\n"
    more = "  - {name: more, phrases: more, after: [tea], replies: [Well then.]}\n"
    assert "too little fixed text" in problem(short + more)[1]


def test_without_the_lists_the_engine_goes_by_nothing_is_read() -> None:
    with pytest.raises(UserError, match="no file has the list"):
        read_responder_rules({"a.yaml": b"style: common\n"})
    with pytest.raises(UserError, match="no file has the list"):
        read_responder_rules({})


def test_a_voice_without_an_answer_to_some_event_is_refused() -> None:
    with pytest.raises(UserError, match="no rule for the event “code”"):
        read_responder_rules({"frame.yaml": FRAME.replace("event: code", "event: long").encode()})


@cache
def shipped() -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in sorted(FOLDER.glob("*.yaml"))}


@given(st.sampled_from(sorted(shipped())), st.integers(0, 100_000), st.binary(max_size=3))
@settings(max_examples=often(15), deadline=None)
def test_a_damaged_file_is_read_or_refused_with_a_plain_sentence(name: str, position: int, junk: bytes) -> None:
    data = shipped()[name]
    position %= len(data)
    try:
        read_responder_rules(shipped() | {name: data[:position] + junk + data[position + len(junk) :]})
    except UserError as error:
        assert error.code == "bad_persona_file"
        assert error.message
