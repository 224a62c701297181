"""What is wished of a window that is still coming to life: kept with what is typed after it, and granted in order."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Slot
from PySide6.QtWidgets import QApplication, QWidget

if TYPE_CHECKING:
    from PySide6.QtCore import Qt


class Wishes(QObject):
    """Grants what is wished at once, but for the time until there is something behind the window.

    Who presses Ctrl+N and types on means the dialog: keys that follow a wish that is kept wait for it as well.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._kept: list[Callable[[], object]] = []
        self._alive = False
        self._is_in_vain = False

    def make(self, wish: Callable[[], object]) -> None:
        """Do what is wished, now or as soon as it can be done."""
        if self._alive:
            wish()
            return
        if self._is_in_vain:
            return
        handle = self._window().windowHandle()
        if handle is not None and not self._kept:
            handle.installEventFilter(self)
        self._kept.append(wish)

    def are_kept(self) -> bool:
        """Tell whether anything waits."""
        return bool(self._kept)

    @Slot()
    def grant(self) -> None:
        """Do what waits, and from now on everything at once: the window is alive."""
        self._alive = True
        for wish in self._taken():
            wish()

    def forget(self) -> None:
        """Keep nothing, until the window is alive after all: something else has come than what was wished."""
        self._is_in_vain = True
        self._taken()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the keys that were meant for what is to come; those of commands are wishes themselves."""
        if event.type() == QEvent.Type.KeyPress:
            from PySide6.QtGui import QKeyEvent  # hardly anybody is that quick

            if isinstance(event, QKeyEvent):
                key = event.key(), event.modifiers(), event.text(), event.isAutoRepeat()
                self._kept.append(partial(self._press, *key))
                return True
        return super().eventFilter(watched, event)

    def _window(self) -> QWidget:
        # Asked for each time: who keeps it would keep it from going.
        window = self.parent()
        assert isinstance(window, QWidget)  # noqa: S101  it was made with one
        return window

    def _taken(self) -> list[Callable[[], object]]:
        handle = self._window().windowHandle()
        if handle is not None:
            handle.removeEventFilter(self)
        kept, self._kept = self._kept, []
        return kept

    def _press(self, key: int, modifiers: "Qt.KeyboardModifier", text: str, repeated: bool) -> None:
        from PySide6.QtGui import QKeyEvent

        from desktop_app.ui.widgets.tab_order import first_focusable

        there = QApplication.activeModalWidget() or self._window()
        # A dialog that was opened a moment ago has not given the keyboard to any of its fields yet.
        place = there.focusWidget() or first_focusable(there) or there
        place.setFocus()
        QApplication.sendEvent(place, QKeyEvent(QEvent.Type.KeyPress, key, modifiers, text, repeated))
