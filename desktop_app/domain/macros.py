"""Macros in the texts of personas, such as `{{user}}`: replaced when a prompt is made, never in what is kept.

Nothing is run: the names stand in one table, what they stand for is not looked through again, and all that is unknown
stays as it was written. With a seed, chance is the same each time.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from secrets import token_hex
from types import MappingProxyType
from typing import Final

_TOKENS = re.compile(r"\{\{|\}\}|<(?:user|bot|char)>", re.IGNORECASE)
_DICE = re.compile(r"(\d{1,3})d(\d{1,6})(?:([+-])(\d{1,6}))?\Z|d?(\d{1,6})(?:([+-])(\d{1,6}))?\Z", re.IGNORECASE)
_MOST_DICE = 100
_MOST_DICE_OF_A_TEXT = 1_000
"""Further dice stay as they were written: a text of somebody else shall not keep the window busy."""
_DEEPEST = 20
_COMMA = re.compile(r"(?<!\\),")
_TRIM = "\x00trim\x00"
"""What `{{trim}}` leaves until the line ends around it are gone; texts of personas have no NUL."""


@dataclass(frozen=True, slots=True)
class Speaking:
    """Who speaks with whom, when, and by what chance.

    `seed` decides `{{random}}` and `{{roll}}`, without one they fall anew each time; `pick_seed` decides `{{pick}}`,
    which stays the same in a session. `values` are of further macros, by their names in small letters.
    """

    char: str
    user: str
    now: datetime | None = None
    seed: str | None = None
    pick_seed: str = ""
    original: str = ""
    values: Mapping[str, str] = field(default_factory=dict, hash=False)


def expanded(text: str, speaking: Speaking) -> str:
    """Return `text` with its macros replaced, the inner ones first."""
    if "{{" not in text and "<" not in text:
        return text
    return _Expansion(speaking).of(text)


class _Expansion:
    """One text in the making; chance depends on how many macros asked for it before."""

    def __init__(self, speaking: Speaking) -> None:
        self._speaking = speaking
        self._seed = speaking.seed if speaking.seed is not None else token_hex(8)
        self._asked = 0
        self._dice_left = _MOST_DICE_OF_A_TEXT

    def of(self, text: str) -> str:
        open_pieces: list[list[str]] = [[]]
        last = 0
        for token in _TOKENS.finditer(text):
            open_pieces[-1].append(text[last : token.start()])
            last = token.end()
            if token[0] == "{{" and len(open_pieces) > _DEEPEST:
                open_pieces[-1].append("{{")
            elif token[0] == "{{":
                open_pieces.append([])
            elif token[0] != "}}":
                open_pieces[-1].append(self._speaking.user if token[0].lower() == "<user>" else self._speaking.char)
            elif len(open_pieces) > 1:
                written = "".join(open_pieces.pop())
                value = self._value(written)
                open_pieces[-1].append("{{" + written + "}}" if value is None else value)
            else:
                open_pieces[-1].append("}}")
        # What was opened and never closed is no macro.
        whole = "{{".join("".join(pieces) for pieces in open_pieces) + text[last:]
        return _trimmed(whole) if _TRIM in whole else whole

    def _value(self, written: str) -> str | None:
        """Return what the macro stands for, None where it is unknown."""
        if written.lstrip().startswith("//"):
            return ""
        name, colon, argument = written.strip().partition(":")
        if not colon:
            name, _space, argument = written.strip().partition(" ")
        name = name.strip().lower()
        if name in _WITH_ARGUMENT and argument:
            return _WITH_ARGUMENT[name](self, argument)
        return None if argument else self._plain(name)

    def _plain(self, name: str) -> str | None:
        speaking = self._speaking
        known = {"char": speaking.char, "user": speaking.user, "original": speaking.original, **_SIGNS}
        if name in known:
            return known[name]
        if speaking.now is not None and name in _TIMES:
            return _TIMES[name](speaking.now)
        return speaking.values.get(name)

    def random(self, argument: str) -> str:
        """Return one of several, another one each time."""
        return self._one_of(argument, self._seed)

    def pick(self, argument: str) -> str:
        """Return one of several, in a session always the same."""
        return self._one_of(argument, self._speaking.pick_seed)

    def roll(self, argument: str) -> str | None:
        """Return what dice show, None where what is to be rolled makes no sense."""
        argument = argument.strip()
        dice = _DICE.match(argument)
        if dice is None:
            return None
        number, sides = int(dice[1] or 1), int(dice[2] or dice[5])
        if not 0 < number <= min(_MOST_DICE, self._dice_left) or not sides:
            return None
        self._dice_left -= number
        more = int((dice[3] or dice[6] or "") + (dice[4] or dice[7] or "0"))
        return str(sum(self._below(sides, self._seed, argument) + 1 for _die in range(number)) + more)

    def _one_of(self, argument: str, seed: str) -> str:
        argument = argument.removeprefix(":")
        choices = argument.split("::") if "::" in argument else _COMMA.split(argument)
        return choices[self._below(len(choices), seed, argument)].replace("\\,", ",").strip()

    def _below(self, most: int, seed: str, argument: str) -> int:
        self._asked += 1
        digest = sha256(f"{seed}\n{self._asked}\n{argument}".encode("utf-8", "surrogatepass")).digest()
        return int.from_bytes(digest[:8]) % most


def _trimmed(text: str) -> str:
    """Return `text` without its marks and the line ends around each."""
    parts = text.split(_TRIM)
    first, *between, last = [part.lstrip("\r\n") if place else part for place, part in enumerate(parts)]
    return "".join([first.rstrip("\r\n"), *(part.rstrip("\r\n") for part in between), last])


_WITH_ARGUMENT: Final[Mapping[str, Callable[[_Expansion, str], str | None]]] = MappingProxyType(
    {
        "random": _Expansion.random,
        "pick": _Expansion.pick,
        "roll": _Expansion.roll,
        "reverse": lambda _expansion, argument: argument.removeprefix(":")[::-1],
        "comment": lambda _expansion, _argument: "",
        "hidden_key": lambda _expansion, _argument: "",
    }
)
_SIGNS: Final = MappingProxyType({"newline": "\n", "noop": "", "trim": _TRIM})
_TIMES: Final[Mapping[str, Callable[[datetime], str]]] = MappingProxyType(
    {
        "time": lambda now: f"{now:%H:%M}",
        "date": lambda now: f"{now.day} {now:%B %Y}",
        "weekday": lambda now: f"{now:%A}",
        "isotime": lambda now: f"{now:%H:%M}",
        "isodate": lambda now: f"{now:%Y-%m-%d}",
    }
)
