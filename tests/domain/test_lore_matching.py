"""Which entries of a lorebook join a prompt."""

import time
from typing import Any

import pytest

from desktop_app.domain.lore_matching import LoreMatcher, matching
from desktop_app.domain.lore_patterns import safe_pattern
from desktop_app.domain.lorebooks import Lorebook, LoreEntry


def entry(*keys: str, **more: Any) -> LoreEntry:
    return LoreEntry(**({"keys": keys, "content": f"about {keys[0] if keys else 'all'}"} | more))


def found(*entries: LoreEntry, said: str | list[str] = "", budget: float | None = None, **book: Any) -> list[str]:
    texts = [said] if isinstance(said, str) else said
    return [match.text for match in matching(Lorebook(entries=entries, **book), texts, budget=budget)]


@pytest.mark.parametrize(
    ("wanted", "said", "joins"),
    [
        (entry("dragon"), "Two DRAGONS came", True),
        (entry("dragon", case_sensitive=True), "DRAGON", False),
        (entry("dragon", whole_words=True), "two dragons", False),
        (entry("dragon", whole_words=True), "a (dragon)!", True),
        (entry("Müller", whole_words=True), "herr müller kam", True),
        (entry("龍", whole_words=True), "昔龍がいた", True),
        (entry("ox"), "an ox", True),
        (entry("dragon", enabled=False), "dragon", False),
        (entry("dragon", content="  "), "dragon", False),
        (entry(constant=True), "", True),
        (entry("", " "), "anything", False),
        (entry("a", secondary_keys=("king",), selective=True), "a queen", False),
        (entry("a", secondary_keys=("king", "queen"), selective=True), "a queen", True),
        (entry("a", secondary_keys=("king",)), "a queen", True),
        (entry("a", secondary_keys=("king", "queen"), selective=True, secondary_rule="all"), "a queen", False),
        (entry("a", secondary_keys=("king",), selective=True, secondary_rule="not_any"), "a queen", True),
        (entry("a", secondary_keys=("queen",), selective=True, secondary_rule="not_all"), "a queen", False),
        (entry("a", probability=0), "a", False),
        (entry(r"drag(on|oon)s?\b", use_regex=True), "Dragoons", True),
        (entry(r"/fire.*ice/i"), "FIRE and ice", True),
        (entry(r"a.c"), "abc", False),
        (entry(r"(x+x+)+y", use_regex=True), "xxy", False),
        (entry(r"(x+x+)+y", use_regex=True), "as in (x+x+)+y", True),
    ],
)
def test_an_entry_joins_when_its_keys_fit(wanted: LoreEntry, said: str, joins: bool) -> None:
    assert bool(found(wanted, said=said)) is joins


@pytest.mark.parametrize(
    ("decorators", "said", "joins"),
    [
        ("@@dont_activate", "dragon", False),
        ("@@activate", "", True),
        ("@@additional_keys red, blue", "a red dragon", True),
        ("@@additional_keys red, blue", "a dragon", False),
        ("@@exclude_keys toy", "a toy dragon", False),
        ("@@activate_only_after 3", "dragon", False),
        ("@@activate_only_every 2", "dragon", True),
        ("@@unheard_of 7\n@@@dont_activate", "dragon", False),
        ("@@activate\n@@@dont_activate", "", True),
        ("@@depth 4\n@@role user", "dragon", True),
    ],
)
def test_decorators_are_followed_and_never_told(decorators: str, said: str, joins: bool) -> None:
    book = Lorebook(entries=(entry("dragon", content=f"{decorators}\nDragons are shy."),))
    told = [match.text for match in matching(book, [said], answers=2)]
    assert told == (["Dragons are shy."] if joins else [])


def test_keys_are_looked_for_so_many_messages_back() -> None:
    said = ["the dragon", "two", "three", "four", "five"]
    assert found(entry("dragon"), said=said) == []
    assert found(entry("dragon"), said=said, scan_depth=5) == ["about dragon"]
    assert found(entry("dragon", scan_depth=9), said=said, scan_depth=0) == ["about dragon"]
    assert found(entry("dragon", content="@@scan_depth 5\nx"), said=said) == ["x"]
    assert found(entry("dragon", content="@@keep_activate_after_match\nx"), said=said) == ["x"]
    assert found(entry("five", content="@@dont_activate_after_match\nx"), said=said) == ["x"]
    assert found(entry("f", content="@@dont_activate_after_match\nx"), said=said) == []


def test_entries_stand_by_their_order_and_the_least_important_give_way_to_the_budget() -> None:
    late, early = entry("a", order=9, content="late"), entry("b", order=1, content="early")
    assert found(late, early, said="a b") == ["early", "late"]
    dear = entry("a", order=5, priority=3, content="d" * 36)
    cheap = entry("b", order=1, content="c" * 36)
    always = entry(constant=True, order=7, content="always!" * 5)
    assert found(dear, cheap, always, said="a b", budget=21) == ["d" * 36, "always!" * 5]
    assert found(dear, cheap, said="a b", token_budget=10) == ["d" * 36]
    assert found(dear, cheap, said="a b", token_budget=20, budget=3) == []


def test_what_an_entry_says_awakes_others_only_in_a_recursive_book_and_not_without_end() -> None:
    chain = [entry(f"key{n}", content=f"see key{n + 1}") for n in range(9)]
    assert found(*chain, said="key0") == ["see key1"]
    assert len(found(*chain, said="key0", recursive=True)) == 4
    assert found(entry("a", content="b"), entry("b", exclude_recursion=True), said="a", recursive=True) == ["b"]
    assert found(entry("a", content="b", prevent_recursion=True), entry("b"), said="a", recursive=True) == ["b"]
    shy = entry("a", recursive_only=True)
    assert found(shy, said="a", recursive=True) == []
    assert found(entry("q", content="a"), shy, said="q", recursive=True) == ["a", "about a"]


@pytest.mark.parametrize(
    "pattern",
    ["(a+)+$", "(a|aa)+$", r"(a*)*b", r"(.*)\1", "(?=a+)a", "a++", "x" * 300, "(", "a{1,999}b{1,999}", "(?<n>a)"],
)
def test_a_pattern_that_could_take_long_is_none(pattern: str) -> None:
    assert safe_pattern(pattern, case_sensitive=False) is None


@pytest.mark.parametrize(
    "pattern", ["a*a*b", ".*.*.*=", "a?a?a?a?a?a?a?aaaaaaab", "(a|a)(a|a)(a|a)(a|a)a*c", "[ab]*b[ab]*c"]
)
def test_what_is_allowed_cannot_hang(pattern: str) -> None:
    keys = [f"{pattern}{number}" for number in range(300)]
    matcher = LoreMatcher(Lorebook(entries=tuple(entry(key, use_regex=True) for key in keys)))
    begun = time.process_time()
    matcher.matching(["a" * 100_000])
    assert time.process_time() - begun < 2, "without an end it would take hours"
