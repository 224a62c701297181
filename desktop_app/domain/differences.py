"""What became of a text: which words of one version stayed in another, which went and which came."""

from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple

from desktop_app.domain.diff_anchors import anchored_matches
from desktop_app.domain.diff_matching import Budget, Match, matches
from desktop_app.domain.diff_tokens import lines_of, words_of

MOST_STEPS = 1_000_000
"""Work after which no more is looked for: well under a second."""
MOST_BY_WORDS = 1_000_000
"""Characters of both texts together, over which they are compared by lines."""
_TOGETHER = 4
"""Words that make an anchor in long texts."""
_ISLAND = 5
"""Characters in common, at most, that are not worth an interruption of a longer change."""


class Change(StrEnum):
    """What became of a run of text."""

    KEPT = "kept"
    REMOVED = "removed"
    ADDED = "added"


class Run(NamedTuple):
    """A part of one of the texts, or of both."""

    change: Change
    text: str


def compare(old: str, new: str, most_steps: int = MOST_STEPS) -> tuple[Run, ...]:
    """Return `old` and `new` as runs: kept and removed ones make `old`, kept and added ones make `new`.

    Neighbours differ in kind, and what was removed stands before what was added in its place. Very long texts are
    compared by lines; what takes too long to be compared is all removed and all added.
    """
    by_words = len(old) + len(new) <= MOST_BY_WORDS
    cut = words_of if by_words else lines_of
    return tuple(_tidied(_compared(cut(old), cut(new), _TOGETHER if by_words else 1, most_steps)))


def _compared(left: Sequence[str], right: Sequence[str], together: int, most_steps: int) -> list[Run]:
    """Return the runs of two texts that are cut into pieces."""
    # Spaces stand everywhere: they are compared where the words around them are found to be the same.
    left_words = [place for place, piece in enumerate(left) if not piece.isspace()]
    right_words = [place for place, piece in enumerate(right) if not piece.isspace()]
    old, new = [left[place] for place in left_words], [right[place] for place in right_words]
    found = matches(old, new, Budget(most_steps // 2))
    if found is None:
        found = anchored_matches(old, new, together, Budget(most_steps // 2))
    runs: list[Run] = []
    old_at = new_at = 0
    for match in [*found, Match(len(old), len(new), 0)]:
        for step in range(match.length):
            one, other = left_words[match.old + step], right_words[match.new + step]
            runs += _gap(left[old_at:one], right[new_at:other])
            runs.append(Run(Change.KEPT, left[one]))
            old_at, new_at = one + 1, other + 1
    return runs + _gap(left[old_at:], right[new_at:])


def _gap(old: Sequence[str], new: Sequence[str]) -> list[Run]:
    """Return the runs of what stands between two pieces in common: spaces at its edges may still be the same."""
    if old == new:
        return [Run(Change.KEPT, "".join(old))]
    most = min(len(old), len(new))
    start = next((place for place in range(most) if old[place] != new[place]), most)
    most -= start
    end = next((place for place in range(most) if old[-1 - place] != new[-1 - place]), most)
    return [
        Run(Change.KEPT, "".join(old[:start])),
        *_changed("".join(old[start : len(old) - end]), "".join(new[start : len(new) - end])),
        Run(Change.KEPT, "".join(old[len(old) - end :])),
    ]


def _changed(old: str, new: str) -> list[Run]:
    return [Run(Change.REMOVED, old), Run(Change.ADDED, new)]


class _Group(NamedTuple):
    """A change, and what is the same behind it."""

    removed: str
    added: str
    kept: str

    def size(self) -> int:
        """Return how many characters the change has, without spaces."""
        return max(len("".join(text.split())) for text in (self.removed, self.added))

    def is_island_before(self, other: "_Group") -> bool:
        """Tell whether so little is the same between this change and the `other` that it only breaks them up."""
        words = self.kept.strip()
        short = 0 < len(self.kept) <= _ISLAND and "\n" not in self.kept
        return short and len(words) < min(self.size(), other.size())


def _tidied(runs: Sequence[Run]) -> Iterator[Run]:
    """Join neighbours, and let a word or two in common between longer changes be part of them, as people read it."""
    removed: list[str] = []
    added: list[str] = []
    groups = [*_grouped(runs), _Group("", "", "")]
    for place, group in enumerate(groups[:-1]):
        removed.append(group.removed)
        added.append(group.added)
        if group.is_island_before(groups[place + 1]):
            removed.append(group.kept)
            added.append(group.kept)
            continue
        yield from (run for run in _changed("".join(removed), "".join(added)) if run.text)
        if group.kept:
            yield Run(Change.KEPT, group.kept)
        removed, added = [], []


def _grouped(runs: Sequence[Run]) -> Iterator[_Group]:
    parts: dict[Change, list[str]] = {change: [] for change in Change}
    for run in runs:
        if not run.text:
            continue
        if run.change is not Change.KEPT and parts[Change.KEPT]:
            yield _Group(*("".join(parts[each]) for each in (Change.REMOVED, Change.ADDED, Change.KEPT)))
            parts = {change: [] for change in Change}
        parts[run.change].append(run.text)
    yield _Group(*("".join(parts[each]) for each in (Change.REMOVED, Change.ADDED, Change.KEPT)))
