"""What has changed in the store: told by a service, or made by another program beside an open window."""

from dataclasses import dataclass

from desktop_app.domain.sessions import Session
from desktop_app.services.known_personas import KnownPersonas
from desktop_app.store.database import Database
from desktop_app.store.messages import MessageStore


@dataclass(frozen=True, slots=True)
class Changes:
    """Sessions as they are now, and the ids of sessions that are no more; `personas` says that these changed too."""

    sessions: tuple[Session, ...] = ()
    gone: tuple[str, ...] = ()
    personas: bool = False
    facts: bool = False
    """Whether what is known of the user changed."""
    affinity: bool = False
    """Whether the user and a persona are closer, or less, than before."""


class ChangeService:
    """Notices what others wrote, and is regularly asked: a good moment to store what could not be stored before."""

    def __init__(self, database: Database, messages: MessageStore, known: KnownPersonas) -> None:
        self._database = database
        self._messages = messages
        self._known = known
        self._seen: int | None = None

    async def made_elsewhere(self) -> bool:
        """Tell whether another process has written since this was last asked."""
        await self._messages.settle()
        version = await self._database.foreign_version()
        changed = self._seen is not None and version != self._seen
        if changed:
            await self._known.load()
        self._seen = version
        return changed
