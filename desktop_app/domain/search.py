"""What a person typed to find something, as a value: words, phrases, and conditions such as role:user.

`"exact phrase"`, `begin*`, `persona:` `in:` `role:` `before:` `after:` `has:code` `is:pinned` `is:trash` `is:archived`.
Whatever else is typed is words to look for; nothing is an error. Tags do not exist yet, so `tag:` is a word as well.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from desktop_app.domain.messages import Role
from desktop_app.domain.search_words import cjk_words

MAX_LENGTH = 1_000
"""Characters of a query that are looked at."""
MAX_TERMS = 32
INDEXED_LETTERS = 2
"""Letters that the store keeps an index of its own for, to find what begins with them."""

_UNTYPABLE = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
_PIECE = re.compile(
    r"""(?<!\S)(?P<key>[a-z]+):(?:"(?P<quoted>[^"]*)"?|(?P<value>[^\s"]*))  # a condition
    |"(?P<phrase>[^"]*)(?P<closed>"?)  # a phrase, perhaps not yet at its end
    |(?P<word>[^\s"]+)""",
    re.IGNORECASE | re.VERBOSE,
)
# A single letter begins far too many words to be looked for as one types.
_COMPLETABLE = re.compile(r"[^\W_]{2,}\Z")
_DATE = re.compile(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?\Z", re.ASCII)
_ROLES = {"user": Role.USER, "me": Role.USER, "assistant": Role.ASSISTANT, "system": Role.SYSTEM}


@dataclass(frozen=True, slots=True)
class Term:
    """Words that must follow one another; with `prefix` the last of them may be only begun.

    In an `unspaced` one each Chinese, Japanese and Korean character stands as a word of its own.
    """

    text: str
    unspaced: bool = False
    prefix: bool = False

    @property
    def may_begin_much(self) -> bool:
        """Whether its last word is one that many others could begin with, and that no index was made for."""
        return self.prefix and self.text[-INDEXED_LETTERS - 1 :].isalnum() and len(self.text) > INDEXED_LETTERS


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """All terms must be found in a message, and all conditions hold; `within` is its session's id or names it."""

    terms: tuple[Term, ...] = ()
    persona: str | None = None
    within: str | None = None
    role: Role | None = None
    before: datetime | None = None
    after: datetime | None = None
    has_code: bool = False
    pinned: bool = False
    trashed: bool = False
    archived: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked for."""
        return self == SearchQuery()

    @property
    def is_about_messages(self) -> bool:
        """Whether only messages can meet the conditions, and no session by its name."""
        return self.role is not None or self.has_code


def parse_query(text: str) -> SearchQuery:
    """Return what `text` asks for; any text is a query."""
    cleaned = _UNTYPABLE.sub(" ", unicodedata.normalize("NFC", text[:MAX_LENGTH]))
    query, terms = SearchQuery(), []
    for piece in _PIECE.finditer(cleaned):
        key = (piece["key"] or "").lower()
        value = piece["quoted"] if piece["value"] is None else piece["value"]
        narrowed = _CONDITIONS[key](query, value.strip()) if key in _CONDITIONS else None
        if narrowed is not None:
            query = narrowed
            continue
        begun = piece.end() == len(cleaned) and not piece["closed"]
        words = piece["phrase"] if piece["phrase"] is not None else piece[0]
        terms += terms_of(words.replace('"', " "), begun=begun or words.endswith("*"))
    return replace(query, terms=tuple(terms[:MAX_TERMS]))


def what_is_wrong(text: str) -> str:
    """Return what in `text` narrows nothing although it looks as if it should; empty where there is nothing such."""
    for piece in _PIECE.finditer(text[:MAX_LENGTH]):
        key = (piece["key"] or "").lower()
        value = (piece["quoted"] or piece["value"] or "").strip()
        if key in _CONDITIONS and not value:
            return f"nothing stands after “{key}:”, which takes {_TAKES[key]}"
        if key in _CONDITIONS and _CONDITIONS[key](SearchQuery(), value) is None:
            return f"“{key}:{value}” narrows nothing: {key}: takes {_TAKES[key]}"
        if key and key not in _CONDITIONS and not value.startswith("//"):
            return f"“{key}:” is no filter; there are {', '.join(f'{each}:' for each in _CONDITIONS)}"
    return ""


def terms_of(words: str, *, begun: bool) -> list[Term]:
    """Return the one term that `words` are, or none where there is no letter; the last word may be only `begun`."""
    spaced = cjk_words(words)
    shown = " ".join((spaced or words).rstrip("*").split())
    if not any(map(str.isalnum, shown)):
        return []
    return [Term(shown, unspaced=spaced is not None, prefix=begun and _COMPLETABLE.search(shown) is not None)]


def _is(query: SearchQuery, value: str) -> SearchQuery | None:
    match value.lower():
        case "pinned":
            return replace(query, pinned=True)
        case "trash":
            return replace(query, trashed=True)
        case "archived":
            return replace(query, archived=True)
        case "":
            return query
    return None


def _has(query: SearchQuery, value: str) -> SearchQuery | None:
    return replace(query, has_code=query.has_code or bool(value)) if value.lower() in {"code", ""} else None


def _role(query: SearchQuery, value: str) -> SearchQuery | None:
    return replace(query, role=_ROLES.get(value.lower())) if value.lower() in {*_ROLES, ""} else None


def _persona(query: SearchQuery, value: str) -> SearchQuery:
    return replace(query, persona=value or None)


def _within(query: SearchQuery, value: str) -> SearchQuery:
    return replace(query, within=value or None)


def _before(query: SearchQuery, value: str) -> SearchQuery | None:
    moment = _moment(value)
    return query if not value else replace(query, before=moment) if moment else None


def _after(query: SearchQuery, value: str) -> SearchQuery | None:
    moment = _moment(value)
    return query if not value else replace(query, after=moment) if moment else None


def _moment(value: str) -> datetime | None:
    """Return when a day, month or year begins here, None for what is none."""
    found = _DATE.match(value)
    if found is None:
        return None
    try:
        return datetime(int(found[1]), int(found[2] or 1), int(found[3] or 1)).astimezone()
    except (ValueError, OverflowError, OSError):
        return None


_CONDITIONS: Mapping[str, Callable[[SearchQuery, str], SearchQuery | None]] = {
    "persona": _persona,
    "in": _within,
    "role": _role,
    "before": _before,
    "after": _after,
    "has": _has,
    "is": _is,
}
"""A condition without a value yet holds for everything; one with a value that makes no sense (None) is a word."""
_TAKES: Mapping[str, str] = {
    "persona": "the name of a persona",
    "in": "the name or id of a session",
    "role": "user, me, assistant or system",
    "before": "a day such as 2026-03-31, a month or a year",
    "after": "a day such as 2026-03-31, a month or a year",
    "has": "code",
    "is": "pinned, trash or archived",
}
