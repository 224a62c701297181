"""Reads figures and what is to be done with them, written as signs or as English words, into plain tokens."""

import re
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

MAX_LENGTH = 200
OPERATORS = frozenset(("+", "-", "*", "/", "^", "%", "mod", "sqrt"))

_TOKEN = re.compile(r"\s*(?:(\d[\d,]*(?:\.\d+)?|\.\d+)|(\*\*|[-+*/^()%×÷·−√])|([a-z]+))")
_SIGNS = MappingProxyType({"×": "*", "·": "*", "÷": "/", "−": "-", "**": "^", "√": "sqrt"})
_OPERATOR_WORDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "plus": ("+",),
        "and": ("+",),
        "minus": ("-",),
        "less": ("-",),
        "negative": ("-",),
        "x": ("*",),
        "times": ("*",),
        "multiplied": ("*",),
        "of": ("*",),
        "over": ("/",),
        "divided": ("/",),
        "percent": ("%",),
        "mod": ("mod",),
        "modulo": ("mod",),
        "squared": ("^", "2"),
        "cubed": ("^", "3"),
        "root": ("sqrt",),
        "sqrt": ("sqrt",),
        "power": ("^",),
        "pi": ("3.14159265358979323846264338327950288",),
        "by": (),
        "a": (),
        "the": (),
        "square": (),
    }
)
# fmt: off
_UNITS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)
# fmt: on
_SMALL = {word: value for value, word in enumerate(_UNITS)}
_DECADES = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_TENS = {word: value * 10 for value, word in enumerate(_DECADES, 2)}
_SCALES = MappingProxyType({"hundred": 100, "thousand": 1_000, "million": 1_000_000})
_HYPHENATED = re.compile(rf"\b({'|'.join(_TENS)})-(?=[a-z])")
_PARTS = MappingProxyType(
    {"half": 2, "halve": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "eighth": 8, "tenth": 10}
)
_FRACTION = re.compile(rf"\b(?:(?:({'|'.join(_SMALL)}|\d{{1,3}})|an?)[ -])?({'|'.join(_PARTS)})s?\b(?! power)")
_MONEY = str.maketrans("", "", "$€£")
_FINISHED = re.compile(r"\d{1,3}(,\d{3})+(\.\d+)?")


class NotArithmeticError(ValueError):
    """The text is not a calculation."""


def tokens_of(text: str) -> list[str]:
    """Return numbers as digits and operators as signs; raise `NotArithmeticError` at whatever is neither."""
    if len(text) > MAX_LENGTH:
        raise NotArithmeticError
    prepared = _HYPHENATED.sub(r"\1 ", text.casefold()).replace("to the power of", "power")
    prepared = _FRACTION.sub(lambda part: f"({part[1] or 1}/{_PARTS[part[2]]})", prepared.translate(_MONEY))
    return list(_with_modulo(list(_with_number_words(_split(prepared.lstrip(" =:").rstrip(" ?!.=:,"))))))


def whole_number(text: str) -> int | None:
    """Return the whole number that `text` writes, in figures or words; None where it writes none."""
    if text in ("a", "an"):
        return 1
    try:
        tokens = tokens_of(text)
    except NotArithmeticError:
        return None
    return int(tokens[0]) if len(tokens) == 1 and tokens[0].isdigit() and len(tokens[0]) < 10 else None


def _split(text: str) -> Iterator[str]:
    position = 0
    while position < len(text):
        token = _TOKEN.match(text, position)
        if token is None:
            raise NotArithmeticError
        position = token.end()
        number, sign, word = token.groups()
        if number:
            yield _digits(number)
        elif sign:
            yield _SIGNS.get(sign, sign)
        elif word in _SMALL or word in _TENS or word in _SCALES:
            yield word
        elif word in _OPERATOR_WORDS:
            yield from _OPERATOR_WORDS[word]
        else:
            raise NotArithmeticError


def _digits(number: str) -> str:
    if len(number) > 40 or ("," in number and not _FINISHED.fullmatch(number)):
        raise NotArithmeticError
    return "0" + number if number[0] == "." else number.replace(",", "")


def _with_number_words(tokens: Iterable[str]) -> Iterator[str]:
    """Join “three hundred twenty five” to 325 and “2 million” to 2 * 1000000."""
    total, running, spelled = 0, 0, False
    written = False
    for token in tokens:
        if token in _SMALL or token in _TENS:
            running += _SMALL.get(token, 0) + _TENS.get(token, 0)
            spelled = True
        elif token in _SCALES and (spelled or not written):
            running = max(running, 1) * _SCALES[token]
            spelled = True
            if _SCALES[token] > 100:
                total, running = total + running, 0
        elif token in _SCALES:
            yield from ("*", str(_SCALES[token]))
        else:
            if spelled:
                yield str(total + running)
            total, running, spelled = 0, 0, False
            yield token
        written = token[0].isdigit()
    if spelled:
        yield str(total + running)


def _with_modulo(tokens: list[str]) -> Iterator[str]:
    """Read “10 % 3” as the rest of a division: a per cent sign does not stand before a number."""
    for at, token in enumerate(tokens):
        following = tokens[at + 1][0] if at + 1 < len(tokens) else ""
        is_modulo = token == "%" and (following.isdigit() or following == "(")  # noqa: S105  # no password
        yield "mod" if is_modulo else token
