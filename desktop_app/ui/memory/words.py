"""Facts and affinity in a person's words."""

from functools import partial

from PySide6.QtCore import QCoreApplication

from desktop_app.domain.affinity import Affinity
from desktop_app.domain.facts import CATEGORIES, Fact, FactChange, LearnedFact
from desktop_app.ui.dates import day_in_words

_said = partial(QCoreApplication.translate, "Memory")


def category_in_words(category: str) -> str:
    """Return what the facts of a category are about."""
    words = {
        "name": _said("Name"),
        "place": _said("Places"),
        "work": _said("Work"),
        "family": _said("Family"),
        "like": _said("Likes"),
        "dislike": _said("Dislikes"),
        "date": _said("Dates"),
        "pet": _said("Pets"),
        "language": _said("Languages"),
        "plan": _said("Plans"),
        "note": _said("Notes"),
    }
    return words.get(category, category)


def categories() -> list[tuple[str, str]]:
    """Return all categories, each with what it is called."""
    return [(category, category_in_words(category)) for category in CATEGORIES]


def key_of(fact: Fact) -> str:
    """Return what a fact says more closely than its category, empty where that is the fact itself."""
    return "" if fact.key.casefold() == fact.value.casefold() else fact.key


def fact_in_words(fact: Fact) -> str:
    """Return a fact on one line, such as “home: Lisbon”."""
    key = key_of(fact) or category_in_words(fact.category)
    return f"{key}: {fact.value}"


def marks_in_words(fact: Fact, name: str) -> list[str]:
    """Return what there is to know of a fact besides what it says; `name` is the persona's that knows it."""
    return [
        _said("known to everyone") if fact.persona is None else _said("known to {name}").replace("{name}", name),
        *([_said("suggested")] if fact.suggested else [_said("confirmed")] if fact.confirmed else []),
        *([_said("frozen")] if fact.frozen else []),
        *([_said("until {day}").replace("{day}", day_in_words(fact.until))] if fact.until is not None else []),
    ]


def learned_in_words(learned: LearnedFact) -> str:
    """Return what a message changed in what is known."""
    words = {
        FactChange.LEARNED: _said("Remembered: {fact}"),
        FactChange.REPLACED: _said("Remembered: {fact} (before: {before})"),
        FactChange.FORGOTTEN: _said("Forgotten: {fact}"),
    }[learned.change]
    return words.replace("{before}", learned.before or "").replace("{fact}", fact_in_words(learned.fact))


def affinity_in_words(affinity: Affinity) -> str:
    """Return level and points."""
    points = _said("1 point") if affinity.points == 1 else _said("{n} points").replace("{n}", str(affinity.points))
    return f"{affinity.title or affinity.level} · {points}"


def next_in_words(affinity: Affinity, title: str) -> str:
    """Return what comes next; `title` is what the next level is called."""
    if affinity.next_level is None:
        return _said("There is no higher level.")
    missing = affinity.next_level.threshold - affinity.points
    words = _said("1 more point to {level}") if missing == 1 else _said("{n} more points to {level}")
    return words.replace("{n}", str(missing)).replace("{level}", title)
