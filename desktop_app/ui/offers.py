"""What notices offer to do, and the last thing that can be undone."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Slot

from desktop_app.ui.notices.view import NoticeBar

_UNDOS_KEPT = 50


class Offers(QObject):
    """Shows notices with a button, and remembers what the button does."""

    def __init__(self, notices: NoticeBar, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._notices = notices
        self._actions: dict[int, Callable[[], object]] = {}
        self._undos: dict[int, Callable[[], object]] = {}
        notices.action_chosen.connect(self._on_action_chosen)

    def offer(self, words: str, label: str, action: Callable[[], object]) -> None:
        """Show `words` with a button that does `action`, once."""
        self._actions[self._notices.show_notice(words, action=label)] = action

    def offer_undo(self, words: str, undo: Callable[[], object]) -> None:
        """Show `words` with Undo; it can be undone later too, when the notice is gone."""
        self._undos[self._notices.show_notice(words, action=self.tr("Undo"))] = undo
        while len(self._undos) > _UNDOS_KEPT:
            del self._undos[next(iter(self._undos))]

    @Slot()
    def undo_last(self) -> None:
        """Take back what was done last, if anything was."""
        if self._undos:
            notice, undo = self._undos.popitem()
            self._notices.dismiss(notice)
            undo()

    @Slot(int, str)
    def _on_action_chosen(self, notice: int, _label: str) -> None:
        action = self._actions.pop(notice, None) or self._undos.pop(notice, None)
        self._notices.dismiss(notice)
        if action is not None:
            action()
