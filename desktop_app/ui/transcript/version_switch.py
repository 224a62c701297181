"""Which version of a turn is shown, and the way to the others."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QWidget

from desktop_app.ui.transcript.turns import TurnAction
from desktop_app.ui.widgets.hover_button import HoverButton
from desktop_app.ui.widgets.text import no_smaller
from desktop_app.ui.widgets.theme import GRID

_ICON = 14
_SMALL = 24
"""Side of the small buttons: they belong together with the words between them."""


class VersionSwitch(QWidget):
    """‹ 2 / 3 › under a turn that was said in several ways."""

    chosen = Signal(object)
    """The `TurnAction` that leads to an earlier version or to a later one."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._earlier = HoverButton("left", self.tr("Previous version"), size=_ICON, parent=self)
        self._later = HoverButton("right", self.tr("Next version"), size=_ICON, parent=self)
        self._place = QLabel(self)
        self._place.setTextFormat(Qt.TextFormat.PlainText)
        self._place.setProperty("kind", "quiet")
        self._place.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._earlier.clicked.connect(lambda: self.chosen.emit(TurnAction.PREVIOUS))
        self._later.clicked.connect(lambda: self.chosen.emit(TurnAction.NEXT))
        self.fit()

    def fit(self) -> None:
        """Be as large as the text around wants it."""
        for button in (self._earlier, self._later):
            button.fit()
            button.setFixedWidth(no_smaller(_SMALL, self.font()))
        self._lay_out()

    def show_versions(self, place: int, count: int) -> None:
        """Say that this is the version at `place`, counted from 0; be seen only where there are several."""
        self._place.setText(f"{place + 1} / {count}")
        self._place.setAccessibleName(self.tr("Version {place} of {count}").format(place=place + 1, count=count))
        self._earlier.setEnabled(place > 0)
        self._later.setEnabled(place < count - 1)
        self.setVisible(count > 1)
        self._lay_out()

    def buttons(self) -> tuple[HoverButton, HoverButton]:
        """Return the buttons from left to right."""
        return self._earlier, self._later

    def _lay_out(self) -> None:
        height, x = self._later.height(), 0
        self._place.ensurePolished()
        words = self._place.fontMetrics().horizontalAdvance(self._place.text())
        self._place.setFixedSize(words + 2 * GRID, height)
        for part in (self._earlier, self._place, self._later):
            part.move(x, 0)
            x += part.width()
        self.setFixedSize(x, height)
