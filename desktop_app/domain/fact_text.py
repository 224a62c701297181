"""Reads a message for facts: sentences and clauses of words, without what others said, quotes and code."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from desktop_app.domain.fact_language import FactLanguage

MAX_READ = 6_000
"""Characters of a message that are looked at, its beginning."""
MAX_SENTENCES = 60
MAX_WORDS = 60
"""Words of a sentence that are looked at."""
_APOSTROPHES = str.maketrans({"’": "'", "ʼ": "'", "´": "'", "`": "'"})
_OPENING = {"“": "”", "„": "“", "«": "»", '"': '"', "‘": "’", "'": "'"}
_ENDS = frozenset(".!?…;:。！？")
_AROUND = "\"'“”„‘’«»()[]{}<>*_~.,!?…;:。！？、-–—"
_STAMP = re.compile(r"^[\[(<]?[\d:., /-]{3,20}[\])>]?\s+")
"""When somebody wrote a line of a chat that was pasted."""
OPAQUE = "\0"
"""What stands for words that are not the user's own."""
_SUNG = frozenset("♪♫♬🎵🎶")
_DIRECTION = re.compile(r"\*(?!\*)(?:[^*]*\*$|[^*\s]+\s[^*]*\*)")
"""A line between stars, or one that begins with what somebody does, in some words between stars."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word in small letters, where it stands in the text, and whether a comma follows; `quoted` in few words."""

    plain: str
    start: int
    end: int
    comma: bool = False
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Sentence:
    """The words of a sentence; `asked` when it ends as a question, `opens` when a colon ends it."""

    words: tuple[Word, ...]
    asked: bool = False
    opens: bool = False


def sentences_in(text: str, language: FactLanguage) -> list[Sentence]:
    """Return the sentences of a message, as far as they may be the user's own words."""
    found: list[Sentence] = []
    offset, fenced = 0, False
    for line in text[:MAX_READ].splitlines(keepends=True):
        bare = line.strip()
        fence = bare.startswith(("```", "~~~"))
        if not fence and not fenced and not _is_foreign(line, bare, language):
            found += _in_line(line, offset, language)
        fenced ^= fence
        offset += len(line)
        if len(found) >= MAX_SENTENCES:
            break
    return found[:MAX_SENTENCES]


def _is_foreign(line: str, bare: str, language: FactLanguage) -> bool:
    """Tell whether a line is quoted, code, a table, a stage direction, a song, or what somebody is made to say."""
    if line.startswith(("    ", "\t")) or bare.startswith((">", "|", "/", "$ ", "#!")):
        return True
    if _SUNG.intersection(bare) or _DIRECTION.match(bare):
        return True
    speaker, colon, _rest = _STAMP.sub("", bare).partition(":")
    named = speaker.strip("*_-– ")
    spoken = named.casefold().split()
    return bool(colon and named[:1].isupper() and len(spoken) <= 2 and spoken[-1] not in language.announcing)


def _in_line(line: str, offset: int, language: FactLanguage) -> Iterator[Sentence]:
    words: list[Word] = []
    tokens = list(_unquoted(list(_tokens(line, offset)), line, offset, language))
    for place, token in enumerate(tokens):
        raw = line[token.start - offset : token.end - offset]
        if raw[:1] in "([" and words:
            words[-1] = replace(words[-1], comma=True)
        new = [token] if token.plain == OPAQUE else list(_words(token, raw, language))
        words += new
        tail = raw[len(raw.rstrip(_AROUND)) :] if new else raw
        ends = _ENDS.intersection(tail)
        if (
            words
            and ends
            and (new or raw in _ENDS or "?" in raw)
            and not _goes_on(words, tail, tokens[place + 1 :], language)
        ):
            yield Sentence(tuple(words[:MAX_WORDS]), bool(ends & {"?", "？"}), ":" in ends)
            words = []
    if words:
        yield Sentence(tuple(words[:MAX_WORDS]))


