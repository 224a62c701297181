"""The order in which Tab goes through a window, past the insides of what sees to its own."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from shiboken6 import createdByPython

_MOST_WIDGETS = 10_000


def pass_keyboard_on(start: QWidget, past: QWidget, *, forward: bool) -> bool:
    """Give the keyboard to what comes after `start`, or before it, but to nothing inside `past`; tell whether it went.

    `past` itself may take it: it knows where in itself the keyboard belongs.
    """
    reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
    widget = start
    for _ in range(_MOST_WIDGETS):
        beside = _beside(widget, forward=forward)
        if beside is None or beside is start:
            return False
        widget = beside
        takes = widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isEnabled() and widget.isVisible()
        inside = widget is not past and past.isAncestorOf(widget)
        if takes and widget.focusProxy() is None and not inside:
            widget.setFocus(reason)
            return True
    return False


def first_focusable(pane: QWidget) -> QWidget | None:
    """Return the first widget in `pane` that takes the keyboard, None where there is none."""
    for child in pane.findChildren(QWidget):
        if child.isVisible() and child.isEnabled() and child.focusPolicy() & Qt.FocusPolicy.TabFocus:
            return child
    return None


def _beside(widget: QWidget, *, forward: bool) -> QWidget | None:
    """Return what follows in the chain, or what goes before.

    PySide takes that for a child of `widget`, and with `widget` it forgets all that it takes for its children: the
    whole window behind the last button of a notice. So it is told again whose child it is, which changes nothing else.
    """
    beside = widget.nextInFocusChain() if forward else widget.previousInFocusChain()
    if beside is not None and createdByPython(beside):
        beside.setParent(beside.parentWidget())
    return beside
