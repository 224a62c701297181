"""How much each session takes, measured again only where something was said since."""

from collections.abc import Sequence
from datetime import datetime

from desktop_app.services.services import Services
from desktop_app.ui.manage_sessions.rows import ManagedRow

_FEW = 500
"""Up to so many sessions are measured one by one; for more it is quicker to go through all messages once."""


class Sizes:
    """Bytes by session id in `known`."""

    def __init__(self, services: Services) -> None:
        self.known: dict[str, int] = {}
        self._services = services
        self._measured: dict[str, tuple[int, datetime, str]] = {}

    async def measure(self, rows: Sequence[ManagedRow]) -> None:
        """Bring `known` up to date for the sessions of `rows`; what is said changes count, time or last words."""
        marks = {row.id: (row.messages, row.last_activity, row.haystack) for row in rows}
        changed = [session_id for session_id, mark in marks.items() if self._measured.get(session_id) != mark]
        if not changed:
            return
        some = changed if len(changed) <= _FEW else None
        found = await self._services.shelves.sizes(self._services.user_id, some)
        self.known = {**self.known, **dict.fromkeys(changed, 0), **found}
        self._measured |= marks
