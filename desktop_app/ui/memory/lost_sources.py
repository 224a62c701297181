"""A branch was deleted from which facts were learned: asks what shall become of these."""

from collections.abc import Coroutine, Sequence
from functools import partial
from itertools import count
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from desktop_app.domain.actions import BranchDeleted
from desktop_app.domain.facts import Fact
from desktop_app.services.services import Services
from desktop_app.ui.offers import Offers
from desktop_app.ui.tasks import Tasks

_NAMED = 3


class LostSources(QObject):
    """Asks in a notice; whoever does not answer keeps the facts for as long as the branch is in the trash."""

    changed = Signal()
    """Facts have no source any more, or are not known any more."""

    def __init__(self, services: Services, tasks: Tasks, offers: Offers, parent: QObject) -> None:
        super().__init__(parent)
        self._services, self._tasks, self._offers = services, tasks, offers
        self._turns = count()

    @Slot()
    def look(self) -> None:
        """Ask about the facts of the branch that was deleted last."""
        recorded = self._services.undo.recorded_since(self._services.user_id, 0)
        action = recorded[-1].action if recorded else None
        if isinstance(action, BranchDeleted):
            self._start(self._ask(action.branch.id))

    async def _ask(self, branch_id: str) -> None:
        facts = await self._services.facts.of_session(self._services.user_id, branch_id)
        if not facts:
            return
        names = ", ".join(f"“{fact.value}”" for fact in facts[:_NAMED])
        if len(facts) > _NAMED:
            names = self.tr("{names} and {n} more").replace("{names}", names)
            names = names.replace("{n}", str(len(facts) - _NAMED))
        words = self.tr("From what you deleted was learned: {names}. What shall become of that?")
        keep, forget = partial(self._keep, facts), partial(self._forget, facts)
        self._offers.ask(words.replace("{names}", names), {self.tr("Keep"): keep, self.tr("Forget"): forget})

    def _keep(self, facts: Sequence[Fact]) -> None:
        ids = [fact.id for fact in facts]
        self._start(self._done(self._services.facts.release(self._services.user_id, *ids)))

    def _forget(self, facts: Sequence[Fact]) -> None:
        ids = [fact.id for fact in facts]
        self._start(self._done(self._services.facts.forget(self._services.user_id, *ids)))

    async def _done(self, work: Coroutine[Any, Any, int]) -> None:
        await work
        self._offers.tell()
        self.changed.emit()

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        self._tasks.start(work, name=f"facts without a source {next(self._turns)}")
