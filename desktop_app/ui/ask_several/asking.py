"""Asks several: one question to two or three at once; their answers are versions of each other."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing

from PySide6.QtCore import QObject, Signal

from desktop_app.domain.engines import EngineChoice, SessionEngine
from desktop_app.services.chat import ChatEvent, Finished, Stored, Streamed
from desktop_app.services.chat_requests import SeveralRequest
from desktop_app.services.services import Services
from desktop_app.services.side_by_side import Failed, StoredSeveral
from desktop_app.ui.chat.view_model import ChatViewModel
from desktop_app.ui.composer.written import Written
from desktop_app.ui.engine_menu.words import engine_name


class AskingSeveral(QObject):
    """The first answer is shown while it comes, the others are there when all have ended; Stop stops them all."""

    answered = Signal(object, int)
    """The names of those whose answers came, and the id of the answer that is shown."""
    refused = Signal(str)
    """Who did not answer, and why."""

    def __init__(self, services: Services, chat: ChatViewModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._service, self._user_id = services.chat, services.user_id
        self._chat = chat

    def ask(self, written: Written, choices: Sequence[EngineChoice]) -> None:
        """Ask what is written in the open session or, where that is nothing, its last question again."""
        session, last = self._chat.session, self._chat.messages.last_id()
        if session is None or self._chat.is_streaming(session.id) or (written.is_blank() and last is None):
            return
        sides = tuple(SessionEngine(choice) for choice in choices)
        if written.is_blank():
            request = SeveralRequest(self._user_id, session.id, sides, message_id=last)
        else:
            attachments = tuple(each.id for each in written.attachments)
            request = SeveralRequest(self._user_id, session.id, sides, written.text, attachments=attachments)
        self._chat.exchange(session.id, self._shown(request, written))

    async def _shown(self, request: SeveralRequest, written: Written) -> AsyncGenerator[ChatEvent, None]:
        """Yield what becomes of the first answer, as if it were the only one, and count the others."""
        shown, names, came = 0, dict[int, str](), set[int]()
        async with aclosing(self._service.ask_several(request)) as events:
            async for event in events:
                if isinstance(event, StoredSeveral):
                    first = event.answers[0]
                    shown = first.id
                    ids = (each.id for each in event.answers)
                    names = dict(zip(ids, (engine_name(each.choice) for each in event.chosen), strict=True))
                    self._take_from_composer(request, written)
                    yield Stored(event.session, event.created, event.question, first, event.chosen[0])
                elif isinstance(event.event, Failed):
                    self.refused.emit(f"{names[event.answer_id]}: {event.event.error.message}")
                elif isinstance(event.event, Streamed | Finished):
                    if isinstance(event.event, Finished):
                        came.add(event.answer_id)
                    if event.answer_id == shown:
                        yield event.event
        self._chat.reload()
        if len(came) > 1:
            self.answered.emit([name for each, name in names.items() if each in came], shown)

    def _take_from_composer(self, request: SeveralRequest, written: Written) -> None:
        if request.text is not None:
            self._chat.unsent.forget(request.session_id, written)
            self._chat.acknowledge(request.session_id, written)
