"""Widgets beside one another."""

from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop_app.ui.widgets.theme import GRID


def row_of(*widgets: QWidget) -> QHBoxLayout:
    """Return a row that begins with these, such as the buttons of a panel, and leaves free what room is left."""
    row = QHBoxLayout()
    row.setSpacing(2 * GRID)
    for widget in widgets:
        row.addWidget(widget)
    row.addStretch(1)
    return row
