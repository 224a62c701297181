"""The outline of a session as rows: the shown branch as a spine, the other ways beside it."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from desktop_app.domain.outline import Branch


class OutlineRow(NamedTuple):
    """One way on from a fork: its place among those of the fork, and how far it is set in."""

    branch: Branch
    place: int
    """Counted from 1, `among` so many."""
    among: int
    indent: int
    begins: bool
    """Whether it is the first row of its fork."""


class _Way(NamedTuple):
    branch: Branch
    then: "list[_Way]"
    """The ways on from the next fork below, if there is one."""


def rows_of(branches: Sequence[Branch]) -> list[OutlineRow]:
    """Return the rows from top to bottom.

    At each fork the way that is shown, or else has the newest end, comes last, and what follows it stands below it
    without being set in: a long conversation with many forks stays a straight line. What is within another way is set
    in below that.
    """
    rows: list[OutlineRow] = []
    waiting: list[OutlineRow | tuple[int, list[_Way]]] = [(0, _ways(branches))]
    while waiting:
        next_one = waiting.pop()
        if isinstance(next_one, OutlineRow):
            rows.append(next_one)
        else:
            waiting += reversed(list(_unfolded(*next_one)))
    return rows


def _unfolded(indent: int, ways: Sequence[_Way]) -> Iterator[OutlineRow | tuple[int, list[_Way]]]:
    """Return the rows of one fork, each followed by what is still to be unfolded below it."""
    main = max(ways, key=lambda way: (way.branch.shown, way.branch.leaf_id), default=None)
    placed = list(enumerate(ways, 1))
    ordered = sorted(placed, key=lambda each: each[1] is main)
    for number, (place, way) in enumerate(ordered):
        yield OutlineRow(way.branch, place, len(ways), indent, begins=number == 0)
        yield (indent if way is main else indent + 1), way.then


def _ways(branches: Sequence[Branch]) -> list[_Way]:
    """Return the ways on from the first fork, each with those from the next."""
    levels: list[list[_Way]] = [[]]
    for branch in branches:
        way = _Way(branch, [])
        levels[branch.level].append(way)
        levels[branch.level + 1 :] = [way.then]
    return levels[0]
