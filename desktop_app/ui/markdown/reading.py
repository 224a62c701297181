"""Reads a text that grows: what is settled is kept, and only its end is read again.

A block is settled when another one began after it, on a line that is complete, and nothing that may still come can join
the two: after an empty line, or at a fence. Where the address of a label comes later, only the blocks that name the
label are rendered again. Tests compare every way of growing with reading all at once.
"""

import re
from collections.abc import Sequence
from itertools import accumulate

from markdown_it.token import Token

from desktop_app.ui.markdown.block import Block
from desktop_app.ui.markdown.fences import fence_at
from desktop_app.ui.markdown.groups import Group, GroupParser, References, plain
from desktop_app.ui.markdown.html import Colours
from desktop_app.ui.markdown.thoughts import thought_at

LONGEST_BLOCK = 30_000
"""From a block longer than this on, a text is shown as it is: reading it would be felt."""
LONGEST_LINE = 8_000
"""A line of that many characters says what it begins even before it is complete."""
MOST_LINES = 1_000
"""From a block of more lines than this on, too; fenced code may have any number."""
_AHEAD = LONGEST_BLOCK + LONGEST_LINE
_LINE_ENDS = re.compile(r"\r\n?")


class Reading:
    """One text while it is read, from its beginning on."""

    def __init__(self, parser: GroupParser, colours: Colours) -> None:
        self._parser = parser
        self._colours = colours
        self._settled: list[Group] = []
        self._end = 0
        self._references: References = {}
        self._rendered_with: References = {}

    def read(self, text: str) -> Sequence[Group]:
        """Return all groups of `text`, which goes on where the one before ended."""
        text = _normalized(text)
        while True:
            found = _found_at(text, self._end)
            if found is not None:
                block, after = found
                if after is None:
                    return self._with_end([Group([block])], self._references)
                self._settled.append(Group([block]))
                self._end = after
                continue
            if self._end >= len(text):
                return self._with_end([], self._references)
            end = self._read_window(text)
            if end is not None:
                return end

    def _read_window(self, text: str) -> Sequence[Group] | None:
        """Settle what can be in the text ahead; return all groups when there is no more to settle."""
        start = self._end
        lines = [0, *accumulate(len(line) + 1 for line in text[start : start + _AHEAD].split("\n"))]
        lines = lines[: MOST_LINES + 3]
        window = text[start : min(start + lines[-1], start + _AHEAD)]
        tokens, references = self._parser.split(window, self._references)
        count, whole = _settled(tokens, window, lines), start + len(window) == len(text)
        thought = bool(tokens) and tokens[-1][0].type == "thought"
        if thought:  # what stands before it is settled, it is found by a search
            count, whole = len(tokens) - 1, False
        elif not count and not whole:
            return self._with_end([Group([plain(text[start:])])], self._references)
        places = [start + lines[_line_of(each)] for each in tokens] + [len(text)]
        groups = [
            self._parser.group(each, text[places[n] : places[n + 1]], references, self._colours)
            for n, each in enumerate(tokens if whole else tokens[:count])
        ]
        if count or thought:
            self._settled += groups[:count]
            self._end = places[count]
            self._keep(references, _line_of(tokens[count]))
        return self._with_end(groups[count:], references) if whole else None

    def _keep(self, references: References, line: int) -> None:
        """Know the references of the settled text, which ends at that line of the window."""
        new = {label: to for label, to in references.items() if label not in self._references and to["map"][1] <= line}
        self._references = {**self._references, **new}

    def _with_end(self, end: list[Group], references: References) -> Sequence[Group]:
        before, self._rendered_with = self._rendered_with, references
        labels = before.keys() | references.keys()
        changed = [label for label in labels if _address(before, label) != _address(references, label)]
        for group in self._settled if changed else ():
            if any(label in group.words for label in changed):
                self._parser.render(group, references, self._colours)
        return [*self._settled, *end]


def _found_at(text: str, start: int) -> tuple[Block, int | None] | None:
    """Return code or a thought with which `text` goes on, and where it ends, None while it may still become more."""
    fence = fence_at(text, start)
    if fence is not None:
        return Block("code", text=fence.code, language=fence.language), fence.end
    thought = thought_at(text, start)
    if thought is not None:
        return Block("thought", text=thought.words.strip("\n"), open=thought.end is None), thought.end
    return None


def _normalized(text: str) -> str:
    """Return `text` with the line ends that the parser knows."""
    if "\r" in text:
        text = _LINE_ENDS.sub("\n", text)
    return text.replace("\0", "\ufffd")


def _settled(tokens: Sequence[Sequence[Token]], window: str, lines: Sequence[int]) -> int:
    """Return how many blocks nothing can change any more that comes after `window`."""
    for count in range(len(tokens) - 1, 0, -1):
        before, line = tokens[count - 1][0], _line_of(tokens[count])
        known = lines[line + 1] <= len(window) or len(window) - lines[line] >= LONGEST_LINE
        if not known or lines[line] > LONGEST_BLOCK or line > MOST_LINES:
            continue
        after_fence = before.type == "fence" and before.map is not None and before.map[1] == line
        if after_fence or tokens[count][0].type == "fence" or not window[lines[line - 1] : lines[line]].strip(" \t\n"):
            return count
    return 0


def _line_of(group: Sequence[Token]) -> int:
    return group[0].map[0] if group[0].map else 0


def _address(references: References, label: str) -> object:
    to = references.get(label)
    return to and to["href"]
