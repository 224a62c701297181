"""What is done about learning: switched on and off, and shown as it is."""

from collections.abc import Awaitable, Callable
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from desktop_app.services.services import Services
from desktop_app.ui.memory.learning_switches import LearningSwitches
from desktop_app.ui.tasks import Tasks


class LearningDoings(QObject):
    """Changes at once what the boxes say, and shows what came of it."""

    changed = Signal()

    def __init__(self, services: Services, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._services, self._tasks = services, tasks
        self._switches: LearningSwitches | None = None

    def serve(self, switches: LearningSwitches) -> None:
        """Do what is wanted by its boxes."""
        self._switches = switches
        switches.learning_switched.connect(self._on_learning)
        switches.suggestions_switched.connect(self._on_suggestions)

    async def fill(self) -> bool:
        """Show what is on; return whether anything is learned."""
        learning = await self._services.facts.is_learning(self._services.user_id)
        if self._switches is not None:
            self._switches.show_switches(learning=learning, suggestions=self._services.suggestions.is_on)
        return learning

    @Slot(bool)
    def _on_learning(self, on: bool) -> None:
        self._start(partial(self._services.facts.set_learning, self._services.user_id, on=on), "learning")

    @Slot(bool)
    def _on_suggestions(self, on: bool) -> None:
        self._start(partial(self._switch_suggestions, on=on), "suggestions")

    async def _switch_suggestions(self, *, on: bool) -> None:
        await self._services.preferences.change("memory", "suggestions", on)
        self._services.suggestions.switch(on=on)

    def _start(self, work: Callable[[], Awaitable[None]], box: str) -> None:
        # Each box has a name of its own: one must not stop what is done for the other.
        self._tasks.start(self._done(work), name=f"switch {box}")

    async def _done(self, work: Callable[[], Awaitable[None]]) -> None:
        try:
            await work()
        finally:
            self.changed.emit()
