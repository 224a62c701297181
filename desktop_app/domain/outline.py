"""The outline of a session: the places where its tree of messages forks, and what hangs below each."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from desktop_app.domain.messages import MessageStatus, Role


class Node(NamedTuple):
    """A message as far as the shape of the tree needs it."""

    id: int
    parent_id: int | None
    status: MessageStatus


class Beginning(NamedTuple):
    """What is shown of the first message of a branch."""

    role: Role
    words: str
    created_at: datetime
    persona: str | None


class Fork(NamedTuple):
    """One of several messages that follow the same one, as the shape of the tree tells it; see `Branch`."""

    message_id: int
    parent_id: int | None
    level: int
    messages: int
    shown: bool
    leaf_id: int
    leaf_status: MessageStatus


@dataclass(frozen=True, slots=True)
class Branch:
    """One of several ways on from a message, or one of several beginnings.

    `level` says in how many forks above it lies. `messages` counts its first message and all below. It is `shown`
    where its first message is on the shown branch; `leaf_id` is the newest end below it, which is `cut_off` when it is
    an answer that was interrupted or failed.
    """

    message_id: int
    parent_id: int | None
    level: int
    role: Role
    words: str
    created_at: datetime
    persona: str | None
    messages: int
    shown: bool
    leaf_id: int
    cut_off: bool
    question: str = ""
    """The first words of what an answer answers."""


@dataclass(frozen=True, slots=True)
class Outline:
    """The branches of a session at all its forks, each followed by those within it; none where it never forks."""

    branches: tuple[Branch, ...]

    @property
    def forks(self) -> int:
        """In how many places the session forks."""
        return len({branch.parent_id for branch in self.branches})


def forks_of(nodes: Sequence[Node], shown_leaf: int | None) -> list[Fork]:
    """Return the branches at all forks of a tree, in its order; parents come before what follows them in `nodes`."""
    parents = {node.id: node.parent_id for node in nodes}
    children: dict[int | None, list[int]] = {}
    for node in nodes:
        children.setdefault(node.parent_id if node.parent_id in parents else None, []).append(node.id)
    extents = _extents(nodes)
    status = {node.id: node.status for node in nodes}
    shown = _upwards(parents, shown_leaf)
    found: list[Fork] = []
    waiting = [(0, top) for top in reversed(_next_fork(children, None))]
    while waiting:
        level, top = waiting.pop()
        size, leaf = extents[top]
        found.append(Fork(top, parents[top], level, size, top in shown, leaf, status[leaf]))
        waiting += [(level + 1, each) for each in reversed(_next_fork(children, top))]
    return found


def outline(forks: Iterable[Fork], beginnings: Mapping[int, Beginning]) -> Outline:
    """Return the outline that `forks` make with the beginnings of their first messages, and of those before them."""
    return Outline(
        tuple(
            Branch(
                message_id=fork.message_id,
                parent_id=fork.parent_id,
                level=fork.level,
                messages=fork.messages,
                shown=fork.shown,
                leaf_id=fork.leaf_id,
                cut_off=fork.leaf_status in {MessageStatus.INTERRUPTED, MessageStatus.FAILED},
                question=_question(fork, beginnings),
                **beginnings[fork.message_id]._asdict(),
            )
            for fork in forks
            if fork.message_id in beginnings
        )
    )


def _question(fork: Fork, beginnings: Mapping[int, Beginning]) -> str:
    answered = None if fork.parent_id is None else beginnings.get(fork.parent_id)
    if answered is None or beginnings[fork.message_id].role is Role.USER:
        return ""
    return answered.words


def _extents(nodes: Sequence[Node]) -> dict[int, tuple[int, int]]:
    """Return for each message how many it and those below it are, and the newest of them, which is a leaf."""
    found: dict[int, tuple[int, int]] = {}
    for node in reversed(nodes):
        size, leaf = found.get(node.id, (0, node.id))
        found[node.id] = (size + 1, leaf)
        if node.parent_id is not None:
            above, newest = found.get(node.parent_id, (0, leaf))
            found[node.parent_id] = (above + size + 1, max(newest, leaf))
    return found


def _upwards(parents: Mapping[int, int | None], leaf: int | None) -> set[int]:
    found = set()
    at = leaf
    while at is not None and at in parents and at not in found:
        found.add(at)
        at = parents[at]
    return found


def _next_fork(children: Mapping[int | None, Sequence[int]], top: int | None) -> Sequence[int]:
    """Return the branches of the first fork below a message, none where there is none."""
    at = top
    while len(below := children.get(at, ())) == 1:
        at = below[0]
    return below
