"""What the window was asked to open from outside, kept until somebody can open it."""

from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal

_MOST = 50
"""How many wait at once; what is above that was not asked by a person."""


class Arrivals(QObject):
    """Addresses of files and sessions, in the order in which they came; they may come before there is a shell."""

    arrived = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._waiting: list[str] = []

    def take_in(self, addresses: Iterable[str]) -> None:
        """Keep addresses until they are taken."""
        self._waiting = [*self._waiting, *addresses][:_MOST]
        if self._waiting:
            self.arrived.emit()

    def take(self) -> list[str]:
        """Return what came since this was last called."""
        taken, self._waiting = self._waiting, []
        return taken
