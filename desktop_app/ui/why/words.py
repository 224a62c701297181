"""What an answer drew on, in a person's words."""

from functools import partial
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication

from desktop_app.domain.facts import Fact
from desktop_app.services.why import FactUsed, LoreUsed, Why
from desktop_app.ui.memory.words import category_in_words

_said = partial(QCoreApplication.translate, "Why")


class Line(NamedTuple):
    """One thing that an answer drew on: what it is, what more there is to tell, and the fact where it is one."""

    words: str
    more: str = ""
    fact: Fact | None = None


def fact_line(used: FactUsed) -> Line:
    """Return a fact as it was told, and what became of it."""
    told, now = used.told, used.now
    key = category_in_words(told.category) if told.key.casefold() == told.value.casefold() else told.key
    more = ""
    if now is None:
        more = _said("forgotten since")
    elif now.value != told.value:
        more = _said("now: {value}").replace("{value}", now.value)
    return Line(f"{key}: {told.value}", more, now)


def lore_line(used: LoreUsed) -> Line:
    """Return an entry of lore, and what it was found by."""
    told = used.told
    why = _said("for “{key}” was said").replace("{key}", told.key) if told.key else _said("always told")
    gone = _said("gone since") if used.now is None else ""
    return Line(told.title or told.key or _said("Entry {n}").replace("{n}", str(told.number + 1)), _joined(why, gone))


def affinity_line(why: Why, title: str) -> Line | None:
    """Return how close the two were; `title` is what that level is called."""
    if why.affinity is None:
        return None
    points = why.affinity.points
    words = _said("1 point") if points == 1 else _said("{n} points").replace("{n}", str(points))
    return Line(f"{title} · {words}")


def turns_line(sent: int, fallen: int | None) -> Line:
    """Return how much of what was said before was read; `fallen` is how much fell out, None where nobody knows."""
    words = _said("1 turn was read") if sent == 1 else _said("{n} turns were read").replace("{n}", str(sent))
    if not fallen:
        return Line(words, _said("nothing fell out") if fallen == 0 else "")
    out = _said("1 earlier one fell out") if fallen == 1 else _said("{n} earlier ones fell out")
    return Line(words, out.replace("{n}", str(fallen)))


def _joined(*parts: str) -> str:
    return ", ".join(filter(None, parts))
