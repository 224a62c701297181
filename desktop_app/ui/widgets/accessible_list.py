"""Lets assistive technology see what widgets are to each other: a list and its items, or a group."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from PySide6.QtGui import QAccessibleInterface

ROLE_PROPERTY = "accessibleRole"


def show_as(widget: QWidget, role: str) -> None:
    """Let `widget` be a "list", an "item" or a "group" to assistive technology, under its accessible name."""
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

        kinds = QAccessible.Role
        role = {"list": kinds.List, "item": kinds.ListItem, "group": kinds.Grouping}.get(thing.property(ROLE_PROPERTY))
        if role is None or not isinstance(thing, QWidget):
            return None
        interface = QAccessibleWidget(thing, role, "")
        self._interfaces.append(interface)
        return interface
