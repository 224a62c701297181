"""What the window can do by a key, and the menu that lists it all."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget


class Command(NamedTuple):
    """Something to do: its words, its keys, what does it, and whether the menu draws a line above it."""

    words: str
    keys: tuple[str, ...]
    do: Callable[[], object]
    begins_group: bool = False


def add_actions(window: QWidget, commands: Iterable[Command]) -> list[QAction]:
    """Make each command work by its keys anywhere in `window`, and return the actions in their order."""
    actions = []
    for command in commands:
        action = QAction(window)
        action.setText(command.words)
        action.setShortcuts([QKeySequence(keys) for keys in command.keys])
        action.setProperty("begins_group", command.begins_group)
        action.triggered.connect(command.do)
        window.addAction(action)
        actions.append(action)
    return actions


def open_menu(actions: Iterable[QAction], right_top: QPoint, parent: QWidget, name: str) -> QMenu:
    """Open a menu of `actions` with its right upper corner at a place of the screen."""
    menu = QMenu(parent)
    menu.setAccessibleName(name)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    for action in actions:
        if action.property("begins_group"):
            menu.addSeparator()
        menu.addAction(action)
    menu.popup(right_top - QPoint(menu.sizeHint().width(), 0))
    return menu
