"""Which facts a statement takes back: those that it denies, or asks to be forgotten."""

from collections.abc import Iterable, Sequence

from desktop_app.domain.fact_words import fact_words, folded
from desktop_app.domain.facts import Fact, Statement, Stating

FOUND_BY_WORDS = frozenset({"like", "dislike", "language", "plan", "note"})
"""Categories whose facts are known by their words, rather than by a key."""


def taken_back(statements: Iterable[Statement], known: Sequence[Fact]) -> list[Fact]:
    """Return those of the known facts that are forgotten because of statements; frozen ones never are."""
    gone = [each for each in statements if each.stating is not Stating.STATED]
    return [fact for fact in known if not fact.frozen and any(_is_meant(each, fact) for each in gone)]


def _is_meant(said: Statement, fact: Fact) -> bool:
    wanted = set(fact_words(said.value))
    if (said.category and fact.category != said.category) or not (said.key or wanted):
        return False
    by_key = said.key and (said.category not in FOUND_BY_WORDS or not said.value)
    if by_key and folded(fact.key) != folded(said.key):
        return False
    return wanted <= set(fact_words(fact.key, fact.value))
