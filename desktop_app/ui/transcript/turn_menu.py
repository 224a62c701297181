"""All that can be done with a turn, as a menu with its keys."""

from collections.abc import Callable, Iterable

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu, QWidget

from desktop_app.ui.transcript.turns import KEYS, TurnAction, Turns, Way
from desktop_app.ui.widgets.text import without_mnemonic


class TurnMenu(QMenu):
    """Lists what is possible; what the row shows as a button is here as well."""

    def __init__(self, choose: Callable[[TurnAction], object], parent: QWidget) -> None:
        super().__init__(parent)
        self._choose = choose
        self.setAccessibleName(self.tr("Message"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

    def add_selection(
        self, copy: Callable[[], object], copy_plain: Callable[[], object], quote: Callable[[], object]
    ) -> None:
        """List what can be done with the text that is selected."""
        self.addAction(self.tr("Copy selection") + "\tCtrl+C").triggered.connect(copy)
        self.addAction(self.tr("Copy selection as plain text")).triggered.connect(copy_plain)
        self.addAction(self.tr("Quote selection in the composer") + "\tQ").triggered.connect(quote)

    def fill(self, possible: frozenset[TurnAction], turns: Turns, answer: Callable[[Way], object]) -> None:
        """List what is `possible`; `answer` is called with the way in which a question shall be answered anew."""
        action = TurnAction
        copied = {action.COPY: self.tr("Copy as Markdown"), action.COPY_PLAIN: self.tr("Copy as plain text")}
        self._add(possible, copied | {action.QUOTE: self.tr("Quote in the composer")})
        self._add(possible, {action.EDIT: self.tr("Edit"), action.REGENERATE: self.tr("Regenerate")})
        if action.REGENERATE in possible:
            self._add_ways(self.tr("Regenerate with persona"), turns.personas, answer)
            self._add_ways(self.tr("Regenerate with engine"), turns.engines, answer)
        self._add(possible, {action.CONTINUE: self.tr("Continue")}, apart=False)
        earlier, later = self.tr("Previous version"), self.tr("Next version")
        compared = {action.COMPARE: self.tr("Compare versions")}
        self._add(possible, {action.PREVIOUS: earlier, action.NEXT: later} | compared)
        why = {action.WHY: self.tr("Why did it say that"), action.RECEIPT: self.tr("How this was made")}
        self._add(possible, why)
        self._add(possible, {action.FORK: self.tr("Fork into a new session"), action.DELETE: self.tr("Delete branch")})

    def show_at(self, place: QPoint) -> None:
        """Open with the left upper corner there, without stopping anything else."""
        self.popup(place)

    def _add(self, possible: frozenset[TurnAction], words: dict[TurnAction, str], *, apart: bool = True) -> None:
        wanted = {action: label for action, label in words.items() if action in possible}
        if wanted and apart and not self.isEmpty():
            self.addSeparator()
        for action, label in wanted.items():
            item = self.addAction(f"{label}\t{KEYS[action]}")
            item.triggered.connect(lambda _checked=False, action=action: self._choose(action))

    def _add_ways(self, label: str, ways: Iterable[Way], answer: Callable[[Way], object]) -> None:
        found = list(ways)
        if len(found) < 2:
            return
        below = self.addMenu(label)
        for way in found:
            item = below.addAction(without_mnemonic(way.label))
            item.triggered.connect(lambda _checked=False, way=way: answer(way))
