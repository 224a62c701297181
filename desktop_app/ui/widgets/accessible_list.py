"""Lets assistive technology see a scroll area as a list and its rows as items of it."""

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget, QWidget

ROLE_PROPERTY = "accessibleRole"
_ROLES = {"list": QAccessible.Role.List, "item": QAccessible.Role.ListItem}


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
        QAccessible.installFactory(self._interface)

    def _interface(self, _class_name: str, thing: QObject) -> QAccessibleInterface | None:
        role = _ROLES.get(thing.property(ROLE_PROPERTY)) if isinstance(thing, QWidget) else None
        if role is None or not isinstance(thing, QWidget):
            return None
        interface = QAccessibleWidget(thing, role, "")
        self._interfaces.append(interface)
        return interface
