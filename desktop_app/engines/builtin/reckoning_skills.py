"""Skills that reckon what everyday words ask for: a share, an average, a prime number, another way of writing."""

import re
from collections.abc import Mapping
from decimal import Decimal
from math import isqrt
from typing import Final

from desktop_app.engines.builtin.arithmetic import CalculationError, calculate, number_text
from desktop_app.engines.builtin.figures import NotArithmeticError, whole_number
from desktop_app.engines.builtin.results import tells_sum
from desktop_app.engines.builtin.situation import Outcome, RuleMatch, Situation, Skill
from desktop_app.engines.builtin.templates import fill

_LARGEST_TRIED: Final = 10**10
"""Numbers up to this are tried for being prime: a hundred thousand divisions at the most."""
_MOST_PLACES: Final = 10
_MOST_NUMBERS: Final = 40
_LARGEST_FACTORIAL: Final = 34
_NUMBER: Final = re.compile(r"[+-]?\d[\d,]*(?:\.\d+)?")
_ROMAN: Final = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"),
    (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip


def reckon(situation: Situation, match: RuleMatch) -> Outcome | None:
    """Work out the sum that the rule's argument makes of the numbers that were named."""
    del situation
    slots = {name: clause.outer.rstrip(" ?!.,=") for name, clause in match.slots.items()}
    if "percent" in slots:
        slots["percent"] = slots["percent"].rstrip("% ")
    if "numbers" in slots:
        numbers = [number.replace(",", "") for number in _NUMBER.findall(slots["numbers"].replace(", ", " "))]
        if not 2 <= len(numbers) <= _MOST_NUMBERS:
            return None
        slots |= {"sum": " + ".join(numbers), "count": str(len(numbers))}
    expression = fill(match.owner.argument, slots.get) or ""
    try:
        return Outcome(gaps={"expression": expression, "result": number_text(calculate(expression))})
    except NotArithmeticError:
        return None
    except CalculationError as error:
        return Outcome("impossible", {"expression": expression, "reason": error.reason})


def sum_explained(situation: Situation, match: RuleMatch) -> Outcome | None:
    """Apply only after a sum was worked out."""
    del match
    return Outcome() if tells_sum(situation.last_answer) else None


def rounded(situation: Situation, match: RuleMatch) -> Outcome | None:
    """Round a `number` to so many `places`."""
    del situation
    places = whole_number(match.slots["places"].said.casefold()) if "places" in match.slots else 0
    if places is None or places > _MOST_PLACES or not _NUMBER.fullmatch(match.slots["number"].said):
        return None
    number = Decimal(match.slots["number"].said.replace(",", ""))
    if abs(number) >= _LARGEST_TRIED:
        return None
    return Outcome(gaps={"number": number_text(number), "result": number_text(round(number, places))})


def prime(situation: Situation, match: RuleMatch) -> Outcome | None:
    """Tell whether a `number` is prime, and what it is made of."""
    del situation
    text = match.slots["number"].said.replace(",", "")
    if not text.isdecimal():
        return None
    if len(text) > len(str(_LARGEST_TRIED)) or int(text) > _LARGEST_TRIED:
        return Outcome("too_large", {"number": text[:40]})
    factors = _factors(int(text))
    gaps = {"number": f"{int(text):,}", "factors": " × ".join(f"{factor:,}" for factor in factors)}
    return Outcome("no" if len(factors) != 1 else "yes", gaps) if factors else Outcome("neither", gaps)


def _factors(number: int) -> list[int]:
    found = []
    divisor = 2
    while number > 1 and divisor <= isqrt(number):
        if number % divisor:
            divisor += 1 + (divisor > 2)
        else:
            found.append(divisor)
            number //= divisor
    return [*found, number] if number > 1 else found


def factorial(situation: Situation, match: RuleMatch) -> Outcome | None:
    """Multiply all whole numbers up to `number`."""
    del situation
    text = match.slots["number"].said
    if not text.isdecimal():
        return None
    if len(text) > 2 or int(text) > _LARGEST_FACTORIAL:
        return Outcome("too_large", {"number": text[:40]})
    result = 1
    for factor in range(2, int(text) + 1):
        result *= factor
    return Outcome(gaps={"number": text, "result": f"{result:,}"})


def numeral(situation: Situation, match: RuleMatch) -> Outcome | None:
    """Write a `number` the way the rule's argument says."""
    del situation
    text = match.slots["number"].said.casefold().replace(",", "")
    if len(text) > 20:
        return None
    try:
        number = int(text, 0 if text[:2] in ("0x", "0b", "0o") else 10)
    except ValueError:
        return None
    ways = {"binary": f"{number:b}", "hex": f"{number:X}", "octal": f"{number:o}", "decimal": f"{number:,}"}
    way = match.owner.argument
    if way == "roman" and not 0 < number < 4000:
        return Outcome("impossible", {"number": text})
    return Outcome(gaps={"number": match.slots["number"].said, "result": ways.get(way) or _roman(number)})


def _roman(number: int) -> str:
    written = ""
    for value, sign in _ROMAN:
        written += sign * (number // value)
        number %= value
    return written


RECKONING_SKILLS: Mapping[str, Skill] = {
    "reckon": reckon,
    "sum_explained": sum_explained,
    "rounded": rounded,
    "prime": prime,
    "factorial": factorial,
    "numeral": numeral,
}
