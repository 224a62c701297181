"""Facts in a person's words."""

from datetime import UTC, datetime

import pytest

from desktop_app.domain.facts import Fact, FactChange, LearnedFact
from desktop_app.ui.memory.words import fact_told, learned_in_words

NOW = datetime(2026, 5, 3, tzinfo=UTC)


def fact(category: str, key: str, value: str) -> Fact:
    return Fact(1, "ada", None, category, key, value, None, None, True, False, None, False, NOW, NOW)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("name", "name", "Ada"), "your name is Ada"),
        (("work", "job", "illustrator"), "your job: illustrator"),
        (("family", "sister", "Mina"), "your sister is Mina"),
        (("family", "children", "3"), "children: 3"),
        (("pet", "cat", "Miso"), "your cat is called Miso"),
        (("pet", "dog", "dog"), "you have a dog"),
        (("dislike", "cilantro", "cilantro"), "you do not like cilantro"),
        (("note", "{key}", "{key}"), "{key}"),
    ],
)
def test_a_fact_as_one_would_say_it(words: tuple[str, str, str], told: str) -> None:
    assert fact_told(fact(*words)) == told


def test_what_a_message_told_is_one_sentence_for_each_kind() -> None:
    home = LearnedFact(fact("place", "home", "Lisbon"), FactChange.REPLACED, "Porto")
    cat = LearnedFact(fact("pet", "cat", "Miso"), FactChange.LEARNED)
    tea = LearnedFact(fact("like", "tea", "tea"), FactChange.FORGOTTEN)
    words = learned_in_words([home, cat, tea, cat], 3)
    assert words == (
        "Remembered: you live in Lisbon (before: Porto); your cat is called Miso. Forgotten: you like tea. And 1 more."
    )
