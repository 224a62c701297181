"""Facts and affinity in a person's words."""

from collections.abc import Sequence
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


def fact_told(fact: Fact) -> str:
    """Return a fact as one would say it to its user."""
    words = {
        ("name", "name"): _said("your name is {value}"),
        ("name", "nickname"): _said("you are called {value}"),
        ("place", "home"): _said("you live in {value}"),
        ("place", "origin"): _said("you come from {value}"),
        ("work", "employer"): _said("you work at {value}"),
        ("work", "studies"): _said("you study {value}"),
    }.get((fact.category, fact.key))
    kinds = {
        "like": _said("you like {value}"),
        "dislike": _said("you do not like {value}"),
        "plan": _said("your plan: {value}"),
        "language": _said("your language: {value}"),
        "note": "{value}",
        "pet": _said("your {key} is called {value}") if key_of(fact) else _said("you have a {value}"),
        "family": _said("{key}: {value}") if fact.value[:1].isdigit() else _said("your {key} is {value}"),
    }
    words = words or kinds.get(fact.category) or _said("your {key}: {value}")
    return words.replace("{key}", fact.key).replace("{value}", fact.value)


def learned_in_words(learned: Sequence[LearnedFact], most: int) -> str:
    """Return what a message changed in what is known; of more than `most` facts, how many there are besides."""
    found: dict[FactChange, list[str]] = {}
    for each in learned[:most]:
        words = fact_told(each.fact)
        if each.change is FactChange.REPLACED and each.before:
            words = _said("{fact} (before: {before})").replace("{before}", each.before).replace("{fact}", words)
        kind = FactChange.FORGOTTEN if each.change is FactChange.FORGOTTEN else FactChange.LEARNED
        found.setdefault(kind, []).append(words)
    said = {FactChange.LEARNED: _said("Remembered: {facts}."), FactChange.FORGOTTEN: _said("Forgotten: {facts}.")}
    parts = [said[kind].replace("{facts}", "; ".join(words)) for kind, words in found.items()]
    if len(learned) > most:
        parts.append(_said("And {n} more.").replace("{n}", str(len(learned) - most)))
    return " ".join(parts)


def suggested_in_words(facts: Sequence[Fact], most: int) -> str:
    """Return what is only suggested; of more than `most` facts, how many there are besides."""
    words = _said("To confirm: {facts}.").replace("{facts}", "; ".join(map(fact_told, facts[:most])))
    more = _said("And {n} more.").replace("{n}", str(len(facts) - most))
    return f"{words} {more}" if len(facts) > most else words


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
