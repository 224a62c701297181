"""The open session: shown, written in, answered."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Collection
from contextlib import suppress
from functools import partial

from PySide6.QtCore import QObject

from desktop_app.domain.affinity import Affinity
from desktop_app.domain.errors import UserError
from desktop_app.domain.sessions import Session
from desktop_app.services.chat import ChatEvent, Finished, Stored, Streamed
from desktop_app.services.services import Services
from desktop_app.ui.chat.answers import RunningAnswers
from desktop_app.ui.chat.estimate import Estimate
from desktop_app.ui.chat.frames import Frames
from desktop_app.ui.chat.opening import SessionReader
from desktop_app.ui.chat.pages import Pages
from desktop_app.ui.chat.recall import Recall
from desktop_app.ui.chat.sending import Sending
from desktop_app.ui.chat.signals import ChatSignals
from desktop_app.ui.chat.unsent import Unsent
from desktop_app.ui.composer.written import Written
from desktop_app.ui.news import News
from desktop_app.ui.tasks import Tasks
from desktop_app.ui.transcript.model import TranscriptModel

_OPENING = "open session"


class ChatViewModel(ChatSignals):
    """What the middle of the window shows and does."""

    def __init__(self, services: Services, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.messages = TranscriptModel(self)
        self.session: Session | None = None
        self._affinity: Affinity | None = None
        self._services = services
        self._tasks = tasks
        self.unsent = Unsent(services, tasks, self)
        self.estimate = Estimate(services.composing, tasks, self)
        self.recall = Recall(services.composing, services.user_id, tasks, self)
        self._sending = Sending(services.chat, services.user_id, self.unsent, self)
        self._answers = RunningAnswers()
        self.pages = Pages(services, tasks, self.messages, self._answers, self)
        self.pages.outdated.connect(self.reload)
        self.news = News(self)
        """What happens to sessions, whoever does it in this window."""
        self.changed.connect(self.news.note)
        self._reader = SessionReader(services, self.messages, self.pages, self.unsent, self.news)
        self._coming = ""
        """The session that is about to be open, empty for the most recent one."""
        self._heard: dict[str, int] = {}
        """What news there was when an answer was last heard of that still grew, by session."""
        self._frames = Frames(self._answers, self.messages, self)

    def open(self, session_id: str) -> None:
        """Show a session with its history; where that is the open one, none that was wanted before comes any more."""
        if self.is_open(session_id):
            self._tasks.stop(_OPENING)
        else:
            self._coming = session_id
            self._tasks.start(self._open(session_id), name=_OPENING)

    def reload(self, *, anew: bool = False) -> None:
        """Show the open session again as it is stored; `anew` when another persona answers in it."""
        if self.session is not None and anew:
            self._tasks.start(self._open(self.session.id, again=True), name="open session again")
        elif self.session is not None:
            self._tasks.start(self._reload(self.session.id), name="reload session")

    def submit(self, written: Written) -> None:
        """Send what stands in the composer; while an answer comes, it waits for the end of that."""
        if self.session is None:
            return
        if self.is_streaming(self.session.id):
            self.unsent.enqueue(self.session.id, written)
            self.acknowledged.emit(written)
        else:
            self._start(self.session.id, partial(self._sending.send, self.session.id, written, typed=True))

    def send(self, text: str) -> None:
        """Send a message in the open session; ignored while it is being answered."""
        if self.session is not None and not self.is_streaming(self.session.id):
            self._start(self.session.id, partial(self._sending.send, self.session.id, Written(text), typed=False))

    def exchange(self, session_id: str, events: AsyncGenerator[ChatEvent, None]) -> None:
        """Show how a question that stands there already is asked or answered again."""
        self._start(session_id, partial(self._sending.exchange, session_id, events))

    def change_persona(self, persona: str) -> None:
        """Let another persona answer in the open session from now on."""
        if self.session is not None:
            self._tasks.start(self._change_persona(self.session.id, persona), name="change persona")

    def greet_again(self) -> None:
        """Greet as the open session's persona does now."""
        if self.session is not None:
            self._reader.greet(self.session, self._affinity)

    def stop(self) -> None:
        """Stop the answer in the open session, seen at once; what came is kept, what waits for its end comes back."""
        if self.session is not None and self.is_streaming(self.session.id):
            self._tasks.stop(_name_of(self.session.id))
            self.streaming_changed.emit(False)
            self._sending.give_back_waiting(self.session.id)

    def is_streaming(self, session_id: str) -> bool:
        """Tell whether an answer is being made in that session."""
        return self._tasks.is_running(_name_of(session_id))

    def busy_sessions(self) -> set[str]:
        """Return the ids of sessions that a clean-up must leave alone: the open or coming one, and answered ones."""
        coming = self._coming if self._tasks.is_running(_OPENING) else ""
        return {*self._answers.sessions(), coming, self.session.id if self.session is not None else ""} - {""}

    def keep_draft(self, written: Written) -> None:
        """Store what is written in the open session."""
        if self.session is not None:
            self.unsent.keep(self.session.id, written)

    def take_queued(self) -> Written:
        """Return what waits for the end of the open session's answer, to be written on or thrown away."""
        return Written() if self.session is None else self.unsent.take(self.session.id)

    def is_open(self, session_id: str) -> bool:
        """Tell whether that session is the open one."""
        return self.session is not None and self.session.id == session_id

    def leave(self, gone: Collection[str]) -> None:
        """Turn from a session that went away, open or about to be, to the most recent one."""
        coming = self._coming if self._tasks.is_running(_OPENING) else None
        if self.session is not None and self.session.id in gone:
            self.session = None
        elif coming is None or coming not in gone:
            return
        if coming is None or coming in gone:
            self._coming = ""
            self._tasks.start(self.open_default(), name=_OPENING)

    def open_message(self, session_id: str, message_id: int) -> None:
        """Show a message in its session, on its branch."""
        self._coming = session_id
        self._tasks.start(self._open_message(session_id, message_id), name=_OPENING)

    async def open_default(self) -> None:
        """Show the user's most recent session, made where there is none."""
        await self._open((await self._services.sessions.ensure_default(self._services.user_id)).session.id)

    async def _open(self, session_id: str, *, again: bool = False) -> None:
        read = await self._reader.read(session_id, answering=self.is_streaming(session_id))
        if again and not self.is_open(session_id):
            return  # one has gone elsewhere meanwhile
        self.draft_wanted.emit()
        self.session = read.session
        self._reader.greet(read.session, read.affinity)
        self.pages.show(session_id, read.messages)
        self.opened.emit(read.session, self.unsent.written(session_id))
        self.unsent.queue_changed.emit(session_id, self.unsent.queued(session_id))
        self.show_affinity(read.affinity)
        self.streaming_changed.emit(self.is_streaming(session_id))

    async def _open_message(self, session_id: str, message_id: int) -> None:
        if not self.is_open(session_id):
            await self._open(session_id)
        if not await self.pages.find(message_id):
            # On another branch, or said by another program a moment ago.
            await self._reload(session_id)
        if not await self.pages.find(message_id):
            await self._services.sessions.show_branch(self._services.user_id, session_id, message_id)
            await self._reload(session_id)
            await self.pages.find(message_id)
        self.message_wanted.emit(message_id)

    async def _reload(self, session_id: str) -> None:
        """Show a session as it is stored now, as a whole where it is the open one."""
        session, affinity = await self.news.steady(partial(self._read_again, session_id))
        if self.is_open(session_id):
            self.session = session
            self.show_affinity(affinity)
        self.changed.emit(session)

    async def _read_again(self, session_id: str) -> tuple[Session, Affinity]:
        session = await self._services.sessions.show(self._services.user_id, session_id)
        affinity = await self._services.chat.affinity(session.user_id, session.persona)
        if self.is_open(session_id):
            await self.pages.update(session)
        return session, affinity

    async def _change_persona(self, session_id: str, persona: str) -> None:
        self.changed.emit((await self._services.sessions.ensure(session_id, self._services.user_id, persona)).session)
        await self._open(session_id, again=True)

    def _start(self, session_id: str, work: Callable[[], Awaitable[None]]) -> None:
        self._tasks.start(self._until_settled(session_id, work), name=_name_of(session_id))
        self.streaming_changed.emit(True)

    async def _until_settled(self, session_id: str, work: Callable[[], Awaitable[None]]) -> None:
        failure: UserError | None = None
        try:
            await work()
        except UserError as error:
            failure = error
        finally:
            await self._settle(session_id)
        if failure is not None:
            self.failed.emit(session_id, failure)

    async def follow(self, session_id: str, event: ChatEvent) -> None:
        """Show what happened to a question and its answer."""
        match event:
            case Stored():
                await self._on_stored(event)
            case Streamed(piece, thought):
                self._answers.add(session_id, piece, thought)
                if self.is_open(session_id):
                    self._frames.begin(session_id)
            case Finished():
                await self._on_finished(event)
                return
        self._heard[session_id] = self.news.count

    def acknowledge(self, session_id: str, sent: Written) -> None:
        """Let what was sent leave the composer."""
        if self.is_open(session_id):
            self.acknowledged.emit(sent)

    def give_back(self, session_id: str, written: Written, *, unless_writing: bool = False) -> None:
        """Put words into the composer of a session, before what is there, or only where there is nothing."""
        if self.is_open(session_id):
            self.draft_wanted.emit()
        if written.is_blank() or (unless_writing and not self.unsent.written(session_id).is_blank()):
            return
        if self.is_open(session_id):
            self.returned.emit(written)
        else:
            self.unsent.keep_before(session_id, written)

    def show_affinity(self, affinity: Affinity) -> None:
        """Show how close the user and the open session's persona are, where that is counted."""
        self._affinity = affinity
        self.affinity_changed.emit((affinity.title or affinity.level) if affinity.is_shown else "", affinity.points)

    def has_answer(self, session_id: str) -> bool:
        """Tell whether anything of the answer under way has come."""
        return (answer := self._answers.get(session_id)) is not None and bool(answer.content)

    async def _on_stored(self, event: Stored) -> None:
        self._answers.begin(event.answer)
        self.asked.emit(event.session.id)
        if self.is_open(event.session.id):
            self.session = event.session
            if event.question.parent_id != self.messages.last_id():
                await self._show_elsewhere(event)
                return
            self.messages.append(event.question)
            self.messages.append(event.answer)
        self.changed.emit(event.session)

    async def _show_elsewhere(self, event: Stored) -> None:
        """Show what was said in another way where it stands, or after what another program wrote meanwhile."""
        follows_unseen = self.messages.row_of(event.question.parent_id or 0) is None
        await self._reload(event.session.id)
        if follows_unseen and self.is_open(event.session.id):
            self.messages.end_wanted.emit()

    async def _on_finished(self, event: Finished) -> None:
        session_id = event.session.id
        is_newest = self._heard.pop(session_id, None) == self.news.count
        self._answers.end(session_id)
        self.news.note()
        if self.is_open(session_id):
            self.session = event.session
            self.messages.replace(event.answer)
            self.show_affinity(event.affinity)
        if is_newest:
            self.changed.emit(event.session)
        else:  # it was renamed, or something else happened, since the end of the answer was stored
            with suppress(UserError):
                await self._reload(session_id)
        self.finished.emit(event)

    async def _settle(self, session_id: str) -> None:
        """Show how an answer ended that was stopped or failed; nothing is left to do after a whole one."""
        # From here on nobody sends what waits: another message has to be sent for itself.
        self._tasks.retire(_name_of(session_id))
        was_running = self._answers.get(session_id) is not None
        self._answers.end(session_id)
        self._heard.pop(session_id, None)
        self.news.note()
        if self.is_open(session_id):
            self.streaming_changed.emit(self.is_streaming(session_id))
            if was_running:
                with suppress(UserError):  # the failure that brought us here is the one to tell
                    await self._reload(session_id)


def _name_of(session_id: str) -> str:
    return f"send to {session_id}"
