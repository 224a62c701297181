"""The open session: shown, written in, answered."""

from contextlib import aclosing, suppress

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from desktop_app.domain.errors import UserError
from desktop_app.domain.messages import Message, Role
from desktop_app.domain.sessions import Session
from desktop_app.services.chat import Finished, SendRequest, Stored, Streamed
from desktop_app.services.services import Services
from desktop_app.ui.chat.answers import RunningAnswers
from desktop_app.ui.tasks import Tasks
from desktop_app.ui.transcript.model import Speaker, TranscriptModel, Welcome

FRAME_MS = 33
"""Pieces of an answer are gathered for this long before they are shown."""
DRAFT_MS = 500
"""A draft is stored when nothing was typed for this long."""


class ChatViewModel(QObject):
    """What the middle of the window shows and does."""

    opened = Signal(object, str)
    """Another `Session` is open; its draft."""
    changed = Signal(object)
    """A `Session` has changed: this one or another whose answer went on."""
    acknowledged = Signal(str)
    """The message just sent in the session with that id is stored and may leave the composer."""
    streaming_changed = Signal(bool)
    """Whether an answer is being streamed in the open session."""
    returned = Signal(str, str)
    """A session's id and the text whose sending failed, to be put back where it was written."""
    message_wanted = Signal(int)
    """The id of a message on the shown branch that somebody wants to see."""
    affinity_changed = Signal(str, int)
    """Level and points between the user and the open session's persona."""

    def __init__(self, services: Services, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.messages = TranscriptModel(self)
        self.messages.set_speakers(
            {persona.id: Speaker(persona.name, persona.glyph) for persona in services.personas.list_personas()}
        )
        self.session: Session | None = None
        self._services = services
        self._tasks = tasks
        self._answers = RunningAnswers()
        self._frame = QTimer(self, singleShot=True, interval=FRAME_MS)
        self._frame.timeout.connect(self._on_frame)
        self._draft: tuple[str, str] | None = None
        self._draft_timer = QTimer(self, singleShot=True, interval=DRAFT_MS)
        self._draft_timer.timeout.connect(self._on_draft_timer)

    def open(self, session_id: str) -> None:
        """Show a session with its history."""
        if self.session is None or session_id != self.session.id:
            self._tasks.start(self._open(session_id), name="open session")

    def reload(self, *, anew: bool = False) -> None:
        """Show the open session again as it is stored; `anew` when another persona answers in it."""
        if self.session is not None:
            again = self._open if anew else self._reload
            self._tasks.start(again(self.session.id), name="reload session")

    def send(self, text: str) -> None:
        """Send a message in the open session; ignored while it is being answered."""
        if self.session is not None and not self.is_streaming(self.session.id):
            session_id = self.session.id
            self._tasks.start(self._send(session_id, text), name=_sending(session_id))
            self.streaming_changed.emit(True)

    def retry(self, _answer_id: int) -> None:
        """Ask the last question again, which got no answer."""
        questions = [message for message in self.messages.messages() if message.role is Role.USER]
        if questions:
            self.send(questions[-1].content)

    def change_persona(self, persona: str) -> None:
        """Let another persona answer in the open session from now on."""
        if self.session is not None:
            self._tasks.start(self._change_persona(self.session.id, persona), name="change persona")

    def stop(self) -> None:
        """Stop the answer in the open session; what came is kept."""
        if self.session is not None:
            self._tasks.stop(_sending(self.session.id))

    def is_streaming(self, session_id: str) -> bool:
        """Tell whether an answer is being made in that session."""
        return self._tasks.is_running(_sending(session_id))

    def busy_sessions(self) -> set[str]:
        """Return the ids of sessions that a clean-up must leave alone: the open one and those being answered."""
        return self._answers.sessions() | ({self.session.id} if self.session is not None else set())

    def keep_draft(self, text: str) -> None:
        """Store what is written in the open session, shortly after the last key."""
        if self.session is not None:
            self._draft = (self.session.id, text)
            self._draft_timer.start()

    async def save_draft(self) -> None:
        """Store the draft now, if it changed."""
        self._draft_timer.stop()
        draft, self._draft = self._draft, None
        if draft is not None:
            await self._services.sessions.save_draft(*draft)

    def is_open(self, session_id: str) -> bool:
        """Tell whether that session is the open one."""
        return self.session is not None and self.session.id == session_id

    def leave(self) -> None:
        """Turn from the open session, which went away, to the most recent one."""
        self.session = None
        self._tasks.start(self.open_default(), name="open session")

    def open_message(self, session_id: str, message_id: int) -> None:
        """Show a message in its session, on its branch."""
        self._tasks.start(self._open_message(session_id, message_id), name="open session")

    async def open_default(self) -> None:
        """Show the user's most recent session, made where there is none."""
        ensured = await self._services.sessions.ensure_default(self._services.user_id)
        await self._open(ensured.session.id)

    async def _open(self, session_id: str) -> None:
        await self.save_draft()
        sessions, user_id = self._services.sessions, self._services.user_id
        session = await sessions.show(user_id, session_id)
        history = await sessions.history(user_id, session_id)
        draft = await sessions.read_draft(session_id)
        affinity = await self._services.chat.affinity(user_id, session.persona)
        self.session = session
        self._show(session, history)
        self.opened.emit(session, draft)
        self.affinity_changed.emit(affinity.level, affinity.points)
        self.streaming_changed.emit(self.is_streaming(session_id))

    async def _open_message(self, session_id: str, message_id: int) -> None:
        if not self.is_open(session_id):
            await self._open(session_id)
        if self.messages.row_of(message_id) is None:
            # On another branch, or said by another program a moment ago.
            await self._reload(session_id)
        if self.messages.row_of(message_id) is None:
            await self._services.sessions.show_branch(self._services.user_id, session_id, message_id)
            await self._reload(session_id)
        self.message_wanted.emit(message_id)

    async def _reload(self, session_id: str) -> None:
        session = await self._services.sessions.show(self._services.user_id, session_id)
        history = await self._services.sessions.history(self._services.user_id, session_id)
        if self.is_open(session_id):
            self.session = session
            self.messages.update_all(self._answers.overlaid(history))
            self.changed.emit(session)

    async def _change_persona(self, session_id: str, persona: str) -> None:
        ensured = await self._services.sessions.ensure(session_id, self._services.user_id, persona)
        self.changed.emit(ensured.session)
        if self.is_open(session_id):
            await self._open(session_id)

    async def _send(self, session_id: str, text: str) -> None:
        request = SendRequest(user_id=self._services.user_id, text=text, session_id=session_id)
        try:
            async with aclosing(self._services.chat.send(request)) as events:
                async for event in events:
                    match event:
                        case Stored():
                            await self._on_stored(event)
                        case Streamed(piece):
                            self._answers.add(session_id, piece)
                            self._start_frame(session_id)
                        case Finished():
                            self._on_finished(event)
        except UserError:
            # Whether it was stored or not: the words are in the composer again, to be changed or sent anew.
            answer = self._answers.get(session_id)
            if answer is None or not answer.content:
                self.returned.emit(session_id, text)
            raise
        finally:
            await self._settle(session_id)

    async def _on_stored(self, event: Stored) -> None:
        self._answers.begin(event.answer)
        if self._draft is not None and self._draft[0] == event.session.id:
            self._draft = None
            self._draft_timer.stop()
        self.acknowledged.emit(event.session.id)
        if self.is_open(event.session.id):
            self.session = event.session
            if event.question.parent_id == self.messages.last_id():
                self.messages.append(event.question)
                self.messages.append(event.answer)
            else:  # another program wrote here meanwhile, or an unanswered question was asked again
                await self._reload(event.session.id)
        self.changed.emit(event.session)
        await self._services.sessions.save_draft(event.session.id, "")

    def _on_finished(self, event: Finished) -> None:
        self._answers.end(event.answer.session_id)
        if self.is_open(event.session.id):
            self.session = event.session
            self.messages.replace(event.answer)
            self.affinity_changed.emit(event.affinity.level, event.affinity.points)
        self.changed.emit(event.session)

    async def _settle(self, session_id: str) -> None:
        """Show how an answer ended that was stopped or failed; nothing is left to do after a whole one."""
        was_running = self._answers.get(session_id) is not None
        self._answers.end(session_id)
        if self.is_open(session_id):
            self.streaming_changed.emit(False)
            if was_running:
                with suppress(UserError):  # the failure that brought us here is the one to tell
                    await self._reload(session_id)

    def _show(self, session: Session, history: list[Message]) -> None:
        persona = self._services.personas.stand_in(session.persona)
        speaker = Speaker(persona.name, persona.glyph)
        self.messages.set_welcome(Welcome(speaker, persona.greeting, persona.openers, self._engine_note()))
        self.messages.reset(self._answers.overlaid(history))

    def _engine_note(self) -> str:
        if self._services.settings.engine.name != "builtin":
            return ""
        return self.tr("Answering with the built-in responder. Connect a local model for real conversation.")

    def _start_frame(self, session_id: str) -> None:
        if self.is_open(session_id) and not self._frame.isActive():
            self._frame.start()

    @Slot()
    def _on_frame(self) -> None:
        answer = None if self.session is None else self._answers.get(self.session.id)
        if answer is not None:
            self.messages.replace(answer)

    @Slot()
    def _on_draft_timer(self) -> None:
        self._tasks.start(self.save_draft(), name="save draft")


def _sending(session_id: str) -> str:
    return f"send to {session_id}"
