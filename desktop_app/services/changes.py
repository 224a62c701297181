"""Changes that other programs make to the same store, such as the command line beside an open window."""

from desktop_app.store.database import Database
from desktop_app.store.messages import MessageStore


class ChangeService:
    """Notices what others wrote, and is regularly asked: a good moment to store what could not be stored before."""

    def __init__(self, database: Database, messages: MessageStore) -> None:
        self._database = database
        self._messages = messages
        self._seen: int | None = None

    async def made_elsewhere(self) -> bool:
        """Tell whether another process has written since this was last asked."""
        await self._messages.settle()
        version = await self._database.foreign_version()
        changed = self._seen is not None and version != self._seen
        self._seen = version
        return changed
