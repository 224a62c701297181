"""Asks several: one question, answered by one engine after the other; the answers are versions of each other."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing

from PySide6.QtCore import QObject, Signal

from desktop_app.domain.engines import EngineChoice
from desktop_app.domain.errors import UserError
from desktop_app.services.chat import AgainRequest, ChatEvent, Finished, SendRequest, Stored
from desktop_app.services.services import Services
from desktop_app.ui.chat.view_model import ChatViewModel
from desktop_app.ui.composer.written import Written


class AskingSeveral(QObject):
    """One that fails does not keep the others from answering; Stop stops them all."""

    answered = Signal(int, int)
    """How many answers came, and the id of the last."""

    def __init__(self, services: Services, chat: ChatViewModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._service, self._user_id = services.chat, services.user_id
        self._chat = chat

    def ask(self, written: Written, choices: Sequence[EngineChoice]) -> None:
        """Ask what is written in the open session or, where that is nothing, its last question again."""
        session = self._chat.session
        if session is None or self._chat.is_streaming(session.id):
            return
        last = self._chat.messages.last_id()
        if not written.is_blank():
            self._chat.exchange(session.id, self._all(session.id, written, None, choices))
        elif last is not None:
            self._chat.exchange(session.id, self._all(session.id, written, last, choices))

    async def _all(
        self, session_id: str, written: Written, message_id: int | None, choices: Sequence[EngineChoice]
    ) -> AsyncGenerator[ChatEvent, None]:
        failure: UserError | None = None
        came, shown = 0, message_id
        for choice in choices:
            events = (
                self._first(session_id, written, choice)
                if shown is None
                else self._service.say_again(AgainRequest(self._user_id, session_id, shown, engine=choice))
            )
            try:
                async with aclosing(events):
                    async for event in events:
                        if isinstance(event, Stored):
                            shown = event.answer.id
                        came += isinstance(event, Finished)
                        yield event
            except UserError as error:
                failure = failure or error
                if shown is None:
                    break
        if came > 1 and shown is not None:
            self.answered.emit(came, shown)
        if failure is not None:
            raise failure

    async def _first(self, session_id: str, written: Written, choice: EngineChoice) -> AsyncGenerator[ChatEvent, None]:
        attachments = tuple(each.id for each in written.attachments)
        request = SendRequest(
            self._user_id, written.text, session_id=session_id, engine=choice, attachments=attachments
        )
        async with aclosing(self._service.send(request)) as events:
            async for event in events:
                if isinstance(event, Stored):
                    self._chat.unsent.forget(session_id, written)
                    self._chat.acknowledge(session_id, written)
                yield event
