"""The rules of the built-in responder, as values: what to recognise, what to say, what to keep in mind."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from desktop_app.domain.phrases import Phrase

COMMON_STYLE: Final = "common"
"""The style whose rules every voice has."""

ANSWER: Final = "answer"
"""What a rule's outcome is called when it has only one."""


class Event(StrEnum):
    """What can be true of a message that no phrase describes."""

    EMPTY = "empty"
    WORDLESS = "wordless"
    CODE = "code"
    NONSENSE = "nonsense"
    FOREIGN = "foreign"
    LONG = "long"
    SEVERAL_TOLD = "several_told"
    QUESTION = "question"
    STATEMENT = "statement"


@dataclass(frozen=True, slots=True)
class SkillInfo:
    """What a skill of the responder can end in, and which gaps of a reply it fills."""

    outcomes: frozenset[str]
    gaps: frozenset[str] = frozenset()


def _skill(outcomes: str = ANSWER, gaps: str = "") -> SkillInfo:
    return SkillInfo(frozenset(outcomes.split()), frozenset(gaps.split()))


SKILLS: Final[Mapping[str, SkillInfo]] = {
    "arithmetic": _skill("answer division_by_zero too_large impossible", "expression result"),
    "convert": _skill("answer unlike unknown", "amount unit target result"),
    "convert_sum": _skill("answer unlike", "amount unit target result"),
    "reckon": _skill("answer impossible", "expression result"),
    "sum_explained": _skill(),
    "rounded": _skill("answer", "number result"),
    "prime": _skill("yes no neither too_large", "number factors"),
    "factorial": _skill("answer too_large", "number result"),
    "numeral": _skill("answer impossible", "number result"),
    "clock_shift": _skill("answer", "clock_time duration"),
    "clock_between": _skill("answer", "duration clock_time from"),
    "durations": _skill("answer", "duration"),
    "zone_time": _skill("answer unknown", "place zone clock_time weekday"),
    "weekday": _skill("answer ambiguous impossible", "date weekday is_or_was"),
    "date_shift": _skill("answer ambiguous impossible", "amount date weekday"),
    "days_between": _skill("future past today between unknown ambiguous impossible", "days date since weekday"),
    "age": _skill("answer year told unknown future ambiguous impossible", "years date days"),
    "leap_year": _skill("yes no", "year_asked"),
    "dice": _skill("one several impossible", "rolls total"),
    "coin": _skill("answer", "side"),
    "choose": _skill("answer too_few", "choice"),
    "number": _skill("answer impossible", "number low high"),
    "hand": _skill("win lose draw", "mine yours"),
    "letters": _skill("answer", "text result"),
    "count_words": _skill("exact fewer more", "count wanted"),
    "associate": _skill("answer", "word other"),
    "quiz": _skill("answer", "question"),
    "quiz_answer": _skill("right wrong", "question reveal"),
    "quiz_reveal": _skill(ANSWER, "question reveal"),
    "guide": _skill("answer", "text"),
    "guide_move": _skill("answer stuck stopped", "text"),
    "accept": _skill(),
    "decline": _skill(),
    "told": _skill("answer same changed", "key value old"),
    "asked": _skill("answer unknown", "key value items"),
    "known": _skill("answer", "key value items"),
    "checked": _skill("yes no unknown", "key value asked"),
    "forgotten": _skill("answer unknown kept", "key"),
    "everything": _skill("answer unknown", "facts"),
    "several_told": _skill("answer", "facts"),
    "who": _skill("answer", "fact"),
    "said_about": _skill("answer unknown", "quotes topic_asked"),
    "said_recall": _skill("answer", "quotes topic_asked"),
    "said_anywhere": _skill("answer more nowhere unknown", "quotes topic_asked left"),
    "said_when": _skill("answer several nowhere unknown", "quotes topic_asked first count"),
    "said_elsewhere": _skill("answer elsewhere unknown", "quotes topic_asked"),
    "said_first": _skill("answer unknown", "quote"),
    "said_last": _skill("answer unknown", "quote"),
    "repeat": _skill("answer unknown", "text"),
    "gloss": _skill("answer", "word script meaning"),
    "recap": _skill("answer unknown", "quotes"),
    "digest": _skill("answer short", "sentences words letters"),
    "language": _skill("answer", "text"),
}
"""Every skill that a rule may use; the engine has exactly these."""

