"""What is done with the turns of the open session: said again, shown in another version, taken away."""

from collections.abc import AsyncGenerator
from contextlib import aclosing

from PySide6.QtCore import QObject, Signal, Slot

from desktop_app.domain.engines import EngineChoice
from desktop_app.domain.sessions import Session
from desktop_app.services.chat import AgainRequest, ChatEvent, ContinueRequest, Stored
from desktop_app.services.services import Services
from desktop_app.ui.chat.view_model import ChatViewModel
from desktop_app.ui.tasks import Tasks
from desktop_app.ui.transcript.turns import TurnAction, Way


class TurnDoings(QObject):
    """Does with a turn what the transcript cannot do by itself; each failure leaves everything as it was."""

    taken_away = Signal(object)
    """The `Session` that a branch was taken from, which can be undone."""
    asked_again = Signal()
    """A question in other words is stored."""
    compare_wanted = Signal(int)
    """The id of a message that is to be compared with its other versions."""
    receipt_wanted = Signal(int)
    """The id of an answer of which one wants to know how it was made."""
    why_wanted = Signal(int)
    """The id of an answer of which one wants to know what it drew on."""
    forked = Signal(object)
    """A new `Session`, with a branch up to one of its messages."""

    def __init__(self, services: Services, tasks: Tasks, chat: ChatViewModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._tasks = tasks
        self._chat = chat
        self._turns = chat.messages.turns
        self._turns.enter_sends = services.settings.ui.enter_sends
        self.know_personas()
        chat.streaming_changed.connect(self._turns.set_busy)

    @Slot()
    def know_personas(self) -> None:
        """Know who can answer a question anew."""
        self._turns.personas = tuple(
            Way(f"{persona.glyph}  {persona.name}".strip(), persona=persona.id)
            for persona in self._services.personas.list_personas()
        )

    @Slot(object, int)
    def do(self, action: TurnAction, message_id: int) -> None:
        """Do something with a message of the open session."""
        session = self._chat.session
        if session is None:
            return
        if action is TurnAction.REGENERATE:
            self.answer_again(message_id, Way(""))
        elif action is TurnAction.CONTINUE and not self._chat.is_streaming(session.id):
            request = ContinueRequest(self._services.user_id, session.id, message_id)
            self._chat.exchange(session.id, self._services.chat.continue_answer(request))
        elif action is TurnAction.COMPARE:
            self.compare_wanted.emit(message_id)
        elif action is TurnAction.WHY:
            self.why_wanted.emit(message_id)
        elif action is TurnAction.RECEIPT:
            self.receipt_wanted.emit(message_id)
        elif action is TurnAction.FORK:
            self._tasks.start(self._fork(session.id, message_id), name="fork session")
        elif action is TurnAction.DELETE:
            self._tasks.start(self._delete(session.id, message_id), name=f"delete branch {message_id}")

    @Slot(int, object)
    def answer_again(self, message_id: int, way: Way) -> None:
        """Let a question be answered anew, beside the answers it has; ignored while an answer comes."""
        choice = EngineChoice(way.engine, way.base_url, way.model)
        self._exchange(message_id, persona=way.persona, engine=choice)

    @Slot(int, str)
    def ask_again(self, message_id: int, text: str) -> None:
        """Ask a question in other words; the edit ends once that is stored."""
        self._exchange(message_id, text=text)

    @Slot()
    def regenerate_last(self) -> None:
        """Let the last question be answered anew."""
        last = self._chat.messages.last_id()
        if last is not None:
            self.answer_again(last, Way(""))

    @Slot(int, int)
    def show_version(self, _shown_id: int, version_id: int) -> None:
        """Show the branch that another version of a message is in."""
        if self._chat.session is not None:
            self._tasks.start(self._show_version(self._chat.session.id, version_id), name="show version")

    def _exchange(
        self,
        message_id: int,
        *,
        text: str | None = None,
        persona: str | None = None,
        engine: EngineChoice | None = None,
    ) -> None:
        session = self._chat.session
        if session is None or self._chat.is_streaming(session.id):
            return
        request = AgainRequest(self._services.user_id, session.id, message_id, text, persona, engine or EngineChoice())
        self._chat.exchange(session.id, self._said_again(request))

    async def _said_again(self, request: AgainRequest) -> AsyncGenerator[ChatEvent, None]:
        async with aclosing(self._services.chat.say_again(request)) as events:
            async for event in events:
                if isinstance(event, Stored) and request.text is not None:
                    self._turns.end_edit(request.message_id)
                    self.asked_again.emit()
                yield event

    async def _fork(self, session_id: str, message_id: int) -> None:
        self.forked.emit(await self._services.turns.fork(self._services.user_id, session_id, message_id))

    async def _delete(self, session_id: str, message_id: int) -> None:
        session = await self._services.removal.delete_branch(self._services.user_id, session_id, message_id)
        self._show(session)
        self.taken_away.emit(session)

    async def _show_version(self, session_id: str, version_id: int) -> None:
        self._show(await self._services.sessions.show_branch(self._services.user_id, session_id, version_id))

    def _show(self, session: Session) -> None:
        if self._chat.is_open(session.id):
            self._chat.reload()
