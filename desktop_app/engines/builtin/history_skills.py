"""Skills that quote what was said in any session of the person's, each quotation with a link to where it stands."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from desktop_app.domain.links import message_address
from desktop_app.engines.builtin.dates import date_text
from desktop_app.engines.builtin.history import HistoryWantedError, Remark, Wanted
from desktop_app.engines.builtin.quoting_skills import bullets, content_words, quote, said_about, topic_of
from desktop_app.engines.builtin.results import OFFERS_MORE, is_more
from desktop_app.engines.builtin.situation import Outcome, RuleMatch, Situation, Skill

_SHOWN = 4
_SEEKING = frozenset(("find", "search", "show", "tell", "look", "list"))
_MARKDOWN = re.compile(r"([\\`*_\[\]<>|~$#])")


def said_anywhere(situation: Situation, match: RuleMatch) -> Outcome | None:
    """Quote what was said about `x`, with the argument `answers` by whoever answered; go on where more was to come."""
    if situation.history is None:
        return said_about(situation, match)
    topic, found = _found(situation, match)
    if not found:
        return Outcome("nowhere", {"topic_asked": topic})
    fresh = [remark for remark in found if not any(_address(remark) in text for text in _answers_to_same(situation))]
    shown = fresh[:_SHOWN]
    gaps = {"topic_asked": topic, "quotes": _listed(situation, shown), "left": str(len(fresh) - len(shown))}
    return Outcome("more" if len(fresh) > len(shown) else "answer", gaps)


def said_when(situation: Situation, match: RuleMatch) -> Outcome | None:
    """Tell when `x` was last spoken of, and when first."""
    if situation.history is None:
        return said_about(situation, match)
    topic, found = _found(situation, match)
    if not found:
        return Outcome("nowhere", {"topic_asked": topic})
    last, first = _listed(situation, found[:1]), _listed(situation, found[-1:])
    gaps = {"topic_asked": topic, "quotes": last, "first": first, "count": str(len(found))}
    return Outcome("answer" if len(found) == 1 else "several", gaps)


def said_elsewhere(situation: Situation, match: RuleMatch) -> Outcome | None:
    """Quote what was said about `x`: in this session, else in others; decline where that is nothing."""
    here = said_about(situation, match)
    if here is None or here.name == "answer" or situation.history is None:
        return here
    topic, found = _found(situation, match)
    return Outcome("elsewhere", {"topic_asked": topic, "quotes": _listed(situation, found[:_SHOWN])}) if found else here


def _found(situation: Situation, match: RuleMatch) -> tuple[str, list[Remark]]:
    """Return what was asked about, and what tells of it: all words together, else the longest one alone."""
    words = content_words(situation, match)
    answers = match.owner.argument == "answers"
    found = _telling(situation, words, answers=answers)
    if not found and len(words) > 1:
        found = _telling(situation, [max(words, key=len)], answers=answers)
    return topic_of(situation, match), found


def _telling(situation: Situation, words: Sequence[str], *, answers: bool) -> list[Remark]:
    """Return the remarks that tell of all `words`, rather than ask, each cut to the sentence that does."""
    if not words or situation.history is None:
        return []
    wanted = Wanted(tuple(words), answers)
    if wanted not in situation.history:
        raise HistoryWantedError(wanted)
    found: dict[str, Remark] = {}
    for remark in situation.history[wanted]:
        text = _telling_part(situation, remark.text, words)
        if text:
            found.setdefault(text.casefold(), Remark(remark.message_id, remark.session_id, remark.session_name,
                                                     remark.said_at, text))  # fmt: skip
    return list(found.values())


def _telling_part(situation: Situation, text: str, words: Sequence[str]) -> str:
    questions = frozenset(situation.rules.lists["question_words"]) | _SEEKING
    best, most = "", 0
    for sentence in situation.reader.read(text).sentences:
        whole = sentence.whole
        if whole.asked or whole.words[0].plain in questions or "parley:message/" in whole.text:
            continue
        line = f" {whole.line}"
        hits = sum(f" {word}" in line or (not word.isascii() and word in line) for word in words)
        if hits > most:
            best, most = whole.said, hits
    return best


def _answers_to_same(situation: Situation) -> list[str]:
    """Return the answers to the very question that is asked again, as long as there was more to come after them."""
    asked = situation.message.line
    repeated = []
    for said, answer in zip(situation.said, situation.answers, strict=False):
        line = situation.reader.read(said).line
        if (line != asked and not is_more(line)) or OFFERS_MORE not in answer:
            break
        repeated.append(answer)
    return repeated


def _listed(situation: Situation, remarks: Sequence[Remark]) -> str:
    return bullets([f"{_place(situation, remark)}: {quote(remark.text)}" for remark in remarks])


def _place(situation: Situation, remark: Remark) -> str:
    """Return when and where it was said, as a link to it."""
    now = situation.request.now
    when = _moment(remark.said_at.astimezone(now.tzinfo), now)
    where = "here" if remark.session_id == situation.request.session_id else f"“{_plain(remark.session_name)}”"
    return f"[{when}, {where}]({_address(remark)})"


def _address(remark: Remark) -> str:
    return message_address(remark.message_id)


def _plain(name: str) -> str:
    """Return a session's name so that nothing in it acts as Markdown."""
    return _MARKDOWN.sub(r"\\\1", " ".join(name.split())[:60])


def _moment(said_at: datetime, now: datetime) -> str:
    days = (now.date() - said_at.date()).days
    if days == 0:
        return f"today at {said_at:%H:%M}"
    return "yesterday" if days == 1 else date_text(said_at.date())


HISTORY_SKILLS: Mapping[str, Skill] = {
    "said_anywhere": said_anywhere,
    "said_when": said_when,
    "said_elsewhere": said_elsewhere,
}