COMMON_GAPS: Final = frozenset(
    ("name", "persona", "part_of_day", "time", "weekday_now", "date_now", "year", "month", "week", "topic", "level")
).union(("again", "friend"))
"""Gaps that any reply may have; one whose gap has nothing to fill it is not said."""


@dataclass(frozen=True, slots=True)
class Reply:
    """Something to say: text with `{gaps}`.

    `mark` is its longest stretch without gaps, by which it is recognised among earlier answers.
    """

    text: str
    gaps: tuple[str, ...]
    mark: str


@dataclass(frozen=True, slots=True)
class Rule:
    """When to say what.

    It applies to a clause that one of its `phrases` matches (and none of `unless`), or to an `event`; `after` narrows
    it to answers that follow one of those rules. A `skill` works out the outcome and more gaps, or declines.
    `leads` are short forms that can stand before another rule's answer. `offers` names what a “yes” to an answer
    starts, to any answer or to the outcomes in `offered_by`.
    """

    name: str
    priority: int
    replies: Mapping[str, tuple[Reply, ...]]
    phrases: tuple[Phrase, ...] = ()
    unless: tuple[Phrase, ...] = ()
    event: Event | None = None
    after: frozenset[str] = frozenset()
    skill: str = ""
    argument: str = ""
    leads: tuple[Reply, ...] = ()
    offers: str = ""
    offered_by: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class FactRule:
    """Something worth keeping in mind, and how it is told, taken back and told back.

    `key` and `tell` are texts with gaps for what the phrases take along; facts of the same key replace each other,
    unless `many`. Learning one takes its value out of the facts of `opposite`. The phrases are tried on clauses, on
    whole sentences with `whole`. The values of `named` facts are names. Forgetting the key “*” forgets everything.
    """

    name: str
    key: str
    tell: str
    phrases: tuple[Phrase, ...]
    forget: tuple[Phrase, ...] = ()
    many: bool = False
    whole: bool = False
    named: bool = False
    opposite: str = ""
    after: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Guide:
    """A way to walk step by step; with `any_answer` whatever is said leads on, else only words such as “next”."""

    name: str
    intro: str
    steps: tuple[str, ...]
    solved: str
    unsolved: str
    any_answer: bool = False
    numbered: bool = True


@dataclass(frozen=True, slots=True)
class QuizItem:
    """A question, the answers that count as right, and what to say about it in the end."""

    question: str
    answers: tuple[str, ...]
    reveal: str


@dataclass(frozen=True, slots=True)
class Language:
    """A language that is recognised, by frequent words or by its script, and answered with one honest sentence."""

    code: str
    words: frozenset[str]
    script: re.Pattern[str] | None
    reply: str


@dataclass(frozen=True, slots=True)
class MeasureUnit:
    """A unit: `amount * factor + offset` is the same in its dimension's base unit."""

    dimension: str
    symbol: str
    factor: str
    offset: str = "0"


@dataclass(frozen=True, slots=True)
class Voice:
    """All that one style says."""

    style: str
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class ResponderRules:
    """Everything the built-in responder goes by."""

    voices: Mapping[str, Voice]
    facts: tuple[FactRule, ...]
    guides: Mapping[str, Guide]
    quizzes: Mapping[str, tuple[QuizItem, ...]]
    languages: tuple[Language, ...]
    units: Mapping[str, MeasureUnit]
    holidays: Mapping[str, tuple[int, int]]
    associations: Mapping[str, tuple[str, ...]]
    spellings: Mapping[str, tuple[str, ...]]
    reflections: Mapping[str, str]
    lists: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def voice(self, style: str) -> Voice:
        """Return the voice of `style`, the common one where no file describes it."""
        return self.voices.get(style) or self.voices[COMMON_STYLE]
