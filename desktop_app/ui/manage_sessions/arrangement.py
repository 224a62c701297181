"""Which rows stand under a tab, and in which order.

Done on plain lists: a sort proxy of Qt asks a Python model half a million times to sort 20,000 rows, which takes two
seconds; this takes a few milliseconds.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any, NamedTuple

from desktop_app.ui.manage_sessions.rows import SOON, Column, ManagedRow, Tab


class Order(NamedTuple):
    """The column that sorts, and whether the greatest comes first."""

    column: Column
    descending: bool


NEWEST_FIRST = Order(Column.ACTIVITY, descending=True)


@dataclass(frozen=True, slots=True)
class Choice:
    """What is to be seen: a tab, those that contain all the words, and the order."""

    tab: Tab = Tab.ACTIVE
    words: str = ""
    order: Order = NEWEST_FIRST


def arranged(rows: Sequence[ManagedRow], choice: Choice, sizes: Mapping[str, int], now: datetime) -> list[ManagedRow]:
    """Return the rows to show; `rows` come with the last used first, which decides between equals."""
    shown = under(rows, choice.tab, now)
    for word in choice.words.casefold().split():
        shown = [row for row in shown if word in row.haystack]
    return _ordered(shown, choice.order, sizes)


def under(rows: Iterable[ManagedRow], tab: Tab, now: datetime) -> list[ManagedRow]:
    """Return the rows that stand under a tab."""
    if tab is Tab.EXPIRING:
        latest = now + SOON
        soon = [row for row in rows if row.goes_at is not None and row.goes_at <= latest]
        return [row for row in soon if row.home is not Tab.TRASH]
    return [row for row in rows if row.home is tab]


def counts(rows: Sequence[ManagedRow], now: datetime) -> dict[Tab, int]:
    """Return how many rows stand under each tab."""
    homes = [row.home for row in rows]
    return {tab: homes.count(tab) for tab in Tab} | {Tab.EXPIRING: len(under(rows, Tab.EXPIRING, now))}


def _ordered(rows: list[ManagedRow], order: Order, sizes: Mapping[str, int]) -> list[ManagedRow]:
    """Sort by a column; what never expires comes last either way."""
    if order.column is Column.EXPIRES:
        going = [row for row in rows if row.goes_at is not None]
        going.sort(key=attrgetter("goes_at"), reverse=order.descending)
        return going + [row for row in rows if row.goes_at is None]
    return sorted(rows, key=_key(order.column, sizes), reverse=order.descending)


def _key(column: Column, sizes: Mapping[str, int]) -> Callable[[ManagedRow], Any]:
    match column:
        case Column.NAME:
            return attrgetter("name_key")
        case Column.PERSONA:
            return attrgetter("persona")
        case Column.CREATED:
            return attrgetter("created")
        case Column.MESSAGES:
            return attrgetter("messages")
        case Column.SIZE:
            return lambda row: sizes.get(row.id, 0)
        case _:
            return attrgetter("last_activity")
