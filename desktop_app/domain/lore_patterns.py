"""Regular expressions that somebody else wrote as keys of lore, held to what cannot take long.

Python's `re` goes back and forth without end over a pattern such as `(a+)+b`. So a pattern is read here first. It may
have what people write in keys: letters, classes, groups, alternatives, and repeats of single characters. What goes
through a text in too many ways (repeated groups, references, looking around) is refused, and repeats without an end get
one, so that from each place in the text only so many ways can be tried.
"""

import re
from dataclasses import dataclass

_LONGEST = 200
_MOST_WAYS = 512
"""Ways through the text from one place, over all repeats and alternatives of a pattern."""
_LONGEST_REPEAT = 256
_SHORTEST_REPEAT = 4
_WRITTEN = re.compile(r"/(.+)/([a-z]*)\Z", re.DOTALL)
_REPEAT = re.compile(r"[*+?]|\{(\d{1,3})(,?)(\d{0,3})\}")
_CLASS = re.compile(r"\[\^?\]?(?:\\.|[^\]\\])*\]", re.DOTALL)
_ESCAPE = re.compile(r"\\[dDwWsSbBtnrfv]|\\[^0-9A-Za-z]")
_OPENING = re.compile(r"\((?!\?)|\(\?:")


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of a pattern: a repeatable `atom`, a repeat, or something else."""

    text: str
    kind: str
    low: int = 0
    high: int | None = None


def is_written_as_pattern(key: str) -> bool:
    """Tell whether a key stands between slashes, as patterns are written."""
    return _WRITTEN.match(key) is not None


def safe_pattern(key: str, *, case_sensitive: bool) -> re.Pattern[str] | None:
    """Return the pattern that a key writes, bare or as `/pattern/i`; None for one that could take long, or is none."""
    written = _WRITTEN.match(key)
    pattern, flags = (written[1], written[2]) if written else (key, "" if case_sensitive else "i")
    if pattern.startswith("(?i)"):
        pattern, flags = pattern.removeprefix("(?i)"), flags + "i"
    if len(pattern) > _LONGEST:
        return None
    pieces = _pieces(pattern)
    bounded = None if pieces is None else _bounded(pieces)
    if bounded is None:
        return None
    chosen = re.NOFLAG
    for letter, flag in (("i", re.IGNORECASE), ("m", re.MULTILINE), ("s", re.DOTALL)):
        chosen |= flag if letter in flags else re.NOFLAG
    try:
        return re.compile(bounded, chosen)
    except (re.error, OverflowError, RecursionError):
        return None


def _pieces(pattern: str) -> list[_Piece] | None:
    """Return what a pattern is made of; None where something is not allowed, such as a repeated group."""
    pieces: list[_Piece] = []
    at = 0
    while at < len(pattern):
        piece = _piece_at(pattern, at)
        if piece is None or (piece.kind == "repeat" and not _may_repeat(pieces, piece)):
            return None
        pieces.append(piece)
        at += len(piece.text)
    return pieces


def _piece_at(pattern: str, at: int) -> _Piece | None:
    sign = pattern[at]
    if sign in "*+?{":
        return _repeat_at(pattern, at)
    if sign == "\\":
        found = _ESCAPE.match(pattern, at)
        return None if found is None else _Piece(found[0], "other" if found[0] in ("\\b", "\\B") else "atom")
    if sign == "[":
        found = _CLASS.match(pattern, at)
        return None if found is None else _Piece(found[0], "atom")
    if sign == "(":
        found = _OPENING.match(pattern, at)
        return None if found is None else _Piece("(?:" if found[0] == "(?:" else "(", "other")
    if sign in "|^$":
        return _Piece(sign, "alternative" if sign == "|" else "other")
    return _Piece(sign, "group" if sign == ")" else "atom")


def _repeat_at(pattern: str, at: int) -> _Piece | None:
    found = _REPEAT.match(pattern, at)
    if found is None:
        return None
    if found[0] in ("*", "+", "?"):
        return _Piece(found[0], "repeat", 1 if found[0] == "+" else 0, 1 if found[0] == "?" else None)
    low = int(found[1])
    return _Piece(found[0], "repeat", low, int(found[3]) if found[3] else None if found[2] else low)


def _may_repeat(pieces: list[_Piece], repeat: _Piece) -> bool:
    """Tell whether the piece before a repeat may have it: a group may only be there or not."""
    before = pieces[-1].kind if pieces else "other"
    return before == "atom" or (before == "group" and repeat.text == "?") or (before == "repeat" and repeat.text == "?")


def _bounded(pieces: list[_Piece]) -> str | None:
    """Return the pattern with an end to each repeat; None where there are too many ways through a text."""
    endless = sum(piece.kind == "repeat" and piece.high is None for piece in pieces)
    ways = _alternatives(pieces)
    for piece in pieces:
        if piece.kind == "repeat" and piece.high is not None:
            ways *= max(piece.high - piece.low + 1, 1)
    most = min(int((_MOST_WAYS / ways) ** (1 / max(endless, 1))), _LONGEST_REPEAT)
    if ways > _MOST_WAYS or (endless and most < _SHORTEST_REPEAT):
        return None
    return "".join(_ended(piece, most) for piece in pieces)


def _alternatives(pieces: list[_Piece]) -> int:
    """Return how many ways alternatives make: one more each in a group, and those of several groups times another."""
    ways, open_groups = 1, [1]
    for piece in pieces:
        if piece.text in ("(", "(?:"):
            open_groups.append(1)
        elif piece.kind == "alternative":
            open_groups[-1] += 1
        elif piece.kind == "group" and len(open_groups) > 1:
            ways *= open_groups.pop()
    return ways * max(open_groups)


def _ended(piece: _Piece, most: int) -> str:
    if piece.kind != "repeat" or piece.high is not None:
        return piece.text
    return f"{{{piece.low},{piece.low + most}}}"
