"""Sessions: conversations with a persona, their names and ids."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple
from uuid import uuid4

from desktop_app.domain.engines import SessionEngine
from desktop_app.domain.errors import UserError
from desktop_app.domain.messages import first_words

MAX_ID_LENGTH = 200
MAX_NAME_LENGTH = 200
UNTITLED = "New session"
CONTEXT_TEXT_LIMIT = 500
"""Characters of a question or an answer kept in a session's context."""


@dataclass(frozen=True, slots=True)
class Session:
    """One conversation of one user with a persona.

    `name` is given on purpose and unique for its user; `title` is made from the first words and may repeat.
    `restored_at` is when it last came back from the trash, from where its time to live starts anew.
    The counters, `preview` and `last_activity_at` are kept in step with the messages by the store.
    `metadata` and `context` are free JSON objects, with the keys that the design lists. `engine` is what was chosen to
    answer in it, None where nothing was.
    """

    id: str
    user_id: str
    persona: str
    created_at: datetime
    last_activity_at: datetime
    name: str | None = None
    title: str | None = None
    origin: str = "window"
    temporary: bool = False
    pinned: bool = False
    archived_at: datetime | None = None
    trashed_at: datetime | None = None
    restored_at: datetime | None = None
    active_leaf_id: int | None = None
    message_count: int = 0
    query_count: int = 0
    preview: str = ""
    has_draft: bool = False
    metadata: Mapping[str, Any] = field(default_factory=dict)
    context: Mapping[str, Any] = field(default_factory=dict)
    engine: SessionEngine | None = None

    @property
    def shown_name(self) -> str:
        """What a list shows: the name, else the title, else “New session”."""
        return self.name or self.title or UNTITLED


class SessionSummary(NamedTuple):
    """What a list shows of a session; see `Session` for what each means. Made by the hundred while a list scrolls."""

    id: str
    name: str | None
    title: str | None
    preview: str
    persona: str
    pinned: bool
    temporary: bool
    has_draft: bool
    last_activity_at: datetime
    restored_at: datetime | None

    @property
    def shown_name(self) -> str:
        """What a list shows: the name, else the title, else “New session”."""
        return self.name or self.title or UNTITLED


def new_session_id() -> str:
    """Return an id that no other session has."""
    return str(uuid4())


def checked_session_id(session_id: str) -> str:
    """Return `session_id` as it is; raise `UserError` unless it is 1–200 printable characters."""
    if not 0 < len(session_id) <= MAX_ID_LENGTH or not session_id.isprintable():
        raise UserError("bad_session_id", limit=MAX_ID_LENGTH)
    return session_id


def checked_name(name: str | None) -> str | None:
    """Return `name` trimmed and in Unicode's composed form, None when nothing is left.

    Raises `UserError` when it is over 200 characters or has characters that cannot be shown.
    """
    trimmed = unicodedata.normalize("NFC", " ".join((name or "").split()))
    if not trimmed:
        return None
    if len(trimmed) > MAX_NAME_LENGTH:
        raise UserError("bad_session_name", problem=f"it is over {MAX_NAME_LENGTH} characters long")
    hidden = next((char for char in trimmed if not char.isprintable()), None)
    if hidden is not None:
        raise UserError("bad_session_name", problem=f"its character U+{ord(hidden):04X} cannot be shown")
    return trimmed


def name_key(name: str) -> str:
    """Return what two names share when a person would call them the same (case and Unicode form aside)."""
    # Folding the case can take a normal form apart again.
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name.casefold()).casefold())


_FORK = "Fork: "
"""In front, where lists that cut long titles leave it to be seen."""


def fork_title(name: str) -> str:
    """Return the title of a fork of the session that is shown by that name; a fork's fork is called no longer."""
    return _FORK + first_words(name.removeprefix(_FORK), 60)


def title_from(text: str) -> str | None:
    """Return a title made of the first words of a message, None when it has none."""
    return first_words(text, 60) or None
