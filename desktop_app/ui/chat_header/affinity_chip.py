"""The chip that says how close user and persona are."""

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from desktop_app.ui.widgets.buttons import Chip
from desktop_app.ui.widgets.icons import pixmap
from desktop_app.ui.widgets.text import plain_tooltip
from desktop_app.ui.widgets.theme import theme_of

_LEAD = 16
_LEFT = 9
_ICON = 16


class AffinityChip(Chip):
    """A heart, the level and the points; the points alone where there is little room."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent, kind="state", lead=_LEAD)
        self.setAccessibleName(self.tr("Affinity"))
        self._level, self._points = "", 0
        self._small = False

    def set_affinity(self, level: str, points: int) -> None:
        """Say how close they are; an empty level where nobody counts."""
        self._level, self._points = level, points
        self.setAccessibleDescription(f"{level}, {points}" if level else "")
        words = self.tr("Affinity with this persona: {level}, {points} points. Press to see why.")
        self.setToolTip(plain_tooltip(words.replace("{level}", level).replace("{points}", str(points))))
        self._show()

    def is_counted(self) -> bool:
        """Tell whether there is anything to say."""
        return bool(self._level)

    def set_small(self, small: bool) -> None:
        """Show only the points."""
        if small != self._small:
            self._small = small
            self._show()

    def _show(self) -> None:
        words = str(self._points) if self._small else f"{self._level} · {self._points}"
        self.set_words(words if self.is_counted() else "")

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the heart before the words."""
        super().paintEvent(event)
        heart = pixmap("heart", theme_of(self.window()).muted, _ICON)
        QPainter(self).drawPixmap(_LEFT, (self.height() - _ICON) // 2, heart)
