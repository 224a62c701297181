"""Reads all that is shown of a session, as it is at one moment."""

from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

from desktop_app.domain.affinity import Affinity
from desktop_app.domain.messages import Message
from desktop_app.domain.sessions import Session
from desktop_app.services.services import Services
from desktop_app.ui.chat.greetings import Greetings
from desktop_app.ui.chat.pages import Pages
from desktop_app.ui.chat.unsent import Unsent
from desktop_app.ui.news import News
from desktop_app.ui.transcript.model import TranscriptModel


class Opened(NamedTuple):
    """A session to be shown."""

    session: Session
    messages: Sequence[Message]
    affinity: Affinity


class SessionReader:
    """Reads once more what something happened to meanwhile."""

    def __init__(self, services: Services, shown: TranscriptModel, pages: Pages, unsent: Unsent, news: News) -> None:
        self._services = services
        self._pages = pages
        self._unsent = unsent
        self._news = news
        self._greetings = Greetings(services, shown, shown)

    async def read(self, session_id: str, *, answering: bool) -> Opened:
        """Return a session as it is, and have what is unsent in it known; `answering` while an answer comes there."""
        return await self._news.steady(partial(self._read, session_id, answering))

    def greet(self, session: Session, affinity: Affinity | None) -> None:
        """Show how the session's persona greets."""
        self._greetings.greet(session, affinity)

    async def _read(self, session_id: str, answering: bool) -> Opened:
        session = await self._services.sessions.show(self._services.user_id, session_id)
        messages = await self._pages.last(session_id)
        await self._unsent.load(session_id, answering=answering)
        affinity = await self._services.chat.affinity(self._services.user_id, session.persona)
        return Opened(session, messages, affinity)
