"""Takes a sentence apart into clauses of which its user is the subject, and leaves out what is asked or supposed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from desktop_app.domain.fact_language import FactLanguage, Phrases
from desktop_app.domain.fact_text import Sentence, Word

_MOST_STARTS = 5


@dataclass(frozen=True, slots=True)
class Clause:
    """The words of a clause, without polite words before it."""

    words: tuple[Word, ...]


def clauses_of(sentence: Sentence, language: FactLanguage) -> list[Clause]:
    """Return the clauses of a sentence that may state something."""
    found: list[Clause] = []
    parts = [part for part in (bare(words, language) for words in _parts(sentence.words, language)) if part]
    asks = language.listed("questions")
    if sentence.asked:
        if len(parts) < 2 or parts[-1][0].plain not in asks or _is_tag(parts[-1], language):
            return []
        parts = parts[:-1]
    subject: Sequence[Word] = ()
    for part in parts:
        first = part[0].plain
        if first in language.listed("conditionals"):
            break
        if first in language.listed("bare") and subject:
            part = (*subject, *part)
        elif first in asks and not _begins(part, language, "stated"):
            if not found:
                break
            continue
        elif first in language.listed("subjects"):
            subject = part[:1]
        else:
            subject = ()
        found.append(Clause(_without_adverbs(part, language)))
    return found


def _begins(words: Sequence[Word], language: FactLanguage, name: str) -> bool:
    said = language.said(name)
    return any(tuple(word.plain for word in words[:count]) in said for count in range(1, 6))


def meant(sentences: Sequence[Sentence], language: FactLanguage) -> Iterator[Sentence]:
    """Return sentences without those that the next one takes back, such as “just kidding”."""
    for place, sentence in enumerate(sentences):
        after = sentences[place + 1].words if place + 1 < len(sentences) else ()
        if tuple(word.plain for word in after) not in language.said("retracting"):
            yield _agreed(sentence, language)


def _agreed(sentence: Sentence, language: FactLanguage) -> Sentence:
    """Return a sentence as a statement where it only asks for agreement, or politely orders to remember."""
    words = sentence.words
    if not sentence.asked or not words:
        return sentence
    if len(words) > 2 and words[-2].comma and (words[-1].plain,) in language.said("agreeing"):
        return Sentence(words[:-1], opens=sentence.opens)
    polite = _begins(bare(words, language), language, "asked_orders")
    return Sentence(words, opens=sentence.opens) if polite else sentence


def _is_tag(words: Sequence[Word], language: FactLanguage) -> bool:
    """Tell whether a question only asks for what was said to be confirmed, such as “don't I”."""
    return len(words) <= 3 and words[-1].plain in language.listed("tag_ends")


def _parts(words: Sequence[Word], language: FactLanguage) -> Iterator[tuple[Word, ...]]:
    """Cut a sentence where another clause begins."""
    connectors, starters, ands = (language.listed(name) for name in ("connectors", "starters", "ands"))
    bare, adverbs, begun = language.listed("bare"), language.listed("adverbs"), 0
    for place in range(1, len(words)):
        before, word = words[place - 1], words[place]
        if place < begun or word.quoted:
            continue
        following = next((each.plain for each in words[place + 1 :] if each.plain not in adverbs), "")
        joined = word.plain in ands and (following in starters or following in bare)
        if word.plain in connectors or joined:
            yield _closed(words[begun:place])
            begun = place + 1
        elif before.comma and word.plain in starters:
            yield _closed(words[begun:place])
            begun = place
    yield tuple(words[begun:])


def _closed(words: Sequence[Word]) -> tuple[Word, ...]:
    return (*words[:-1], replace(words[-1], comma=True)) if words else ()


def bare(words: tuple[Word, ...], language: FactLanguage, name: str = "before_clauses") -> tuple[Word, ...]:
    """Take polite words, or others of a list, away from before what is said."""
    fillers = language.said(name)
    for _time in range(_MOST_STARTS):
        shorter = _without(words, fillers)
        if len(shorter) == len(words):
            break
        words = shorter
    return words


def _without(words: tuple[Word, ...], fillers: Phrases) -> tuple[Word, ...]:
    for count in (5, 4, 3, 2, 1):
        if tuple(word.plain for word in words[:count]) in fillers:
            return words[count:]
    return words


def _without_adverbs(words: tuple[Word, ...], language: FactLanguage) -> tuple[Word, ...]:
    """Leave out the words near the beginning that change nothing, such as “also”."""
    adverbs = language.listed("adverbs")
    return tuple(
        word
        for place, word in enumerate(words)
        if not (0 < place < 5 and word.plain in adverbs and place < len(words) - 1)
    )
