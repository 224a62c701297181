"""Recollection: what one person said in whatever session, found for the built-in responder."""

import re
from collections.abc import Sequence

from desktop_app.domain.search import parse_query
from desktop_app.engines.builtin.history import Remark, Wanted
from desktop_app.store.database import Database
from desktop_app.store.search import SearchStore

MOST = 40
"""Messages that are given back at the most."""
_LONGEST = 600
"""Characters of a message that are given back, those around what was found."""
_SIGNS = re.compile(r"[^\w'’-]|_")


class Recollection:
    """Looks through the sessions of one user, and of nobody else."""

    def __init__(self, database: Database, user_id: str) -> None:
        self._store = SearchStore(database)
        self._user_id = user_id

    async def __call__(self, wanted: Wanted) -> Sequence[Remark]:
        """Return the messages that have all words, or words that begin so; the newest first."""
        words = [word for word in (_SIGNS.sub("", word) for word in wanted.words) if word]
        if not words:
            return []
        role = "assistant" if wanted.answers else "user"
        asked = " ".join([f"role:{role}", *(f"{word}*" if len(word) > 3 else f'"{word}"' for word in words)])
        found = await self._store.find(self._user_id, parse_query(asked), MOST)
        return [
            Remark(hit.message_id, hit.session_id, hit.session_name, hit.created_at, text)
            for hit in found.messages
            if (text := hit.text if len(hit.text) <= _LONGEST else hit.snippet(_LONGEST).text)
        ]
