"""Lets assistive technology see a scroll area as a list and its rows as items of it."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from PySide6.QtGui import QAccessibleInterface

ROLE_PROPERTY = "accessibleRole"


def show_as(widget: QWidget, role: str) -> None:
    """Let `widget` be a "list" or an "item" to assistive technology, under its accessible name."""
    widget.setProperty(ROLE_PROPERTY, role)


class AccessibleRoles:
    """Answers Qt's questions about such widgets while it is installed."""

    def __init__(self) -> None:
        # Qt keeps bare pointers and deletes interfaces with their widgets; Python must never do it as well. Rows are
        # recycled, so these stay few.
        self._interfaces: list[QAccessibleInterface] = []

    def install(self) -> None:
        """Begin to answer."""
        from PySide6.QtGui import QAccessible  # its many names would hold up the first paint

        QAccessible.installFactory(self._interface)

    def _interface(self, _class_name: str, thing: QObject) -> "QAccessibleInterface | None":
        from PySide6.QtGui import QAccessible
        from PySide6.QtWidgets import QAccessibleWidget

        role = thing.property(ROLE_PROPERTY)
        if role not in {"list", "item"} or not isinstance(thing, QWidget):
            return None
        interface = QAccessibleWidget(thing, QAccessible.Role.List if role == "list" else QAccessible.Role.ListItem, "")
        self._interfaces.append(interface)
        return interface
