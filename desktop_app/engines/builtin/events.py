"""Tells what is true of a message as a whole, where no phrase describes it."""

import re
from collections.abc import Iterator

from desktop_app.domain.responder import Event
from desktop_app.engines.builtin.languages import language_of
from desktop_app.engines.builtin.reflection import is_mashed
from desktop_app.engines.builtin.situation import Situation

LONG_MESSAGE = 1_200
LONG_IN_SENTENCES = 14

_CODE = re.compile(
    r"```|Traceback \(most recent|^\s*(?:def \w+\(|class \w+[:({]|import \w+$|#include|function \w*\(|SELECT .* FROM)",
    re.MULTILINE,
)
_CODE_SIGNS = re.compile(r"[{};=<>()\[\]]")


def is_long(situation: Situation) -> bool:
    """Tell whether the message is more of a text than something said."""
    return situation.message.length > LONG_MESSAGE or len(situation.message.sentences) > LONG_IN_SENTENCES


def events_of(situation: Situation) -> Iterator[Event]:
    """Return what is true of the message."""
    message = situation.message
    words = message.words
    if not words:
        yield Event.WORDLESS if message.text.strip() else Event.EMPTY
        return
    if _is_code(message.text):
        yield Event.CODE
    if is_long(situation):
        yield Event.LONG
    if language_of(message, situation.rules.languages):
        yield Event.FOREIGN
    if 2 * sum(is_mashed(word.plain) for word in words) > len(words):
        yield Event.NONSENSE
    if len(several(situation)) > 1:
        yield Event.SEVERAL_TOLD
    questions = situation.rules.lists["question_words"]
    asked = message.sentences[-1].whole.asked or words[0].plain in questions
    yield Event.QUESTION if asked else Event.STATEMENT


def several(situation: Situation) -> list[str]:
    """Return what the message told, fact by fact; notes speak for themselves."""
    whole = {rule.name for rule in situation.rules.facts if rule.whole}
    return list(dict.fromkeys(fact.tell for fact in situation.memory.told_now if fact.rule not in whole))


def _is_code(text: str) -> bool:
    if _CODE.search(text):
        return True
    return text.count("\n") >= 2 and 12 * len(_CODE_SIGNS.findall(text)) > len(text)
