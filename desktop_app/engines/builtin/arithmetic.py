"""Arithmetic for people: exact where it can be, bounded always, and never Python's own evaluation."""

from decimal import Context, Decimal, DecimalException, DivisionByZero, InvalidOperation, Overflow, localcontext

from desktop_app.engines.builtin.figures import OPERATORS, NotArithmeticError, tokens_of

MAX_DEPTH = 30
_CONTEXT = Context(prec=60, Emax=120, Emin=-120, traps=[DivisionByZero, InvalidOperation, Overflow])
_LARGEST = Decimal(10) ** 40


class CalculationError(ArithmeticError):
    """The calculation has no answer to give; `reason` is the outcome that says so."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def calculate(text: str) -> Decimal:
    """Return what `text` comes to; raise `NotArithmeticError` or `CalculationError`."""
    tokens = tokens_of(text)
    operators = OPERATORS.intersection(tokens)
    if not operators or not any(token[0].isdigit() for token in tokens) or len(tokens) < 3 - ("sqrt" in operators):
        raise NotArithmeticError
    try:
        with localcontext(_CONTEXT):
            result = _Parser(tokens).result()
            if abs(result) > _LARGEST:
                raise CalculationError("too_large")
            return result
    except ZeroDivisionError as error:
        raise CalculationError("division_by_zero") from error
    except Overflow as error:
        raise CalculationError("too_large") from error
    except DecimalException as error:
        raise CalculationError("impossible") from error


def number_text(number: Decimal) -> str:
    """Return `number` as a person would write it: thousands apart, at most ten places."""
    with localcontext(_CONTEXT):
        rounded = round(number, 10)
        if rounded == 0 and number != 0:
            return f"{number:.4E}"
        whole, _, places = f"{rounded:,f}".partition(".")
    places = places.rstrip("0")
    return (f"{whole}.{places}" if places else whole).replace("-", "−")


class _Parser:
    """Precedence climbing over tokens."""

    def __init__(self, tokens: list[str]) -> None:
        self._tokens = tokens
        self._next = 0
        self._depth = 0

    def result(self) -> Decimal:
        value = self._sum()
        if self._next < len(self._tokens):
            raise NotArithmeticError
        return value

    def _peek(self) -> str:
        return self._tokens[self._next] if self._next < len(self._tokens) else ""

    def _take(self, *wanted: str) -> str:
        token = self._peek()
        if token in wanted:
            self._next += 1
            return token
        return ""

    def _sum(self) -> Decimal:
        value = self._product()
        while operator := self._take("+", "-"):
            before = self._next
            other = self._product()
            if self._tokens[before + 1 : self._next] == ["%"]:  # 80 + 15% means fifteen per cent of the eighty
                other *= value
            value = value + other if operator == "+" else value - other
        return value

    def _product(self) -> Decimal:
        value = self._signed()
        while operator := self._take("*", "/", "mod"):
            other = self._signed()
            if operator == "*":
                value *= other
            elif other == 0:
                raise ZeroDivisionError
            else:
                value = value / other if operator == "/" else value % other
        return value

    def _signed(self) -> Decimal:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise NotArithmeticError
        try:
            if self._take("-"):
                return -self._signed()
            if self._take("+"):
                return self._signed()
            if self._take("sqrt"):
                self._take("*")  # “square root of 16” has an “of”
                return self._signed().sqrt()
            base = self._atom()
            return base ** self._signed() if self._take("^") else base
        finally:
            self._depth -= 1

    def _atom(self) -> Decimal:
        if self._take("("):
            value = self._sum()
            if not self._take(")"):
                raise NotArithmeticError
        elif self._peek()[:1].isdigit():
            value = Decimal(self._peek())
            self._next += 1
        else:
            raise NotArithmeticError
        return value / 100 if self._take("%") else value