def _tokens(line: str, offset: int) -> Iterator[Word]:
    """Return what stands between the spaces of a line."""
    start = -1
    for place, char in enumerate(line + " "):
        if char.isspace() and start >= 0:
            yield Word(line[start:place], offset + start, offset + place)
            start = -1
        elif not char.isspace() and start < 0:
            start = place


def _unquoted(tokens: Sequence[Word], line: str, offset: int, language: FactLanguage) -> Iterator[Word]:
    """Put one sign in the place of a quotation, unless that is a name or a title of few words; code counts as one."""
    place = 0
    while place < len(tokens):
        raw = tokens[place].plain.lstrip("(")
        closing = "`" if raw.startswith("`") else _OPENING.get(raw[:1], "")
        last = _closed(tokens, place, closing) if closing else None
        if last is None:
            if closing and closing != "'" and closing != "’":
                yield Word(OPAQUE, tokens[place].start, tokens[-1].end)
                return
            yield tokens[place]
            place += 1
            continue
        inside = tokens[place : last + 1]
        if closing != "`" and len(inside) <= 4 and not _speaks(inside, language):
            yield from (replace(token, quoted=True) for token in inside)
        else:
            end = inside[-1].end
            yield Word(OPAQUE, inside[0].start, end)
            rest = line[inside[0].start - offset : end - offset].rstrip()
            if rest[-1:] in ".!?":
                yield Word(rest[-1], end - 1, end)
        place = last + 1


def _closed(tokens: Sequence[Word], first: int, closing: str) -> int | None:
    for place in range(first, len(tokens)):
        text = tokens[place].plain.rstrip(".,!?;:…)")
        if text.endswith(closing) and (place > first or len(text) > 1):
            return place
    return None


def _speaks(tokens: Sequence[Word], language: FactLanguage) -> bool:
    """Tell whether a quotation says something, rather than being a name."""
    plain = [token.plain.translate(_APOSTROPHES).strip(_AROUND).casefold() for token in tokens]
    return len(plain) > 1 and not language.listed("telling").isdisjoint(plain)


def _words(token: Word, raw: str, language: FactLanguage) -> Iterator[Word]:
    """Return the words of one token: none for mere signs, several for words drawn together."""
    core = raw.strip(_AROUND)
    if not any(char.isalnum() for char in core):
        return
    start = token.start + raw.index(core)
    if raw[:1] in "[<{" and raw.rstrip(".!?,;:")[-1:] in "]>}":
        yield Word(OPAQUE, start, start + len(core))
        return
    tail = raw[raw.index(core) + len(core) :]
    comma = bool({",", "(", ")", "–", "—", "、"}.intersection(tail))
    plain = core.translate(_APOSTROPHES).lower()
    spelled = language.spellings.get(plain)
    if spelled is None and plain.endswith("'s") and len(plain) > 2:
        spelled = (plain[:-2], "'s")
    if spelled is None:
        yield Word(plain, start, start + len(core), comma, token.quoted)
        return
    for number, part in enumerate(spelled):
        last = number == len(spelled) - 1
        cut = start + len(core) - (2 if spelled[-1] == "'s" else 0)
        where = (start, cut) if not last else (cut if part == "'s" else start, start + len(core))
        yield Word(part, *where, comma and last, token.quoted)


def _goes_on(words: Sequence[Word], tail: str, rest: Sequence[Word], language: FactLanguage) -> bool:
    """Tell whether a dot belongs to an abbreviation, an initial, a number or a date."""
    if set(tail) & (_ENDS - {"."}) or not tail.startswith("."):
        return False
    last = words[-1].plain
    if last.isdigit() and rest and rest[0].plain.strip(_AROUND).lower() in language.listed("date_words"):
        return True
    return (
        last in language.abbreviations
        or (len(last) == 1 and last.isalpha() and last not in language.listed("letters"))
        or (len(words) == 1 and last.isdigit())
    )
