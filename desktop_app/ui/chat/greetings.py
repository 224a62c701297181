"""How the open session's persona greets: with things to try before anything was said, and above what was said since."""

from dataclasses import replace

from PySide6.QtCore import QModelIndex, QObject, Slot

from desktop_app.domain.affinity import Affinity
from desktop_app.domain.messages import Message, Role
from desktop_app.domain.personas import Persona
from desktop_app.domain.sessions import Session
from desktop_app.services.services import Services
from desktop_app.ui.transcript.model import Speaker, TranscriptModel, Welcome


class Greetings(QObject):
    """A greeting is no message: it is shown, always the same one in a session, by whoever answered in it first."""

    def __init__(self, services: Services, messages: TranscriptModel, parent: QObject) -> None:
        super().__init__(parent)
        self._services = services
        self._messages = messages
        self._session: Session | None = None
        self._said: dict[tuple[str, str], str] = {}
        """What was shown before the first message was sent a while ago, by session and persona."""
        messages.rowsInserted.connect(self._on_inserted)
        for changed in (messages.modelReset, messages.rowsRemoved, messages.loaded):
            changed.connect(self._look)

    def greet(self, session: Session, affinity: Affinity | None) -> None:
        """Greet in that session as its persona does now."""
        is_same = self._session is not None and self._session.id == session.id
        self._session = session
        persona = self._services.personas.welcome(session)
        words = self._services.affinity.greeted(affinity, persona.greeting)
        self._messages.set_welcome(Welcome(self._speaker(persona), words, persona.openers))
        if is_same:  # else what is shown is another's yet
            self._look()

    @Slot(QModelIndex, int, int)
    def _on_inserted(self, _parent: QModelIndex, first: int, last: int) -> None:
        session, welcome = self._session, self._messages.welcome
        if session is not None and welcome is not None and self._messages.rowCount() == last + 1 and not first:
            self._said[session.id, session.persona] = welcome.greeting
        self._look()

    @Slot()
    def _look(self) -> None:
        """Show above the first message what stood there before it; who began is seen by the first answer."""
        messages, session = self._messages, self._session
        if session is None:
            return
        if not messages.rowCount():
            messages.set_greeting(None)
            return
        first = messages.message(0)
        answer = messages.message(1) if messages.rowCount() > 1 else None
        if first is not None and (answer is not None or messages.rowCount() == 1):
            messages.set_greeting(self._greeting(session, first, answer))

    def _greeting(self, session: Session, first: Message, answer: Message | None) -> Welcome | None:
        if first.parent_id is not None or first.role is not Role.USER:
            return None  # not the beginning, or one that brought its own
        began = session.persona if answer is None or answer.persona is None else answer.persona
        if not self._services.personas.is_known(began, session.user_id):
            return None
        persona = self._services.personas.welcome(replace(session, persona=began))
        words = self._said.get((session.id, began)) or persona.greeting
        return Welcome(self._speaker(persona), words, ()) if words else None

    def _speaker(self, persona: Persona) -> Speaker:
        return self._messages.speaker(persona.id) or Speaker(persona.name, persona.glyph)
