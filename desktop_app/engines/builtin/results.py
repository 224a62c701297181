"""Goes on with a result that was told: a sum, a measure, a date, a number of days."""

import re
from collections.abc import Iterator
from typing import Final

OFFERS_MORE: Final = "“more”"
"""What stands in an answer after which there is more to come."""

_SUM: Final = re.compile(r"`(?P<expression>[^`]+)` = \*\*(?P<result>[^*]+)\*\*")
_MEASURE: Final = re.compile(r"(?P<amount>[\d.,−]+) (?P<unit>[^=*]+?) = \*\*(?P<result>[\d.,−]+) (?P<target>[^*]+)\*\*")
_DAYS: Final = re.compile(r"(?P<days>\d[\d,]*) days?\b")
_DATE: Final = re.compile(r"\b\d{1,2} [A-Z][a-z]+ \d{4}\b")
_NUMBER: Final = re.compile(r"\d[\d.,]*")
_PERCENT: Final = re.compile(r"\d[\d.,]*%")

_OPERATOR: Final = re.compile(
    r"(?:plus|minus|times|divided by|multiplied by|over|squared|cubed|mod|x|[-+*/^×÷−])(?= |$|\d)"
)
_ACTED: Final = {
    "add ": "+ ", "subtract ": "- ", "take away ": "- ", "multiply by ": "* ", "multiply it by ": "* ",
    "divide by ": "/ ", "divide it by ": "/ ", "double": "* 2", "halve": "/ 2",
}  # fmt: skip
_THAT: Final = re.compile(r"\b(?:that day|that date|that|it|this|the result|the answer|then)\b")
_NEIGHBOUR: Final = re.compile(r"(?:the )?(?P<unit>day|week|month|year) (?P<way>after|before)(?: that)?")
_FOLLOWING: Final = re.compile(r"(?:the )?(?:next|following) (?P<unit>day|week|month|year)")
_MORE: Final = re.compile(
    r"(?:(?:and|yes|please|ok|show|give|tell|me|some|the|any) )*(?:more|next|rest|others?|go on|continue)(?: please)?"
)
_LATER: Final = re.compile(r"(?P<amount>.+) (?:(?P<later>later|after that)|(?:earlier|before that))")


def is_more(line: str) -> bool:
    """Tell whether these plain words ask for no more than to go on."""
    return _MORE.fullmatch(line) is not None


def tells_sum(text: str) -> bool:
    """Tell whether an answer worked out a sum."""
    return _SUM.search(text) is not None


def going_on(line: str, rest: str, last: str) -> Iterator[str]:
    """Return what `line` may mean in full after the answer `last`; `rest` is the line without “and”, “what about”."""
    if result := _SUM.search(last):
        yield from _of_sum(line, rest, result)
    if measure := _MEASURE.search(last):
        yield from _of_measure(line, rest, measure)
    if date := _DATE.search(last):
        yield from _of_date(line, rest, date[0])
    if days := _DAYS.search(last):
        yield f"{days['days']} days in {rest}"


def _of_sum(line: str, rest: str, last: re.Match[str]) -> Iterator[str]:
    number = last["result"].replace(",", "").replace("−", "-")
    result = f"({number})" if number.startswith("-") else number
    for words, sign in _ACTED.items():
        if rest.startswith(words):
            yield f"{result} {sign}{rest.removeprefix(words) if words.endswith(' ') else ''}"
    if _OPERATOR.match(rest):
        yield f"{result} {rest}"
    if _THAT.search(line):
        yield _THAT.sub(result, rest)
        yield _THAT.sub(result, line)
    expression = last["expression"]
    if _PERCENT.fullmatch(rest) and "%" in expression:
        yield _PERCENT.sub(rest, expression, count=1)
    elif _NUMBER.fullmatch(rest):
        *_others, changed = _NUMBER.finditer(expression)
        yield f"{expression[: changed.start()]}{rest}{expression[changed.end() :]}"


def _of_measure(line: str, rest: str, last: re.Match[str]) -> Iterator[str]:
    yield f"{last['amount']} {last['unit']} in {rest}"
    if _NUMBER.fullmatch(rest):
        yield f"{rest} {last['unit']} in {last['target']}"
    else:
        yield f"{rest} in {last['target']}"
    if _THAT.search(line):
        yield _THAT.sub(f"{last['result']} {last['target']}", line)


def _of_date(line: str, rest: str, date: str) -> Iterator[str]:
    if (near := _NEIGHBOUR.fullmatch(rest)) or (near := _FOLLOWING.fullmatch(rest)):
        way = near.groupdict().get("way", "after")
        yield f"1 {near['unit']} {way} {date}"
    if later := _LATER.fullmatch(rest):
        yield f"{later['amount']} {'after' if later['later'] else 'before'} {date}"
    if _THAT.search(line):
        yield _THAT.sub(date, line)
