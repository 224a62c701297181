"""What changes how well a persona and a user know each other, by the shipped rules and by others."""

from dataclasses import replace
from datetime import timedelta

import pytest

from desktop_app.domain.affinity import AffinityState, Decay, Meeting, Standing
from desktop_app.paths import resource
from desktop_app.services.resources import load_affinity_rules
from tests.support.values import MOMENT

RULES = load_affinity_rules(resource("affinity.yaml"))


def changes(said: str, standing: Standing | None = None) -> dict[str, int]:
    met = standing or Standing(10, MOMENT - timedelta(hours=1))
    return {change.reason: change.points for change in Meeting(RULES, said).changes(met, MOMENT)}


@pytest.mark.parametrize(
    "said", ["Thanks!", "oh, THANK YOU so much", "That helped a lot.", "ありがとうございます", "Danke"]
)
def test_thanks_bring_a_point_more(said: str) -> None:
    assert changes(said) == {"exchange": 2, "thanks": 1}


@pytest.mark.parametrize("said", ["Shut up.", "you’re useless", "Thanks for nothing", "well fuck you then"])
def test_rudeness_costs_more_than_an_exchange_brings(said: str) -> None:
    assert changes(said) == {"exchange": 2, "rudeness": -4}


@pytest.mark.parametrize(
    "said",
    [
        "hello",
        "No thanks, I have some.",
        "What do you do at Thanksgiving?",
        "How do I write a thank you note?",
        "He said “you are useless” to me.",
        "> shut up\nWhat does that mean?",
        "```\nprint('thanks')\n```",
        "My brother told me to shut up",
        "Thanks to the rain I stayed at home",
    ],
)
def test_what_only_looks_like_it_changes_nothing(said: str) -> None:
    assert changes(said) == {"exchange": 2}


def test_coming_back_is_judged_once_by_the_longest_time_that_has_passed() -> None:
    def after(**time: float) -> dict[str, int]:
        return changes("hello", Standing(10, MOMENT - timedelta(**time)))

    assert after(days=1, hours=23) == {"exchange": 2}
    assert after(days=2) == {"exchange": 2, "return": 2}
    assert after(days=46) == {"exchange": 2, "long_absence": -6}
    assert after(days=-400) == {"exchange": 2}, "the clock was set back"
    assert changes("hello", Standing()) == {"exchange": 2}, "whom one meets first was not away"


def test_points_never_fall_below_nothing_and_stay_where_they_are_frozen_or_off() -> None:
    assert changes("shut up", Standing(1, MOMENT)) == {"exchange": 2, "rudeness": -3}
    assert changes("hello", Standing(3, MOMENT - timedelta(days=60))) == {"long_absence": -3, "exchange": 2}
    for state in (AffinityState.FROZEN, AffinityState.OFF):
        assert changes("thanks", Standing(5, MOMENT, state)) == {}


def test_points_fade_only_where_the_rules_say_so() -> None:
    stood = Standing(10, MOMENT - timedelta(days=36))
    assert RULES.faded(stood, MOMENT) == 0
    fading = replace(RULES, decay=Decay(points=2, every_days=7, after_days=14), rules=())
    assert fading.faded(stood, MOMENT) == 6
    assert fading.faded(replace(stood, points=5), MOMENT) == 5
    assert fading.faded(replace(stood, state=AffinityState.FROZEN), MOMENT) == 0
    found = [(change.reason, change.points) for change in Meeting(fading, "hello").changes(stood, MOMENT)]
    assert found == [("faded", -6), ("exchange", 2)]


def test_each_level_has_its_words_and_a_long_message_costs_no_time() -> None:
    assert [level.name for level in RULES.levels] == list(RULES.words)
    assert all(words.title for words in RULES.words.values())
    assert [name for name, words in RULES.words.items() if not words.prompt] == ["stranger"]
    assert changes("thank you " + "you are " * 2_000_000 + " thanks") == {"exchange": 2, "thanks": 1}
