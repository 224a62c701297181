"""The Qt application, which never quits behind the program's back."""

import os
import sys
from collections.abc import Sequence

from PySide6 import QtCore
from PySide6.QtCore import QEvent, Signal, Slot
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication

from desktop_app.domain.errors import UserError
from desktop_app.ui.arrivals import Arrivals
from desktop_app.ui.widgets.accessible_list import AccessibleRoles
from desktop_app.ui.widgets.style import apply, chosen_theme
from desktop_app.ui.widgets.theme import TEXT_POINTS

LEAST_POINTS = 6.0
MOST_POINTS = 40.0
BLINKING_MS = 1_000
"""How long a cursor takes to go and come back where it has to blink against the desktop's own habit."""


def has_display() -> bool:
    """Tell whether a window can be opened: Qt would abort the program where there is no screen."""
    if sys.platform in {"win32", "darwin"} or os.environ.get("QT_QPA_PLATFORM", "") not in {"", "xcb", "wayland"}:
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def check_display() -> None:
    """Raise `UserError` where no window can be opened."""
    if not has_display():
        raise UserError("no_display")


class Application(QApplication):
    """Turns “quit” (from the desktop or a shortcut) into a wish that the window can answer by closing."""

    quit_requested = Signal()

    def __init__(self, arguments: Sequence[str]) -> None:
        super().__init__([*arguments, "-style", "fusion"])
        self.setApplicationName("parley")
        self.setApplicationDisplayName("Parley")
        self.setDesktopFileName("parley")
        self.setQuitOnLastWindowClosed(False)
        self.arrivals = Arrivals(self)
        self._wanted = "system"
        self._own_blinking = self.cursorFlashTime()
        self._own_effects: list[QtCore.Qt.UIEffect] | None = None
        self._still = False
        self._own_points = max(self.font().pointSizeF(), TEXT_POINTS)
        # Before any window: assistive technology asks about widgets as soon as they are shown, and only once.
        self._roles = AccessibleRoles()
        self._roles.install()

    def event(self, event: QEvent) -> bool:
        """Catch Qt's own quit, which would stop the loop under running tasks, and what macOS wants to have opened."""
        if event.type() == QEvent.Type.Quit:
            event.ignore()
            self.quit_requested.emit()
            return True
        if event.type() == QEvent.Type.FileOpen:
            self._take_in(event)
            return True
        return super().event(event)

    def _take_in(self, event: QEvent) -> None:
        from PySide6.QtCore import QUrl  # neither is needed to paint
        from PySide6.QtGui import QFileOpenEvent

        if isinstance(event, QFileOpenEvent):
            self.arrivals.take_in([event.url().toString(QUrl.ComponentFormattingOption.FullyEncoded)])

    def set_theme(self, wanted: str, font_size: float, reduced_motion: str = "system") -> None:
        """Show everything in the "light" or "dark" theme, or with "system" in the desktop's, also when that changes.

        `font_size` is as for `set_text_size`, `reduced_motion` as for `reduce_motion`.
        """
        self._wanted = wanted
        self.reduce_motion(reduced_motion)
        self.set_text_size(font_size)
        self.styleHints().colorSchemeChanged.connect(self._on_colour_scheme_changed)
        self._on_colour_scheme_changed()

    def set_text_size(self, points: float) -> None:
        """Show all text in that size, as far as it can be read; 0 for the desktop's own, unless that is too small."""
        font = QFont(self.font())
        font.setPointSizeF(min(max(points, LEAST_POINTS), MOST_POINTS) if points > 0 else self._own_points)
        if font != self.font():
            self.setFont(font)
            if self.styleSheet():  # which keeps the fonts of what it has styled before
                self.setStyleSheet(self.styleSheet())

    def reduce_motion(self, wanted: str) -> None:
        """Let nothing blink or fade ("on"), let it ("off"), or do as the desktop does with its cursors.

        Of what a desktop knows about motion, that is all that Qt passes on.
        """
        blinking = {"on": 0, "off": self._own_blinking or BLINKING_MS}.get(wanted, self._own_blinking)
        still = blinking == 0
        self.setCursorFlashTime(blinking)
        if still != self._still:
            self._still = still
            if self._own_effects is None:
                self._own_effects = [effect for effect in QtCore.Qt.UIEffect if self.isEffectEnabled(effect)]
            for effect in self._own_effects:
                self.setEffectEnabled(effect, not still)
        if self.styleSheet():
            self._on_colour_scheme_changed()

    def text_percent(self) -> float:
        """Return the size of the text, 100 being the desktop's own."""
        return 100 * self.font().pointSizeF() / self._own_points

    def points_of(self, percent: float) -> float:
        """Return what so much of the desktop's own size of text is in points."""
        return self._own_points * percent / 100

    @Slot()
    def _on_colour_scheme_changed(self) -> None:
        apply(self, chosen_theme(self, self._wanted), still=self._still)
