"""Merging two copies of a session: which messages of one are in the other already."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Turn:
    """As much of a message as tells whether another one is the same: its place, who spoke, what, and when.

    `unfinished` is an answer that was still being written when its copy was made; its text has grown since. `size` is
    that of its text: an answer that was whole or cut off may have gone on since, and is longer then.
    """

    id: int
    parent_id: int | None
    role: str
    digest: bytes
    created_at: datetime
    unfinished: bool = False
    size: int = 0


def placed(turns: Iterable[Turn]) -> list[Turn]:
    """Return the turns that hang together from a root, parents first; what refers to nothing or to itself does not."""
    known: set[int] = set()
    found = []
    for turn in sorted(turns, key=lambda each: each.id):
        if turn.parent_id is None or turn.parent_id in known:
            known.add(turn.id)
            found.append(turn)
    return found


def same_turns(theirs: Sequence[Turn], ours: Iterable[Turn]) -> dict[int, int]:
    """Return the id among `ours` for each of `theirs` that is there already; `theirs` as `placed` returns them.

    The same are those with the same words of the same speaker at the same time under the same parent. Siblings often
    say the same, such as an answer that was asked for twice: it is the time, which nothing changes, that tells them
    apart. Where even that is the same, as many as there are count. An answer of theirs that went on here is the same.
    """
    their_children, our_children = _by_parent(theirs), _by_parent(ours)
    same: dict[int, int] = {}
    for parent in (None, *(turn.id for turn in theirs)):
        if parent is None or parent in same:
            mine = our_children[None if parent is None else same[parent]]
            for like in (_words, _place):
                _pair(their_children[parent], mine, like, same)
    return same


def _pair(theirs: list[Turn], ours: list[Turn], like: Callable[[Turn], Hashable], same: dict[int, int]) -> None:
    """Pair those that are alike, each once, and take them out of both lists."""
    waiting: dict[Hashable, list[Turn]] = defaultdict(list)
    for turn in ours:
        waiting[like(turn)].append(turn)
    for turn in list(theirs):
        match = next((each for each in waiting[like(turn)] if like is _words or _grown(turn, each)), None)
        if match is not None:
            waiting[like(turn)].remove(match)
            same[turn.id] = match.id
            theirs.remove(turn)
            ours.remove(match)


def _grown(before: Turn, after: Turn) -> bool:
    """Tell whether one turn can be what another one of its place has become."""
    return before.unfinished or (before.role == "assistant" and after.size > before.size)


def _by_parent(turns: Iterable[Turn]) -> defaultdict[int | None, list[Turn]]:
    children: defaultdict[int | None, list[Turn]] = defaultdict(list)
    for turn in turns:
        children[turn.parent_id].append(turn)
    return children


def _words(turn: Turn) -> Hashable:
    return turn.role, turn.created_at, turn.digest


def _place(turn: Turn) -> Hashable:
    return turn.role, turn.created_at
