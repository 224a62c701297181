"""Skills that quote: what was said before, and the weightiest sentences of a long text."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from desktop_app.engines.builtin.reading import Clause
from desktop_app.engines.builtin.situation import Outcome, RuleMatch, Situation, Skill

_MAX_QUOTES = 4
_MAX_QUOTE = 240
_SEARCHED = 200
"""Earlier messages looked through, the newest ones."""
_DIGEST_SENTENCES = 3


def quote(text: str) -> str:
    """Return `text` on one line between quotation marks, cut where it is long."""
    line = " ".join(text.split())
    return f"“{line[: _MAX_QUOTE - 1].rstrip()}…”" if len(line) > _MAX_QUOTE else f"“{line}”"


def said_about(situation: Situation, match: RuleMatch) -> Outcome | None:
    """Quote what the user said earlier about `x`."""
    wanted = [_stem(word) for word in content_words(situation, match)]
    if not wanted:
        return None
    found: list[Clause] = []
    for text in situation.said[:_SEARCHED]:
        for sentence in _telling_sentences(situation, text):
            stems = {_stem(word.plain) for word in sentence.words}
            if all(stem in stems for stem in wanted):
                found.append(sentence)
    if _is_owned(match):
        found = [sentence for sentence in found if "my " in sentence.line] or found
    gaps = {"topic_asked": topic_of(situation, match)}
    if not found:
        return Outcome("unknown", gaps)
    return Outcome(gaps={**gaps, "quotes": bullets([quote(one.said) for one in found[:_MAX_QUOTES]][::-1])})


def content_words(situation: Situation, match: RuleMatch) -> list[str]:
    """Return the words of `x` that tell what it is about."""
    stop_words = frozenset(situation.rules.lists["stop_words"])
    return [word.plain for word in match.slots["x"].words if word.plain not in stop_words]


def topic_of(situation: Situation, match: RuleMatch) -> str:
    """Return `x` as the other person would say it."""
    topic = situation.mirror.reflect(match.slots["x"]) or match.slots["x"].said
    return f"your {topic}" if _is_owned(match) else topic


def said_recall(situation: Situation, match: RuleMatch) -> Outcome | None:
    """Quote what the user said earlier about `x`, declining where that is nothing."""
    outcome = said_about(situation, match)
    return outcome if outcome and outcome.name != "unknown" else None


def _is_owned(match: RuleMatch) -> bool:
    """Tell whether `x` has a “my” before it."""
    before = [word.plain for word in match.clause.words if word.start < match.slots["x"].words[0].start]
    return before[-1:] == ["my"]


def said_first(situation: Situation, match: RuleMatch) -> Outcome | None:
    """Quote the first thing that was said."""
    del match
    return Outcome(gaps={"quote": quote(situation.said[-1])}) if situation.said else Outcome("unknown")


def said_last(situation: Situation, match: RuleMatch) -> Outcome | None:
    """Quote what was said just before."""
    del match
    return Outcome(gaps={"quote": quote(situation.said[0])}) if situation.said else Outcome("unknown")


def repeat(situation: Situation, match: RuleMatch) -> Outcome | None:
    """Say the last answer again, without what led over to it if it was said again before."""
    text = situation.last_answer
    for reply in match.owner.replies["answer"]:
        text = text.removeprefix(reply.text.partition("{")[0])
    return Outcome(gaps={"text": text}) if text else Outcome("unknown")


def recap(situation: Situation, match: RuleMatch) -> Outcome | None:
    """Quote the sentences of the user that tell most, in the order in which they were said."""
    del match
    stop_words = frozenset(situation.rules.lists["stop_words"])
    rated: list[tuple[int, int, str]] = []
    for age, text in enumerate(situation.said[:_SEARCHED]):
        for sentence in _telling_sentences(situation, text):
            telling = {word.plain for word in sentence.words} - stop_words
            if len(telling) >= 2:
                rated.append((len(telling), -age, quote(sentence.said)))
    best = sorted(sorted(rated, reverse=True)[:6], key=lambda entry: entry[1])
    unique = list(dict.fromkeys(text for _weight, _age, text in best))
    return Outcome(gaps={"quotes": bullets(unique)}) if unique else Outcome("unknown")


def digest(situation: Situation, match: RuleMatch) -> Outcome | None:
    """Quote the sentences of a long message whose words are the most frequent in it."""
    del match
    message = situation.message
    stop_words = frozenset(situation.rules.lists["stop_words"])
    sentences = [sentence.whole for sentence in message.sentences if len(sentence.whole.words) > 3]
    counts = {"letters": f"{message.length:,}", "words": f"{len(message.words):,}"}
    if len(sentences) <= _DIGEST_SENTENCES:
        return Outcome("short", counts)
    frequency = Counter(_stem(word.plain) for word in message.words if word.plain not in stop_words)
    weights = [_weight(sentence, frequency) for sentence in sentences]
    best = sorted(range(len(sentences)), key=lambda at: -weights[at])
    chosen = sorted(best[:_DIGEST_SENTENCES])
    return Outcome(gaps={**counts, "sentences": bullets([quote(sentences[at].said) for at in chosen])})


def _weight(sentence: Clause, frequency: Counter[str]) -> float:
    """Rate a sentence by how often its words come in the whole text; long ones have no advantage."""
    return sum(frequency[stem] for stem in {_stem(word.plain) for word in sentence.words}) / (8 + len(sentence.words))


def _telling_sentences(situation: Situation, text: str) -> Iterator[Clause]:
    """Return the sentences of a message that tell rather than ask."""
    questions = frozenset(situation.rules.lists["question_words"] + situation.rules.lists["command_words"])
    for sentence in situation.reader.read(text).sentences:
        if not sentence.whole.asked and sentence.whole.words[0].plain not in questions:
            yield sentence.whole


def _stem(word: str) -> str:
    """Return `word` without the endings that change most."""
    return re.sub(r"(?<=\w{3})(?:ies|ing|ed|es|s|y)$", "", word)


def bullets(items: list[str]) -> str:
    """Return `items` as a list, a line each."""
    return "\n".join(f"- {item}" for item in items)


QUOTING_SKILLS: Mapping[str, Skill] = {
    "said_about": said_about,
    "said_recall": said_recall,
    "said_first": said_first,
    "said_last": said_last,
    "repeat": repeat,
    "recap": recap,
    "digest": digest,
}
