"""What notices offer to do: to take back what was done, or something else."""

from collections.abc import Callable, Mapping
from itertools import count

from PySide6.QtCore import QObject, Signal, Slot

from desktop_app.domain.actions import EngineChanged, PersonaChanged, Pinned, Renamed
from desktop_app.services.services import Services
from desktop_app.ui.notices.view import NoticeBar
from desktop_app.ui.tasks import Tasks

_SEEN_ANYWAY = (Renamed, Pinned, PersonaChanged, EngineChanged)
"""What one sees happen where one did it; a notice would only be in the way. Ctrl+Z takes it back as well."""


class Offers(QObject):
    """Shows notices with a button, and remembers what the button does."""

    undone = Signal(object)
    """Something was taken back; the `Changes` that this made."""

    def __init__(self, services: Services, tasks: Tasks, notices: NoticeBar, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._undo = services.undo
        self._user_id = services.user_id
        self._tasks = tasks
        self._notices = notices
        self._actions: dict[int, Mapping[str, Callable[[], object]]] = {}
        self._undos: dict[int, int] = {}
        self._told = 0
        self._turns = count()
        notices.action_chosen.connect(self._on_action_chosen)
        notices.dismissed.connect(self._on_dismissed)

    def offer(self, words: str, label: str, action: Callable[[], object]) -> None:
        """Show `words` with a button that does `action`, once."""
        self._actions[self._notices.show_notice(words, action=label)] = {label: action}

    def note(self, words: str, answers: Mapping[str, Callable[[], object]]) -> int:
        """Show, without insisting, what happened by itself, with at most two ways on; return the notice's number."""
        first, other = [*answers, "", ""][:2]
        notice = self._notices.show_notice(words, action=first, other=other, polite=True)
        self._actions[notice] = answers
        return notice

    def ask(self, words: str, answers: Mapping[str, Callable[[], object]], *, problem: bool = False) -> int:
        """Show words with at most two answers, which stay until one is chosen; return the number of the notice."""
        first, other = [*answers, "", ""][:2]
        notice = self._notices.show_notice(words, action=first, other=other, problem=problem, stays=True)
        self._actions[notice] = answers
        return notice

    def withdraw(self, notice: int) -> None:
        """Take a question back; nothing happens when it is answered already."""
        self._notices.dismiss(notice)

    @Slot()
    def tell(self) -> None:
        """Show what was done since this was last called, with Undo; it can be undone when the notice is gone too."""
        for recorded in self._undo.recorded_since(self._user_id, self._told):
            self._told = recorded.number
            if not isinstance(recorded.action, _SEEN_ANYWAY):
                notice = self._notices.show_notice(recorded.action.words, action=self.tr("Undo"))
                self._undos[notice] = recorded.number

    @Slot()
    def undo_last(self) -> None:
        """Take back what was done last, if anything was."""
        self._start_undo(None)

    def _start_undo(self, number: int | None) -> None:
        # Each has a name of its own: a second Ctrl+Z takes back another action and must not stop the first.
        self._tasks.start(self._take_back(number), name=f"undo {next(self._turns)}")

    async def _take_back(self, number: int | None) -> None:
        try:
            undone = await self._undo.undo(self._user_id, number)
        finally:
            self._withdraw_settled()
        if undone is not None:
            self._notices.show_notice(undone.words)
            self.undone.emit(undone.changes)

    def _withdraw_settled(self) -> None:
        """Take away the notices whose Undo has nothing to do any more."""
        left = {recorded.number for recorded in self._undo.recorded_since(self._user_id, 0)}
        for notice in [notice for notice, number in self._undos.items() if number not in left]:
            self._notices.dismiss(notice)

    @Slot(int, str)
    def _on_action_chosen(self, notice: int, label: str) -> None:
        actions, number = self._actions.get(notice), self._undos.get(notice)
        self._notices.dismiss(notice)
        if actions is not None:
            actions[label]()
        elif number is not None:
            self._start_undo(number)

    @Slot(int)
    def _on_dismissed(self, notice: int) -> None:
        self._actions.pop(notice, None)
        self._undos.pop(notice, None)
