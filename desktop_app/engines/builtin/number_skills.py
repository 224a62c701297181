"""Skills that reckon, measure and draw lots."""

import re
from collections.abc import Mapping
from decimal import Decimal, DecimalException

from desktop_app.engines.builtin.arithmetic import CalculationError, calculate, number_text
from desktop_app.engines.builtin.figures import NotArithmeticError, whole_number
from desktop_app.engines.builtin.situation import Outcome, RuleMatch, Situation, Skill

_LOOKS_LIKE_A_DATE = re.compile(r"\d{4}-\d\d?-\d\d?|\d\d?[./]\d\d?[./]\d{2,4}")
_LOOKS_LIKE_A_PHONE_NUMBER = re.compile(r"\+?[\d-]+")
_SPLIT_CHOICES = re.compile(r",\s*(?:or\s+)?|\s+or\s+|\s+vs\.?\s+|\s+versus\s+", re.IGNORECASE)
_MAX_DICE = 20
_MAX_SIDES = 1_000


def arithmetic(situation: Situation, match: RuleMatch) -> Outcome | None:
    """Work out the `expression`."""
    del situation
    text = match.slots["expression"].outer if "expression" in match.slots else match.clause.outer
    if _LOOKS_LIKE_A_DATE.search(text) or (
        match.owner.argument == "bare" and _LOOKS_LIKE_A_PHONE_NUMBER.fullmatch(text)
    ):
        return None
    shown = " ".join(text.rstrip(" ?!.=").split())
    try:
        return Outcome(gaps={"expression": shown, "result": number_text(calculate(text))})
    except NotArithmeticError:
        return None
    except CalculationError as error:
        return Outcome(error.reason, {"expression": shown})


def convert(situation: Situation, match: RuleMatch) -> Outcome | None:
    """Turn an `amount` of one `unit` into the `target` unit."""
    units = situation.rules.units
    amount = _amount(match.slots["amount"].said if "amount" in match.slots else "1")
    unit = units.get(match.slots["unit"].said.casefold())
    target = units.get(match.slots["target"].said.casefold())
    if amount is None or (unit is None and target is None):
        return None
    if unit is None or target is None:
        return Outcome("unknown", {"unit": match.slots["unit" if unit is None else "target"].said})
    if unit.dimension != target.dimension:
        return Outcome("unlike", {"unit": unit.symbol, "target": target.symbol})
    try:
        base = amount * Decimal(unit.factor) + Decimal(unit.offset)
        result = (base - Decimal(target.offset)) / Decimal(target.factor)
    except DecimalException:
        return None
    gaps = {"unit": unit.symbol, "target": target.symbol}
    return Outcome(gaps={**gaps, "amount": number_text(amount), "result": number_text(_to_digits(result, 6))})


def convert_sum(situation: Situation, match: RuleMatch) -> Outcome | None:
    """Turn an amount in two units, such as 5 feet 11 inches, into the `target` unit."""
    units = situation.rules.units
    names = (match.slots["unit"].said, match.slots["second"].said if "second" in match.slots else match.owner.argument)
    first, second, target = (units.get(name.casefold()) for name in (*names, match.slots["target"].said))
    amounts = [_amount(match.slots[name].said) for name in ("amount", "more")]
    if None in amounts or first is None or second is None or target is None:
        return None
    if {first.dimension, second.dimension} != {target.dimension} or "0" not in {first.offset}:
        return Outcome("unlike", {"unit": first.symbol, "target": target.symbol})
    one, two = (amount or Decimal(0) for amount in amounts)
    base = one * Decimal(first.factor) + two * Decimal(second.factor)
    shown = f"{number_text(one)} {first.symbol} {number_text(two)}"
    result = number_text(_to_digits(base / Decimal(target.factor), 6))
    return Outcome(gaps={"amount": shown, "unit": second.symbol, "target": target.symbol, "result": result})


def _amount(text: str) -> Decimal | None:
    """Return the number that `text` writes, in figures or words; None for none, and for one beyond use."""
    words = whole_number(text.casefold())
    try:
        amount = Decimal(words) if words is not None else Decimal(text.replace(",", ""))
    except DecimalException:
        return None
    return amount if abs(amount) < Decimal(10) ** 15 else None


def _to_digits(number: Decimal, digits: int) -> Decimal:
    """Round to so many telling digits, but never before the point."""
    if number == 0:
        return number
    return round(number, max(0, digits - 1 - number.adjusted()))


def dice(situation: Situation, match: RuleMatch) -> Outcome | None:
    """Roll a `number` of dice, or what `dice` writes as 2d6."""
    count, sides = 1, 6
    if "number" in match.slots:
        count = whole_number(match.slots["number"].said.casefold()) or 0
    if "dice" in match.slots:
        written = re.fullmatch(r"(\d{0,3})d(\d{1,4})", match.slots["dice"].said.casefold())
        if written is None:
            return None
        count, sides = int(written[1] or 1), int(written[2])
    if not (1 <= count <= _MAX_DICE and 2 <= sides <= _MAX_SIDES):
        return Outcome("impossible")
    chance = situation.chance("dice")
    rolls = [1 + chance.below(sides) for _ in range(count)]
    gaps = {"rolls": " + ".join(map(str, rolls)), "total": str(sum(rolls))}
    return Outcome("one" if count == 1 else "several", gaps)


def coin(situation: Situation, match: RuleMatch) -> Outcome | None:
    """Toss a coin."""
    del match
    return Outcome(gaps={"side": situation.chance("coin").pick(("heads", "tails"))})


def number(situation: Situation, match: RuleMatch) -> Outcome | None:
    """Draw a number from `low` to `high`."""
    low = whole_number(match.slots["low"].said.casefold()) if "low" in match.slots else 1
    high = whole_number(match.slots["high"].said.casefold()) if "high" in match.slots else 100
    if low is None or high is None:
        return None
    if low > high:
        low, high = high, low
    drawn = low + situation.chance("number").below(high - low + 1)
    return Outcome(gaps={"number": str(drawn), "low": str(low), "high": str(high)})


def choose(situation: Situation, match: RuleMatch) -> Outcome | None:
    """Choose among `options` parted by commas or “or”."""
    if "options" not in match.slots:
        return Outcome("too_few")
    parts = (part.strip(" .?!\"'") for part in _SPLIT_CHOICES.split(match.slots["options"].outer))
    options = list(dict.fromkeys(part for part in parts if part))
    if len(options) < 2:
        return Outcome("too_few") if match.owner.argument != "bare" else None
    return Outcome(gaps={"choice": situation.chance("choose").pick(options)[:120]})


def hand(situation: Situation, match: RuleMatch) -> Outcome | None:
    """Play rock, paper, scissors against `yours`."""
    names = ("rock", "paper", "scissors")
    yours = match.slots["yours"].words[0].plain
    if yours not in names:
        return None
    mine = situation.chance("hand").below(3)
    outcome = ("draw", "win", "lose")[(mine - names.index(yours)) % 3]
    return Outcome(outcome, {"mine": names[mine], "yours": yours})


NUMBER_SKILLS: Mapping[str, Skill] = {
    "arithmetic": arithmetic,
    "convert": convert,
    "convert_sum": convert_sum,
    "dice": dice,
    "coin": coin,
    "number": number,
    "choose": choose,
    "hand": hand,
}
