"""Macros in the texts of personas: replaced once, with nothing run and nothing unknown touched."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.macros import Speaking, expanded

NOW = datetime(2026, 11, 21, 9, 5)
SPEAKING = Speaking("Bram", "Ada", NOW, seed="s", pick_seed="p", original="ours", values={"lastmessage": "tea?"})


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("{{user}} and {{CHAR}}", "Ada and Bram"),
        ("<USER>, <bot>, <Char>, <b>", "Ada, Bram, Bram, <b>"),
        ("{{ user }}", "Ada"),
        ("{{original}}!", "ours!"),
        ("{{lastMessage}}", "tea?"),
        ("a{{// what nobody sees }}b{{comment: c}}c{{hidden_key:k}}d", "abcd"),
        ("{{reverse:abc}} {{reverse:{{char}}}}", "cba marB"),
        ("a\n\n{{trim}}\nb", "ab"),
        ("\na\r\n{{trim}} {{trim}}\n{{trim}}b\n{{trim}}\n\nc\n", "\na bc\n"),
        ("a{{newline}}b{{noop}}", "a\nb"),
        ("{{isodate}} {{isotime}} {{date}} {{weekday}}", "2026-11-21 09:05 21 November 2026 Saturday"),
        ("{{random:only}} {{pick::only}} {{random:a\\,b}}", "only only a,b"),
        ("{{unknown}} {{unknown:x}} {{user:x}} {{roll:x}} {{roll:999d6}}",) * 2,
        ("{{user} {user}} }} {{ 100 % %s {0} {user}",) * 2,
        ("{{" * 100 + "}}" * 100,) * 2,
    ],
)
def test_what_is_known_is_replaced_and_the_rest_stays(text: str, shown: str) -> None:
    assert expanded(text, SPEAKING) == shown


def test_what_a_macro_stands_for_is_not_looked_through_again() -> None:
    assert expanded("{{user}}{{char}}", Speaking("{{user}}", "{{char}}")) == "{{char}}{{user}}"


def test_times_stay_as_they_were_written_where_nobody_says_what_time_it_is() -> None:
    assert expanded("{{time}}", Speaking("a", "b")) == "{{time}}"


def test_chance_is_the_same_with_the_same_seed_and_another_one_with_others() -> None:
    text = "{{random:" + ",".join(map(str, range(1000))) + "}} {{roll:3d1000}}"
    assert expanded(text, SPEAKING) == expanded(text, SPEAKING)
    assert len({expanded(text, Speaking("a", "b", seed=str(seed))) for seed in range(20)}) > 15
    assert len({expanded(text, Speaking("a", "b")) for _again in range(20)}) > 15


def test_a_pick_stays_in_a_session_whatever_falls_by_chance() -> None:
    text = "{{pick:" + ",".join(map(str, range(1000))) + "}}"
    shown = {expanded(text, Speaking("a", "b", seed=str(seed), pick_seed="session")) for seed in range(20)}
    assert len(shown) == 1


def test_dice_show_what_dice_can() -> None:
    rolls = [int(expanded("{{roll:2d6+1}}", Speaking("a", "b", seed=str(seed)))) for seed in range(300)]
    assert set(rolls) == set(range(3, 14))


def test_a_text_of_somebody_else_does_not_keep_anybody_busy() -> None:
    lines = "{{trim}}x" + "\n" * 150_000 + "x"
    assert expanded(lines, SPEAKING) == lines.removeprefix("{{trim}}")
    dice = "{{roll:100d6}}" * 14_000
    assert expanded(dice, SPEAKING).count("{{roll:100d6}}") == 14_000 - 10


@given(st.lists(st.sampled_from(["{{", "}}", "user", "random:", ",", "::", "roll:", "d6", "<user>", "\n", "{", "//"])))
def test_any_scraps_of_macros_make_a_text(scraps: list[str]) -> None:
    assert isinstance(expanded("".join(scraps), SPEAKING), str)
