"""Going about in the tree of a session, while tests kill it or let its writes fail."""

import random
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing

from desktop_app.domain.messages import Message, Role
from desktop_app.services.chat import (
    AgainRequest,
    ChatEvent,
    ContinueRequest,
    Finished,
    SendRequest,
    Stored,
    Streamed,
)
from desktop_app.services.services import Services


class Branching:
    """One session and what is done in it; `say` is told what must be there from now on."""

    def __init__(
        self, services: Services, user: str, session_id: str, chance: random.Random, say: Callable[..., None]
    ) -> None:
        self._services = services
        self._user = user
        self._session = session_id
        self._chance = chance
        self._say = say

    async def send(self, question: str, *, cut: bool = False) -> None:
        """Ask; with `cut`, stop the answer after the first of its words."""
        await self._exchange(self._services.chat.send(SendRequest(self._user, question, self._session)), cut=cut)

    async def again(self, *, text: str | None = None, cut: bool = False) -> None:
        """Have the last question answered anew, or ask it as `text`."""
        questions = [message for message in await self._shown() if message.role is Role.USER]
        last = questions[-1].id if questions else 0
        request = AgainRequest(self._user, self._session, last, text)
        await self._exchange(self._services.chat.say_again(request), cut=cut)

    async def go_on(self, *, cut: bool = False) -> None:
        """Let the last answer go on."""
        leaf = (await self._services.sessions.show(self._user, self._session)).active_leaf_id or 0
        request = ContinueRequest(self._user, self._session, leaf)
        await self._exchange(self._services.chat.continue_answer(request), cut=cut)

    async def fork(self) -> None:
        """Copy what led to some message."""
        await self._services.turns.fork(self._user, self._session, await self._any())

    async def show(self) -> None:
        """Look at another branch."""
        await self._services.sessions.show_branch(self._user, self._session, await self._any())

    async def delete(self) -> None:
        """Delete a question with all below it, and take that back."""
        await self._services.removal.delete_branch(self._user, self._session, await self._any(Role.USER))
        await self._services.undo.undo(self._user)

    async def _shown(self) -> list[Message]:
        return await self._services.sessions.history(self._user, self._session)

    async def _any(self, *roles: Role) -> int:
        history = await self._services.sessions.history(self._user, self._session, all_branches=True)
        some = [message.id for message in history if message.role in (roles or tuple(Role))]
        return self._chance.choice(some) if some else 0

    async def _exchange(self, chat: AsyncGenerator[ChatEvent, None], *, cut: bool) -> None:
        question, text = "", ""
        async with aclosing(chat) as events:
            async for event in events:
                match event:
                    case Stored():
                        question, text = event.question.content, event.answer.content
                        self._say(kept=text, question=question)
                    case Streamed(piece):
                        text += piece
                        if cut:  # what comes first comes alone: there is more of each answer
                            break
                    case Finished():
                        pass
        self._say(kept=text, question=question)
