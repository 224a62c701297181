"""Sending: a message and its answer, then what waited for the end of that; words that go nowhere come back."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Protocol

from desktop_app.domain.errors import UserError
from desktop_app.services.chat import ChatEvent, ChatService, SendRequest, Stored
from desktop_app.ui.chat.unsent import Unsent
from desktop_app.ui.composer.written import Written


class Follower(Protocol):
    """Who shows what comes of a message."""

    async def follow(self, session_id: str, event: ChatEvent) -> None:
        """Show what happened to a question and its answer."""

    def acknowledge(self, session_id: str, sent: Written) -> None:
        """Let what was sent leave the composer."""

    def give_back(self, session_id: str, written: Written, *, unless_writing: bool = False) -> None:
        """Put words into the composer of a session, before what is there, or only where there is nothing."""

    def has_answer(self, session_id: str) -> bool:
        """Tell whether anything of the answer under way has come."""


class Sending:
    """Sends what was written, of whatever session."""

    def __init__(self, chat: ChatService, user_id: str, unsent: Unsent, follower: Follower) -> None:
        self._chat = chat
        self._user_id = user_id
        self._unsent = unsent
        self._follower = follower

    async def send(self, session_id: str, written: Written, *, typed: bool) -> None:
        """Send a message, which stands in the composer when it was `typed`, and then what waited for the answer."""
        await self._send(session_id, written, typed=typed)
        await self.send_waiting(session_id)

    async def send_waiting(self, session_id: str) -> None:
        """Send what waited for the end of an answer that came whole, and what waits for the end of the next."""
        while not (waiting := self._unsent.take(session_id)).is_blank():
            await self._send(session_id, waiting, typed=False)

    async def exchange(self, session_id: str, events: AsyncGenerator[ChatEvent, None]) -> None:
        """Follow how a question that stands there is answered, and then send what waited for the end of that."""
        try:
            async with aclosing(events):
                async for event in events:
                    await self._follower.follow(session_id, event)
            await self.send_waiting(session_id)
        except BaseException:
            self.give_back_waiting(session_id)
            raise

    def give_back_waiting(self, session_id: str) -> None:
        """Put what waits into the composer, for the answer before it did not end well."""
        self._follower.give_back(session_id, self._unsent.take(session_id))

    async def _send(self, session_id: str, written: Written, *, typed: bool) -> None:
        attachments = tuple(each.id for each in written.attachments)
        request = SendRequest(self._user_id, written.text, session_id=session_id, attachments=attachments)
        stored = False
        try:
            async with aclosing(self._chat.send(request)) as events:
                async for event in events:
                    if isinstance(event, Stored):
                        stored = True
                        self._on_stored(session_id, written, typed=typed)
                    await self._follower.follow(session_id, event)
        except BaseException as failure:
            self.give_back_waiting(session_id)
            if not stored and not typed:
                self._follower.give_back(session_id, written)
            elif stored and isinstance(failure, UserError) and not self._follower.has_answer(session_id):
                self._follower.give_back(session_id, written, unless_writing=True)
            raise

    def _on_stored(self, session_id: str, written: Written, *, typed: bool) -> None:
        self._unsent.forget(session_id, written if typed else Written())
        if typed:
            self._follower.acknowledge(session_id, written)
