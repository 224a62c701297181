"""What a search found: messages, and sessions by their names."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from desktop_app.domain.search import Term
from desktop_app.domain.sessions import UNTITLED
from desktop_app.domain.snippets import Snippet, snippet

MOST_NAMED = 10
"""Sessions found by their names: they stand before the messages, which must stay in sight."""
MOST_LISTED = 50
"""Sessions found by conditions alone."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LAST = (datetime.max.replace(tzinfo=UTC) - _EPOCH) // timedelta(microseconds=1)


class MessageHit(NamedTuple):
    """A message that was found, as light as a row: what is shown of it is made when it is shown.

    `text` is the message's or, of a very long one, the part around what was found; `persona` is who answered, or
    whose session it is.
    """

    message_id: int
    session_id: str
    role: str
    microseconds: int
    text: str
    name: str | None
    title: str | None
    persona: str
    terms: Sequence[Term]

    @property
    def created_at(self) -> datetime:
        """When it was said."""
        return _moment(self.microseconds)

    @property
    def session_name(self) -> str:
        """What a list calls its session."""
        return self.name or self.title or UNTITLED

    def snippet(self, width: int = 160) -> Snippet:
        """Return the part of the text where the terms stand, with them marked."""
        return snippet(self.text, self.terms, width)


class SessionHit(NamedTuple):
    """A session whose name or title was found."""

    session_id: str
    microseconds: int
    name: str | None
    title: str | None
    persona: str
    preview: str
    terms: Sequence[Term]

    @property
    def last_activity_at(self) -> datetime:
        """When something last happened in it."""
        return _moment(self.microseconds)

    @property
    def session_name(self) -> str:
        """What a list calls it."""
        return self.name or self.title or UNTITLED

    def snippet(self) -> Snippet:
        """Return the name with the terms marked."""
        return snippet(self.session_name, self.terms, width=1_000)

    def hidden_snippet(self) -> Snippet | None:
        """Return the title with the terms marked, where a name hides it and does not say by itself what was found."""
        if not self.name or not self.title or all(snippet(self.name, [term], 1_000).ranges for term in self.terms):
            return None
        found = snippet(self.title, self.terms)
        return found if found.ranges else None


class FoundSession(NamedTuple):
    """A session that something is in, and what a list calls it."""

    session_id: str
    name: str


@dataclass(frozen=True, slots=True)
class Found:
    """All that was found, the newest first unless it was ranked."""

    messages: Sequence[MessageHit] = ()
    sessions: Sequence[SessionHit] = ()
    complete: bool = True
    """Whether everything could be looked through; not while the index is being rebuilt."""


def _moment(microseconds: int) -> datetime:
    """Return a moment; one odd number in a file must not hide all that was found."""
    return _EPOCH + timedelta(microseconds=min(max(microseconds, 0), _LAST))
