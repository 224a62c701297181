"""The parts of the built-in responder, each for itself: sums, dates, reading, reflecting."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.engines.builtin.arithmetic import CalculationError, calculate, number_text
from desktop_app.engines.builtin.dates import (
    AmbiguousDateError,
    DayReader,
    ImpossibleDateError,
    easter_sunday,
    shifted,
    years_between,
)
from desktop_app.engines.builtin.figures import NotArithmeticError, whole_number
from desktop_app.engines.builtin.reading import MessageReader
from desktop_app.engines.builtin.reflection import Mirror
from desktop_app.engines.builtin.speller import Speller
from desktop_app.engines.builtin.templates import fill, listed, with_article
from tests.engines.builtin_talk import shipped_rules
from tests.support.often import often

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("12*7", "84"),
        ("2 + 3 * 4", "14"),
        ("(2 + 3) * 4", "20"),
        ("-3 + 5", "2"),
        ("1 - -1", "2"),
        ("2^3^2", "512"),
        ("-2^2", "−4"),
        ("0.1 + 0.2", "0.3"),
        ("1/3", "0.3333333333"),
        ("1/3*3", "1"),
        ("10 / 4", "2.5"),
        ("10 % 3", "1"),
        ("17 mod 5", "2"),
        ("15% of 80", "12"),
        ("80 + 15%", "92"),
        ("80 - 25%", "60"),
        ("half of 30", "15"),
        ("sqrt 16", "4"),
        ("square root of 2", "1.4142135624"),
        ("√9", "3"),
        ("3 × 4 ÷ 2", "6"),
        ("1,000,000 + 1", "1,000,001"),
        (".5 + .5", "1"),
        ("twelve times seven", "84"),
        ("twenty-five plus three hundred", "325"),
        ("three thousand five hundred and six", "3,506"),
        ("2 million / 4", "500,000"),
        ("7 squared", "49"),
        ("2 to the power of 8", "256"),
        ("2**100", "1,267,650,600,228,229,401,496,703,205,376"),
    ],
)
def test_sums(text: str, result: str) -> None:
    assert number_text(calculate(text)) == result


@pytest.mark.parametrize("text", ["", "hello", "2024", "-5", "5 5", "((1+1", "1,00 + 1", "e + 1", "1 + os", "x" * 300])
def test_what_is_no_sum(text: str) -> None:
    with pytest.raises(NotArithmeticError):
        calculate(text)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("1/0", "division_by_zero"),
        ("5 mod 0", "division_by_zero"),
        ("9^9^9", "too_large"),
        ("9^9^9^9", "too_large"),
        ("10^39 * 100", "too_large"),
        ("sqrt(-4)", "impossible"),
        ("(-8)^(1/3)", "impossible"),
    ],
)
def test_sums_without_an_answer(text: str, reason: str) -> None:
    with pytest.raises(CalculationError) as caught:
        calculate(text)
    assert caught.value.reason == reason


@given(st.text("0123456789.,+-*/^%() sqrtmodfive", max_size=40))
@settings(max_examples=often(300), deadline=None)
def test_any_scraps_of_sums_end(text: str) -> None:
    try:
        number_text(calculate(text))
    except (NotArithmeticError, CalculationError):
        return


@given(st.integers(-(10**6), 10**6), st.integers(-(10**6), 10**6), st.sampled_from("+-*"))
def test_whole_numbers_are_exact(left: int, right: int, sign: str) -> None:
    exact = {"+": left + right, "-": left - right, "*": left * right}[sign]
    assert number_text(calculate(f"({left}) {sign} ({right})")) == f"{exact:,}".replace("-", "−")


@pytest.mark.parametrize(
    ("text", "number"), [("7", 7), ("a", 1), ("twelve", 12), ("two hundred", 200), ("x", None), ("1.5", None)]
)
def test_whole_numbers_in_figures_and_words(text: str, number: int | None) -> None:
    assert whole_number(text) == number


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("today", date(2026, 11, 21)),
        ("the day after tomorrow", date(2026, 11, 23)),
        ("2024-02-29", date(2024, 2, 29)),
        ("24 December 2026", date(2026, 12, 24)),
        ("December 24th, 2026", date(2026, 12, 24)),
        ("the 4th of May 1990", date(1990, 5, 4)),
        ("4 May", date(2027, 5, 4)),
        ("21 november", date(2026, 11, 21)),
        ("24.12.2026", date(2026, 12, 24)),
        ("24/12/2026", date(2026, 12, 24)),
        ("12/24/2026", date(2026, 12, 24)),
        ("5/5/2026", date(2026, 5, 5)),
        ("friday", date(2026, 11, 27)),
        ("next saturday", date(2026, 11, 28)),
        ("last friday", date(2026, 11, 20)),
        ("last saturday", date(2026, 11, 14)),
        ("christmas", date(2026, 12, 25)),
        ("christmas 2030", date(2030, 12, 25)),
        ("new year's day", date(2027, 1, 1)),
        ("easter", date(2027, 3, 28)),
        ("29 february", date(2028, 2, 29)),
    ],
)
def test_days_as_people_write_them(text: str, day: date) -> None:
    found = DayReader(TODAY, shipped_rules().holidays).read(text)
    assert found is not None
    assert found.date == day


@pytest.mark.parametrize("text", ["", "soon", "4", "4 Foo", "my birthday", "the moon", "2024"])
def test_what_is_no_day(text: str) -> None:
    assert DayReader(TODAY, shipped_rules().holidays).read(text) is None


def test_days_that_cannot_be_or_can_be_two() -> None:
    reader = DayReader(TODAY, {})
    for text in ("2023-02-29", "30 February", "31 April 2027", "0000-01-01", "2026-13-01"):
        with pytest.raises(ImpossibleDateError):
            reader.read(text)
    with pytest.raises(AmbiguousDateError):
        reader.read("4/5/2026")


def test_shifting_days_keeps_to_the_calendar() -> None:
    assert shifted(date(2026, 1, 31), 1, "month") == date(2026, 2, 28)
    assert shifted(date(2024, 2, 29), 1, "year") == date(2025, 2, 28)
    assert shifted(TODAY, -3, "week") == date(2026, 10, 31)
    for amount in (10**9, -(10**9)):
        for unit in ("day", "month", "year"):
            with pytest.raises(ImpossibleDateError):
                shifted(TODAY, amount, unit)


@pytest.mark.parametrize(("year", "month", "day"), [(1961, 4, 2), (2000, 4, 23), (2024, 3, 31), (2038, 4, 25)])
def test_easter(year: int, month: int, day: int) -> None:
    assert easter_sunday(year) == date(year, month, day)


def test_birthdays_are_had_on_the_day() -> None:
    assert years_between(date(1990, 11, 21), TODAY) == 36
    assert years_between(date(1990, 11, 22), TODAY) == 35


def sentences(text: str) -> list[list[str]]:
    read = MessageReader(shipped_rules()).read(text)
    return [[clause.line.strip() for clause in sentence.clauses] for sentence in read.sentences]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("What's up?", [["what is up"]]),
        ("I’m Ada. You're nice!", [["i am ada"], ["you are nice"]]),
        ("Hi, my name is Ada and I live in Lyon", [["hi", "my name is ada", "i live in lyon"]]),
        ("My sister's cat", [["my sister 's cat"]]),
        ("Dr. No e.g. is 3.5 m tall.", [["dr no e.g is 3.5 m tall"]]),
        ("hello,world", [["hello", "world"]]),
        ("I like tea and biscuits", [["i like tea and biscuits"]]),
        ("one\ntwo", [["one"], ["two"]]),
        ("1. Buy milk.", [["1 buy milk"]]),
        ("😊 :) ...", []),
        ("C++ costs 50% or $5", [["c++ costs 50% or $5"]]),
        ("3 * 4", [["3 * 4"]]),
    ],
)
def test_messages_are_read_word_by_word(text: str, read: list[list[str]]) -> None:
    assert sentences(text) == read


def reflected(text: str) -> str | None:
    rules = shipped_rules()
    mirror = Mirror(rules.reflections, frozenset(rules.lists["verbs"]), frozenset(rules.lists["before_object"]))
    return mirror.reflect(MessageReader(rules).read(text).sentences[0].whole)


@pytest.mark.parametrize(
    ("said", "echo"),
    [
        ("my boss", "your boss"),
        ("I am tired of my job", "you are tired of your job"),
        ("I was there", "you were there"),
        ("she was there with me", "she was there with you"),
        ("hurt myself at my sister's house", "hurt yourself at your sister's house"),
        ("you are clever", "I am clever"),
        ("talk to you", "talk to me"),
        ("your answer", "my answer"),
        ("we lost our way", "you lost your way"),
        ("go to London", "go to London"),
        ("you think I am stupid", None),
        ("asdfgh qwer", None),
        ("see http://example.com", None),
        ("one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen", None),
    ],
)
def test_reflecting_keeps_to_grammar_or_keeps_silent(said: str, echo: str | None) -> None:
    assert reflected(said) == echo


def test_slips_are_mended_in_known_words_only() -> None:
    speller = Speller(shipped_rules().voice("plain"), frozenset())
    assert speller.mended("whats the wether like") == "whats the weather like"
    assert speller.mended("my pritner is boken") == "my printer is broken"
    assert speller.mended("Bremen tea boat") == "Bremen tea boat"


def test_what_a_person_wrote_is_no_template() -> None:
    values = {"value": "{name} {value} %s"}
    assert fill("You said {value}.", values.get) == "You said {name} {value} %s."
    assert fill("Hello, {name}.", values.get) is None


def test_small_words() -> None:
    assert listed(["a", "b", "c"]) == "a, b and c"
    assert listed([]) == ""
    assert [with_article(word) for word in ("nurse", "engineer", "the boss")] == ["a nurse", "an engineer", "the boss"]
