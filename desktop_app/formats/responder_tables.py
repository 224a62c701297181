"""Reads the tables of the built-in responder: word lists, guides, quizzes, languages, units, holidays."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation

from desktop_app.domain.responder import Guide, Language, MeasureUnit, QuizItem
from desktop_app.formats.fields import Fields, entries_of, items_of, one_line, passage, text_of
from desktop_app.formats.yaml_source import AnyNode, ListNode

_MAX_ENTRY = 400
_MAX_STEP = 1_500


def read_word_list(node: AnyNode) -> tuple[str, ...]:
    """Return a list of entries, or the words of one text."""
    if isinstance(node, ListNode):
        return tuple(one_line(item, "lists", _MAX_ENTRY) for item in node.items)
    return tuple(passage(node, "lists", 20_000).split())


def read_text_table(node: AnyNode, key: str) -> dict[str, str]:
    """Return a mapping of short texts."""
    return {name: one_line(value, key, _MAX_ENTRY) for name, value in entries_of(node, key).items()}


def read_guide(name: str, node: AnyNode) -> Guide:
    """Return one guide."""
    fields = Fields(node, ("intro", "steps", "solved", "unsolved", "any_answer", "numbered"), "a guide")
    steps = fields.each("steps", lambda item: passage(item, "steps", _MAX_STEP))
    if not steps:
        node.refuse("a guide needs steps")
    if any(one in other for at, one in enumerate(steps) for other in steps[:at] + steps[at + 1 :]):
        node.refuse("one step of this guide is part of another, so that they could not be told apart")
    any_answer = fields.yes_or_no("any_answer", default=False)
    solved = fields.passage("solved", _MAX_STEP)
    return Guide(
        name=name,
        intro=fields.passage("intro", _MAX_STEP),
        steps=steps,
        solved=solved,
        unsolved=solved if any_answer else fields.passage("unsolved", _MAX_STEP),
        any_answer=any_answer,
        numbered=fields.yes_or_no("numbered", default=True),
    )


def read_quiz(node: AnyNode) -> tuple[QuizItem, ...]:
    """Return the questions of a quiz."""
    return tuple(_quiz_item(item) for item in items_of(node, "quizzes"))


def _quiz_item(node: AnyNode) -> QuizItem:
    fields = Fields(node, ("question", "answers", "reveal"), "a question")
    answers = fields.each("answers", lambda item: one_line(item, "answers", 60).casefold())
    if not answers:
        node.refuse("a question needs answers")
    return QuizItem(fields.passage("question", _MAX_STEP), answers, fields.passage("reveal", _MAX_STEP))


def read_language(node: AnyNode) -> Language:
    """Return one language; its script is a class of characters as regular expressions write it."""
    fields = Fields(node, ("code", "words", "script", "reply"), "a language")
    script: re.Pattern[str] | None = None
    if "script" in fields:
        place = fields.require("script")
        try:
            script = re.compile(f"[{text_of(place, 'script')}]")
        except re.error as error:
            place.refuse(f"this is not a class of characters ({error.msg})")
    words = frozenset(read_word_list(fields.require("words"))) if "words" in fields else frozenset()
    return Language(fields.line("code", 12), words, script, fields.line("reply", _MAX_ENTRY))


def read_units(node: AnyNode) -> Iterator[tuple[str, MeasureUnit]]:
    """Return every unit by each of its names; a unit is written “factor [+ offset]; names, with, commas”."""
    for dimension, group in entries_of(node, "units").items():
        for symbol, place in entries_of(group, dimension).items():
            numbers, _, names = text_of(place, symbol).partition(";")
            factor, _, offset = (part.strip() for part in numbers.partition("+"))
            for number in (factor, offset or "0"):
                try:
                    usable = Decimal(number).is_finite()
                except InvalidOperation:
                    usable = False
                if not usable:
                    place.refuse(f"“{number}” is not a number")
            for name in (symbol, *names.split(",")):
                yield name.strip().casefold(), MeasureUnit(dimension, symbol, factor, offset or "0")


def read_holidays(node: AnyNode) -> Mapping[str, tuple[int, int]]:
    """Return month and day of each holiday, written 12-25."""
    days: dict[str, tuple[int, int]] = {}
    for name, place in entries_of(node, "holidays").items():
        found = re.fullmatch(r"(\d\d)-(\d\d)", text_of(place, name))
        if found is None or not (1 <= int(found[1]) <= 12 and 1 <= int(found[2]) <= 31):
            place.refuse("a holiday is written as month and day, such as 12-25")
        days[name] = (int(found[1]), int(found[2]))
    return days
