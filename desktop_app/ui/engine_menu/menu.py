"""The menu below the engine chip."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from PySide6.QtCore import QPoint
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from desktop_app.ui.widgets.text import plain_tooltip, without_mnemonic


class Offer(NamedTuple):
    """Something that could answer: its words, what is told of it, whether it does, and what lets it answer."""

    words: str
    hint: str
    is_chosen: bool
    do: Callable[[], object]


class EngineMenu(QMenu):
    """Lists what can be done with what answers; nothing in it stops anything else."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Engine"))
        self.setToolTipsVisible(True)
        self.aboutToHide.connect(self.deleteLater)

    def add_restart(self, why: str, restart: Callable[[], object], *, is_server: bool) -> None:
        """Offer to start again what stopped by itself, or to look whether somebody started a server again."""
        if why:
            self.addAction(without_mnemonic(why)).setEnabled(False)
        self.addAction(self.tr("Look again") if is_server else self.tr("Restart")).triggered.connect(restart)

    def add_offers(self, heading: str, offers: Sequence[Offer]) -> None:
        """List what can be chosen, under a heading."""
        if not offers:
            return
        if not self.isEmpty():
            self.addSeparator()
        self.addAction(heading).setEnabled(False)
        group = QActionGroup(self)
        for offer in offers:
            action = self.addAction(without_mnemonic(offer.words))
            action.setCheckable(True)
            action.setChecked(offer.is_chosen)
            action.setToolTip(plain_tooltip(offer.hint))
            action.triggered.connect(offer.do)
            group.addAction(action)

    def add_ways_on(self, ways: Sequence[tuple[str, str, Callable[[], object]]]) -> None:
        """List what leads to dialogs: words, keys, and what opens each."""
        self.addSeparator()
        for words, keys, do in ways:
            self.addAction(f"{words}\t{keys}" if keys else words).triggered.connect(do)

    def show_at(self, corner: QPoint) -> None:
        """Open with the left upper corner there."""
        self.popup(corner)
