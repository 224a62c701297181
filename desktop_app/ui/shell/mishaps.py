"""Expected failures: each is one sentence, with what helps where something does."""

import logging
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Slot

from desktop_app.domain.choosing import BUILTIN
from desktop_app.domain.errors import UserError
from desktop_app.domain.recovery import Offer, offers_for
from desktop_app.domain.sessions import Session
from desktop_app.ui.chat.turns import TurnDoings
from desktop_app.ui.chat.what_answers import WhatAnswers
from desktop_app.ui.shell.screens import Screens
from desktop_app.ui.shell.unanswered import OfferedOnce, unanswered
from desktop_app.ui.tasks import Tasks
from desktop_app.ui.transcript.turns import Way

_log = logging.getLogger(__name__)

_Ways = dict[str, Callable[[], object]]


class Mishaps(QObject):
    """Tells what failed; where an engine did, offers Restart, another one, or to allow a host."""

    def __init__(
        self,
        screens: Screens,
        tasks: Tasks,
        answers: WhatAnswers,
        doings: TurnDoings,
        choose: Callable[[], object],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._window, self._chat, self._offers = screens.window, screens.chat, screens.offers
        self._servers, self._sessions = screens.services.servers, screens.sidebar.sessions
        self._tasks = tasks
        self._answers = answers
        self._doings = doings
        self._choose = choose
        self._told: dict[str, int] = {}
        """The notice about what failed last, by session."""
        self._was_open = ""
        OfferedOnce(self._chat, self._window.composer, self)
        self._chat.failed.connect(self._on_failed)
        self._chat.asked.connect(self._withdraw)
        self._chat.opened.connect(self._on_opened)

    @Slot(object)
    def tell(self, error: UserError) -> None:
        """Say what failed that belongs to no session."""
        ways = self._ways_to_allow(error)
        if ways:
            self._offers.ask(error.message, ways, problem=True)
        else:
            self._window.notices.show_problem(error.message)

    @Slot(str, object)
    def _on_failed(self, session_id: str, error: UserError) -> None:
        """Say what failed in a session; what helps there is offered while it is the open one."""
        _log.info("Refused: %s", error.code)
        self._withdraw(session_id)
        if self._chat.is_open(session_id):
            ways = self._ways_to_allow(error) or self._ways(error)
            words = error.message
        else:
            ways = {self.tr("Show"): partial(self._chat.open, session_id)}
            row = self._sessions.row(session_id)
            words = self.tr("In “{session}”: {sentence}").replace("{session}", row.name if row is not None else "…")
            words = words.replace("{sentence}", error.message)
        self._told[session_id] = self._offers.ask(words, ways, problem=True)

    @Slot(str)
    def _withdraw(self, session_id: str) -> None:
        """Say no more what failed in a session: it is being asked anew there."""
        self._offers.withdraw(self._told.pop(session_id, 0))

    @Slot(object)
    def _on_opened(self, session: Session) -> None:
        """Offer nothing any more that was meant for another session; where it failed, the transcript says so."""
        for session_id in list(self._told):
            if session_id in {session.id, self._was_open}:
                self._withdraw(session_id)
        self._was_open = session.id

    def _ways_to_allow(self, error: UserError) -> _Ways:
        host = str(error.details.get("host", ""))
        if error.code != "host_not_allowed" or not host:
            return {}
        return {self.tr("Allow {host}").replace("{host}", host): lambda: self._allow(host)}

    def _ways(self, error: UserError) -> _Ways:
        choice = self._answers.choice
        known: dict[Offer, tuple[str, Callable[[], object]]] = {
            Offer.RESTART: (self.tr("Restart"), self._restart),
            Offer.USE_BUILTIN: (self.tr("Use the built-in responder"), self._use_builtin),
            Offer.CHOOSE: (self.tr("Choose another…"), self._choose),
        }
        offers = offers_for(error, choice) if choice is not None else ()
        return dict(known[offer] for offer in offers[:2])

    def _allow(self, host: str) -> None:
        self._tasks.start(self._allowed(host), name="allow host")

    async def _allowed(self, host: str) -> None:
        await self._servers.allow(host)
        words = self.tr("Parley may talk to {host} from now on. Send again.")
        self._window.notices.show_notice(words.replace("{host}", host))
        self._answers.look()

    def _restart(self) -> None:
        if self._chat.session is not None:
            self._tasks.start(self._restarted(self._chat.session.id), name="restart and ask again")

    async def _restarted(self, session_id: str) -> None:
        await self._answers.restarted()
        if self._chat.is_open(session_id):
            self._ask_again(Way(""))

    def _use_builtin(self) -> None:
        self._ask_again(Way("", engine=BUILTIN))

    def _ask_again(self, way: Way) -> None:
        """Have the last question answered where its answer failed without a word; it leaves the composer again."""
        found = unanswered(self._chat.messages)
        if found is not None:
            self._window.composer.clear(found.written())
            self._doings.answer_again(found.answer.id, way)
