"""What is done about the affinity with the open session's persona."""

from collections.abc import Awaitable, Callable
from itertools import count

from PySide6.QtCore import QObject, Signal, Slot

from desktop_app.domain.affinity import Affinity, AffinityState
from desktop_app.services.changes import Changes
from desktop_app.services.services import Services
from desktop_app.ui.chat.view_model import ChatViewModel
from desktop_app.ui.memory.affinity_card import AffinityCard
from desktop_app.ui.offers import Offers
from desktop_app.ui.tasks import Tasks


class AffinityDoings(QObject):
    """Shows it in its card and in the header, and changes it when that is wanted."""

    changed = Signal()

    def __init__(self, services: Services, tasks: Tasks, chat: ChatViewModel, offers: Offers, parent: QObject) -> None:
        super().__init__(parent)
        self._services, self._tasks, self._chat, self._offers = services, tasks, chat, offers
        self._turns = count()
        self._card: AffinityCard | None = None
        self._shown: Affinity | None = None
        offers.undone.connect(self._on_undone)

    def serve(self, card: AffinityCard) -> None:
        """Do what is wanted in a card."""
        self._card = card
        card.freeze_toggled.connect(self._on_freeze)
        card.off_toggled.connect(self._on_off)
        card.reset_wanted.connect(self._on_reset)

    async def fill(self, persona_id: str) -> None:
        """Show how close the user and that persona are."""
        service, user_id = self._services.affinity, self._services.user_id
        affinity = await service.of(user_id, persona_id)
        events = await service.events(user_id, persona_id)
        if self._card is None:
            return
        self._shown = affinity
        coming = "" if affinity.next_level is None else service.words(affinity.next_level.name).title
        self._card.show_affinity(affinity, coming, self._services.personas.stand_in(persona_id).name)
        self._card.show_events(events)

    @Slot()
    def _on_freeze(self) -> None:
        if self._shown is not None:
            service = self._services.affinity
            self._start(service.thaw if self._shown.state is AffinityState.FROZEN else service.freeze)

    @Slot()
    def _on_off(self) -> None:
        if self._shown is not None:
            service = self._services.affinity
            self._start(service.switch_off if self._shown.is_shown else service.switch_on)

    @Slot()
    def _on_reset(self) -> None:
        if self._shown is not None:
            self._start(self._services.affinity.reset)

    @Slot(object)
    def _on_undone(self, changes: Changes) -> None:
        if changes.affinity:
            self._start(self._services.affinity.of)

    def _start(self, change: Callable[[str, str], Awaitable[Affinity]]) -> None:
        session = self._chat.session
        if session is not None:
            # Each has a name of its own: a second one must not stop the first.
            self._tasks.start(self._change(change, session.persona), name=f"change affinity {next(self._turns)}")

    async def _change(self, change: Callable[[str, str], Awaitable[Affinity]], persona: str) -> None:
        affinity = await change(self._services.user_id, persona)
        if self._chat.session is not None and self._chat.session.persona == persona:
            self._chat.show_affinity(affinity)
        self._offers.tell()
        self.changed.emit()
