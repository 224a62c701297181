"""The order in which Tab goes through a window, past the insides of what sees to its own."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

_MOST_WIDGETS = 10_000


def pass_keyboard_on(start: QWidget, past: QWidget, *, forward: bool) -> bool:
    """Give the keyboard to what comes after `start`, or before it, but to nothing inside `past`; tell whether it went.

    `past` itself may take it: it knows where in itself the keyboard belongs.
    """
    reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
    widget = start
    for _ in range(_MOST_WIDGETS):
        beside = widget.nextInFocusChain() if forward else widget.previousInFocusChain()
        if beside is None or beside is start:
            return False
        widget = beside
        takes = widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isEnabled() and widget.isVisible()
        inside = widget is not past and past.isAncestorOf(widget)
        if takes and widget.focusProxy() is None and not inside:
            widget.setFocus(reason)
            return True
    return False
