"""Makes a message's Markdown harmless among other Markdown, losing no letter of it."""

import re
from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

LONGEST_MARKDOWN = 60_000
"""Longer texts are not parsed: that takes too long."""
MOST_MARKS = 2_000
"""More brackets, backticks or stars than this make the parser slow."""
NESTING = 100
_SPOTS = re.compile(
    r"(?<!`)(?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`)|\\[!-/:-@\[-`{-~]|<(?=[A-Za-z/!?])|!(?=\[)", re.DOTALL
)
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#!|~&])")
_TICKS = re.compile(r"`+")
_LAST = "last"


def is_heavy(text: str) -> bool:
    """Tell whether parsing `text` could take long."""
    return len(text) > LONGEST_MARKDOWN or any(text.count(mark) > MOST_MARKS for mark in "[`*_<&~")


def escaped(text: str) -> str:
    """Return one line of plain words for Markdown to show as they are."""
    return _SPECIAL.sub(r"\\\1", text)


class MarkdownGuard:
    """Escapes what would run or load, and lowers headings; what is not harmless then is shown as it is, as code."""

    def __init__(self) -> None:
        self._plain = MarkdownIt("commonmark", {"html": False, "maxNesting": NESTING}).enable("table")
        # Sees the worst that any reader of the file may see in it.
        self._wary = MarkdownIt("commonmark", {"html": True, "maxNesting": NESTING}).enable("table")

    def tamed(self, text: str) -> str:
        """Return `text` so that it can do nothing, and stays one message, wherever it is shown."""
        if not is_heavy(text):
            try:
                tokens = self._plain.parse(text)
                candidate = _escaped_outside_code(text, tokens)
                for attempt in (candidate, *_closed(candidate, tokens)):
                    if self._is_harmless(attempt):
                        return attempt
            except RecursionError:
                pass
        return _fenced(text)

    def _is_harmless(self, text: str) -> bool:
        tokens = self._wary.parse(f"{text}\n\n## {_LAST}\n")
        if [token.type for token in tokens[-3:]] != ["heading_open", "inline", "heading_close"]:
            return False
        if tokens[-2].content != _LAST or tokens[-3].level or any(token.level >= NESTING - 1 for token in tokens):
            return False
        every = [*tokens[:-3], *(child for token in tokens for child in token.children or ())]
        return not any(
            token.type in {"html_block", "html_inline", "image"}
            or (token.type == "heading_open" and token.level == 0 and token.tag in {"h1", "h2"})
            for token in every
        )


def _escaped_outside_code(text: str, tokens: Sequence[Token]) -> str:
    """Return `text` with tags and pictures escaped, and the headings lowered below those of the turns."""
    lines = text.split("\n")
    code: set[int] = set()
    for token in tokens:
        if token.map is None:
            continue
        if token.type in {"fence", "code_block"}:
            code.update(range(*token.map))
        elif token.type == "heading_open" and token.level == 0:
            if token.markup.startswith("#"):
                place = token.map[0]
                lines[place] = lines[place].replace("#", "#" * min(3, 7 - len(token.markup)), 1)
            else:
                lines[token.map[1] - 1] = "\\" + lines[token.map[1] - 1].lstrip()
    pieces: list[str] = []
    start = 0
    for place in range(1, len(lines) + 1):
        if place == len(lines) or (place in code) != (start in code):
            piece = "\n".join(lines[start:place])
            pieces.append(piece if start in code else _SPOTS.sub(_spot, piece))
            start = place
    return "\n".join(pieces)


def _spot(found: re.Match[str]) -> str:
    return found[0] if found[0][0] in "`\\" else "\\" + found[0]


def _closed(text: str, tokens: Sequence[Token]) -> Sequence[str]:
    """Return `text` with its last code block closed, if it has one."""
    fences = [token.markup for token in tokens if token.type == "fence" and token.level == 0]
    return [f"{text}\n{fences[-1]}"] if fences else []


def _fenced(text: str) -> str:
    """Return `text` as code, letter by letter, in a fence that nothing in it closes."""
    longest = max((len(run) for run in _TICKS.findall(text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}text\n{text}\n{fence}"
