"""Lets widgets that come and go be read in the order in which they stand."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget


class ReadingOrder:
    """Assistive technology reads the children of a widget from the lowest to the uppermost: so they are stacked."""

    def __init__(self) -> None:
        self._order: list[QWidget] = []

    def keep(self, widgets: Sequence[QWidget]) -> None:
        """Have these read one after the other; those that stood so before are left alone."""
        if self._order == widgets:
            return
        before, self._order = self._order, list(widgets)
        same = [widget for widget in widgets if widget in before]
        first, last = (widgets.index(same[0]), widgets.index(same[-1])) if same else (0, -1)
        if same != [each for each in before if each in same] or last - first >= len(same):
            first, last = 0, -1  # some changed places, or came in between
        for widget in reversed(widgets[:first]):
            widget.lower()
        for widget in widgets[last + 1 :]:
            widget.raise_()
