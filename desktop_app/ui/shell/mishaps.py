"""Expected failures: each is one sentence, with what helps where something does."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Slot

from desktop_app.domain.choosing import BUILTIN
from desktop_app.domain.errors import UserError
from desktop_app.domain.messages import Message, MessageStatus, Role
from desktop_app.domain.recovery import Offer, offers_for
from desktop_app.ui.chat.turns import TurnDoings
from desktop_app.ui.chat.what_answers import WhatAnswers
from desktop_app.ui.composer.written import Written
from desktop_app.ui.shell.screens import Screens
from desktop_app.ui.tasks import Tasks
from desktop_app.ui.transcript.turns import Way


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
        self._servers = screens.services.servers
        self._tasks = tasks
        self._answers = answers
        self._doings = doings
        self._choose = choose
        self._shown = 0

    @Slot(object)
    def tell(self, error: UserError) -> None:
        """Say what failed, with at most two ways on."""
        ways = self._ways(error)
        if not ways:
            self._window.notices.show_problem(error.message)
            return
        self._offers.withdraw(self._shown)
        self._shown = self._offers.ask(error.message, dict(list(ways.items())[:2]), problem=True)

    def _ways(self, error: UserError) -> dict[str, Callable[[], object]]:
        host = str(error.details.get("host", ""))
        if error.code == "host_not_allowed" and host:
            return {self.tr("Allow {host}").replace("{host}", host): lambda: self._allow(host)}
        choice = self._answers.choice
        known: dict[Offer, tuple[str, Callable[[], object]]] = {
            Offer.RESTART: (self.tr("Restart"), self._restart),
            Offer.USE_BUILTIN: (self.tr("Use the built-in responder"), self._use_builtin),
            Offer.CHOOSE: (self.tr("Choose another…"), self._choose),
        }
        return dict(known[offer] for offer in offers_for(error, choice)) if choice is not None else {}

    def _allow(self, host: str) -> None:
        self._tasks.start(self._allowed(host), name="allow host")

    async def _allowed(self, host: str) -> None:
        await self._servers.allow(host)
        words = self.tr("Parley may talk to {host} from now on. Send again.")
        self._window.notices.show_notice(words.replace("{host}", host))
        self._answers.look()

    def _restart(self) -> None:
        self._tasks.start(self._restarted(), name="restart and ask again")

    async def _restarted(self) -> None:
        await self._answers.restarted()
        self._ask_again(Way(""))

    def _use_builtin(self) -> None:
        self._ask_again(Way("", engine=BUILTIN))

    def _ask_again(self, way: Way) -> None:
        """Have the last question answered where its answer failed without a word; it leaves the composer again."""
        messages = list(self._chat.messages.messages())
        failed = messages[-1] if messages else None
        if failed is None or failed.role is not Role.ASSISTANT or not _is_empty(failed):
            return
        question = next((each for each in reversed(messages) if each.id == failed.parent_id), None)
        if question is not None:
            self._window.composer.clear(Written(question.content, question.attachments))
        self._doings.answer_again(failed.id, way)


def _is_empty(answer: Message) -> bool:
    return not answer.content and answer.status in {MessageStatus.FAILED, MessageStatus.INTERRUPTED}
