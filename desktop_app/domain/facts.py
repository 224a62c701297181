"""Facts: what is known of a user, in three words each, and where it comes from."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from desktop_app.domain.errors import UserError
from desktop_app.domain.texts import well_formed

CATEGORIES = (
    "name",
    "place",
    "work",
    "family",
    "like",
    "dislike",
    "date",
    "pet",
    "language",
    "plan",
    "note",
)
"""What facts are about; keys say it more closely, such as `home` of a place."""
MAX_VALUE = 300
"""Characters of one fact; what is longer is a text, not a fact."""
_PARTNERS = frozenset({"wife", "husband", "partner", "spouse", "girlfriend", "boyfriend", "fiancé", "fiancée"})
_NUMBERED = frozenset({"children", "kids", "sons", "daughters", "brothers", "sisters", "siblings", "grandchildren"})
_SINGLE = {
    "name": frozenset({"name", "nickname"}),
    "place": frozenset({"home", "origin"}),
    "work": frozenset({"job", "employer", "studies"}),
    "family": frozenset({"status", "mother", "father"}) | _PARTNERS | _NUMBERED,
}
_TASTES = frozenset({"like", "dislike"})
_KEY_IS_VALUE = frozenset({"like", "dislike", "language", "plan", "note"})


def last_day(until: datetime) -> str:
    """Return the last day, here, on which what holds until then does, such as 2030-12-31."""
    return f"{(until - timedelta(microseconds=1)).astimezone():%Y-%m-%d}"


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that is known of a user.

    `persona` is who knows it, None for everyone. The message it was learned from is `source_message_id`, in the session
    `session_id`; both are None for what was set by hand, and for what was kept when its source went. A `suggested` one
    is used only once it is confirmed; a `frozen` one is changed by its user alone; `until` is when it stops to hold.
    """

    id: int
    user_id: str
    persona: str | None
    category: str
    key: str
    value: str
    source_message_id: int | None
    session_id: str | None
    confirmed: bool
    frozen: bool
    until: datetime | None
    suggested: bool
    created_at: datetime
    updated_at: datetime

    def holds(self, now: datetime) -> bool:
        """Tell whether it may be used at that moment."""
        return not self.suggested and (self.until is None or now < self.until)


class FactChange(StrEnum):
    """What happened to a fact."""

    LEARNED = "learned"
    REPLACED = "replaced"
    FORGOTTEN = "forgotten"


@dataclass(frozen=True, slots=True)
class EarlierFact:
    """What a fact was before: its words then, the message they came from, and when and why they were replaced."""

    fact_id: int
    category: str
    key: str
    value: str
    source_message_id: int | None
    reason: str
    created_at: datetime
    replaced_at: datetime


@dataclass(frozen=True, slots=True)
class LearnedFact:
    """What a message changed in what is known: `before` is the value that a new one replaced.

    `gave_way` are the facts that were there instead, as they were, and `earlier` is what those had been before.
    """

    fact: Fact
    change: FactChange
    before: str | None = None
    gave_way: tuple[Fact, ...] = ()
    earlier: tuple[EarlierFact, ...] = ()


class Stating(StrEnum):
    """What a sentence does with a fact: it states it, denies it, or asks for it to be forgotten."""

    STATED = "stated"
    DENIED = "denied"
    FORGOTTEN = "forgotten"


@dataclass(frozen=True, slots=True)
class Statement:
    """What a sentence says of its user. Of what is denied or forgotten, an empty word stands for any."""

    category: str
    key: str
    value: str
    stating: Stating = Stating.STATED


def is_single(category: str, key: str, value: str = "") -> bool:
    """Tell whether a new value of that key takes the place of the old one, rather than standing beside it."""
    if category == "date" or category in _KEY_IS_VALUE:
        return True
    return key.casefold() in _SINGLE.get(category, frozenset()) or key.casefold() == value.casefold()


def rivals(category: str) -> tuple[str, ...]:
    """Return the categories in which the same key contradicts a fact of this one."""
    return ("like", "dislike") if category in _TASTES else (category,)


def checked_fact(category: str, key: str, value: str) -> tuple[str, str, str]:
    """Return the words of a fact, trimmed to one line; raise `UserError` for what is no fact."""
    if category not in CATEGORIES:
        raise UserError("bad_fact_category", category=category, known=", ".join(CATEGORIES))
    key, value = (" ".join(well_formed(word).split()) for word in (key, value))
    if category in _KEY_IS_VALUE and not key:
        key = value
    if not 0 < len(key) <= MAX_VALUE or not 0 < len(value) <= MAX_VALUE or not (key + value).isprintable():
        raise UserError("bad_fact", limit=MAX_VALUE)
    return category, key, value
