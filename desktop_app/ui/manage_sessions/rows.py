"""What the table shows of a session, and under which tab and in which column."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum

SOON = timedelta(days=1)


class Tab(StrEnum):
    """The tabs of the dialog, in their order."""

    ACTIVE = "active"
    ARCHIVED = "archived"
    TRASH = "trash"
    EXPIRING = "expiring"


class Column(IntEnum):
    """The columns of the table, in their order."""

    NAME = 0
    PERSONA = 1
    CREATED = 2
    ACTIVITY = 3
    MESSAGES = 4
    EXPIRES = 5
    SIZE = 6


@dataclass(frozen=True, slots=True)
class ManagedRow:
    """One session; all moments are timezone-aware.

    `home` is the tab that it stands under, soon expiring or not; `goes_at` is when it expires, or in the trash when it
    is deleted for good. `name_key` sorts by name, and `haystack` is what the filter looks through.
    """

    id: str
    name: str
    persona: str
    glyph: str
    created: datetime
    last_activity: datetime
    messages: int
    goes_at: datetime | None
    home: Tab
    pinned: bool
    temporary: bool
    has_draft: bool
    name_key: str
    haystack: str

    def goes_soon(self, now: datetime) -> bool:
        """Tell whether the session expires within a day; in the trash none does any more."""
        return self.goes_at is not None and self.home is not Tab.TRASH and self.goes_at - now <= SOON


def sorted_as(name: str) -> str:
    """Return what puts names into the order that a person expects: case aside, é beside e."""
    if name.isascii():
        return name.casefold()
    letters = unicodedata.normalize("NFKD", name)
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).casefold()
