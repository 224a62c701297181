"""Versions: which of the shown messages were said in more than one way."""

from collections.abc import Mapping, Sequence

from desktop_app.domain.versions import Versions
from desktop_app.store.database import Database
from desktop_app.store.message_tree import MessageTreeStore


class VersionService:
    """Tells what stands beside the messages of a session; `SessionService.show_branch` shows another version."""

    def __init__(self, database: Database) -> None:
        self._tree = MessageTreeStore(database)

    async def of(self, user_id: str, session_id: str, ids: Sequence[int]) -> Mapping[int, Versions]:
        """Return the versions of those of the messages that have more than one; the others are left out."""
        found = await self._tree.siblings(user_id, session_id, ids)
        return {number: Versions(siblings) for number, siblings in found.items()}
