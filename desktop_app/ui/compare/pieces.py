"""What a comparison shows: runs of text in portions, with what cannot be seen made visible."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from desktop_app.domain.differences import Change, Run
from desktop_app.domain.hidden_characters import shown_wholly

PORTION = 4_000
"""Characters put on the screen in one go; a longer line is broken there, over which Qt would take too long."""


class Piece(NamedTuple):
    """Some text to show, and the number of the change that it belongs to; `kept` text belongs to none."""

    change: Change
    text: str
    number: int | None = None


def pieces_of(runs: Sequence[Run]) -> Iterator[Piece]:
    """Return what is to be shown for these runs; what was removed and what came in its place are one change."""
    number = -1
    before = Change.KEPT
    line = 0
    for change, text in runs:
        if change is not Change.KEPT and not (before is Change.REMOVED and change is Change.ADDED):
            number += 1
        before = change
        shown = shown_wholly(text)
        if change is not Change.KEPT and not text.strip():
            shown = _visible_spaces(shown)
        for portion in _portions(shown):
            end = portion.rfind("\n")
            line = line + len(portion) if end < 0 else len(portion) - end - 1
            if line > PORTION:
                portion, line = portion + "\n", 0
            yield Piece(change, portion, None if change is Change.KEPT else number)


def count_of_changes(runs: Sequence[Run]) -> int:
    """Return how many changes there are."""
    kinds = [run.change for run in runs]
    both = sum(kinds[place : place + 2] == [Change.REMOVED, Change.ADDED] for place in range(len(kinds)))
    return sum(kind is not Change.KEPT for kind in kinds) - both


def _portions(text: str) -> Iterator[str]:
    start = 0
    while start < len(text):
        end = start + PORTION
        if end < len(text):
            end = text.rfind(" ", start + PORTION // 2, end) + 1 or end
        yield text[start:end]
        start = end


def _visible_spaces(text: str) -> str:
    """Return spaces such that one sees where some came or went."""
    return text.replace(" ", "·").replace("\t", "→\t").replace("\n", "↵\n")
