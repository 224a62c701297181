"""Reads a message as one that goes on from the answer before it: “and 20%?”, “no, I meant Porto”, “more”."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final, NamedTuple

from desktop_app.engines.builtin.results import OFFERS_MORE, going_on, is_more
from desktop_app.engines.builtin.situation import RuleMatch, Situation
from desktop_app.engines.builtin.voice import Answer, VoiceAnswers

MAX_WORDS: Final = 9
"""A longer message says by itself what it means."""
_MOST_READINGS: Final = 12
_MOST_BACK: Final = 4
"""Messages that one may go back to, each of which goes on from the one before."""
_FOLLOWED: Final = frozenset(
    ("arithmetic", "convert", "weekday", "date_shift", "days_between", "age", "leap_year", "letters", "choose")
).union(("said_anywhere", "said_when", "said_elsewhere", "asked", "known", "clock_shift", "reckon", "associate"))
"""Skills whose answers one goes on from."""
_NOTHING_FOUND: Final = frozenset(("unknown", "unlike", "impossible", "too_few", "nowhere"))

_PREPOSITIONS: Final = "of|in|into|to|as|for|until|till|since|about|on|with"
_OPENING: Final = re.compile(
    r"(?P<lead>(?:(?:no|nope|sorry|actually|and|but|ok|okay|so|oh|well|or|then|wait) )*)"
    r"(?P<named>(?:(?:i meant|i mean|make that|make it|what about|how about|what if it (?:was|were)|(?:the )?same) )?)"
    rf"(?P<place>(?:(?:{_PREPOSITIONS}) )?)"
)
_TELLING: Final = frozenset(
    ("i", "is", "are", "am", "was", "were", "do", "does", "did", "you", "he", "she", "they", "we", "have", "has", "had")
).union(("can", "will", "would", "not", "why", "how", "what", "when", "where", "who", "thanks", "please"))


class _Reading(NamedTuple):
    """What a message may mean in full, if that `rule` answers it, and with `strict` only if it comes to something."""

    text: str
    strict: bool = True
    rule: str = ""


def followed(answers: VoiceAnswers, situation: Situation) -> Answer | None:
    """Return the answer to the message as one that goes on from the last answer; None where it stands for itself."""
    message = situation.message
    if not situation.answers or len(message.sentences) != 1 or len(message.words) > MAX_WORDS:
        return None
    tried = {message.line}
    for text, strict, rule in islice(_readings(answers, situation), _MOST_READINGS):
        if text in tried:
            continue
        tried.add(text)
        answer = answers.to_reading(text, situation)
        if answer is None or answer.rule.skill not in _FOLLOWED or rule not in ("", answer.rule.name):
            continue
        if not (strict and answer.outcome in _NOTHING_FOUND):
            return answer
    return None


def _readings(answers: VoiceAnswers, situation: Situation) -> Iterator[_Reading]:
    line = situation.message.line
    if is_more(line) and OFFERS_MORE in situation.last_answer:
        yield _Reading(_asked_at_first(situation), strict=False)
    opening, rest = _opened(line)
    yield from (_Reading(text) for text in going_on(line, rest, situation.last_answer))
    asked = situation.message.sentences[0].whole.asked
    bare = asked and len(line.split()) <= 2
    if rest and (rest != line or bare) and not _TELLING.intersection(rest.split()):
        surely = bool(opening["named"] or (opening["lead"] and asked))
        written = " ".join(word.shown for word in situation.message.words[-len(rest.split()) :])
        filling = rest if "'s" in rest else written
        asked_anew = _of_question(answers, situation, filling)
        yield from (_Reading(text, not surely, rule) for text, rule in asked_anew)


def _opened(line: str) -> tuple[re.Match[str], str]:
    """Return how `line` begins, as far as that only leads over from what was said before, and the rest."""
    opening = next(_OPENING.finditer(line))  # all of it may be missing, so there is always one
    return opening, line[opening.end() :]


def _asked_at_first(situation: Situation) -> str:
    """Return the question that was asked before one only wanted more."""
    lines = (situation.reader.read(text).line for text in situation.said[:50])
    return next((line for line in lines if not is_more(line)), "")


def _of_question(answers: VoiceAnswers, situation: Situation, rest: str, age: int = 0) -> Iterator[tuple[str, str]]:
    """Put `rest` into each place of the question before, or of the one that went on from; return the rules too."""
    if age >= min(_MOST_BACK, len(situation.said)):
        return
    before = situation.reader.read(situation.said[age])
    if len(before.sentences) != 1:
        return
    if _opened(before.line)[1] != before.line:
        yield from _of_question(answers, situation, rest, age + 1)
    matches = answers.matching(before.sentences[0].whole, situation)
    followed_ones = [match for match in matches if match.owner.skill in _FOLLOWED and match.slots]
    for match in followed_ones[:3]:
        yield from ((text, match.owner.name) for text in _with_places_filled(match, rest))


def _with_places_filled(match: RuleMatch, rest: str) -> Iterator[str]:
    """Return the words of a match with `rest` in each of its open places, the last one first."""
    words = match.clause.words
    for slot in sorted(match.slots.values(), key=lambda one: -one.words[0].start):
        before = [word.plain for word in words if word.start < slot.words[0].start]
        after = [word.plain for word in words if word.start > slot.words[-1].start]
        if not before and not after:
            continue
        for filling in dict.fromkeys((rest.removeprefix("my ").removesuffix("'s"), rest)):
            yield " ".join((*before, filling, *after)).replace(" 's", "'s")
