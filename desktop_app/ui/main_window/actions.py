"""What the window can do by a key, and the menu that lists it all."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget


class Command(NamedTuple):
    """Something to do: its words, its keys, what does it, whether the menu draws a line above it, and where it is."""

    words: str
    keys: tuple[str, ...]
    do: Callable[[], object]
    begins_group: bool = False
    below: str = ""
    """The words of the menu that it stands in, empty where it is not set apart."""
    shows: str = ""
    """The property of the window that says whether it is on, empty for what is neither on nor off."""
    is_view_only: bool = False
    """Whether the window can do it by itself, before there is anything to show in it."""


def add_actions(
    window: QWidget, commands: Iterable[Command], wish: Callable[[Callable[[], object]], object]
) -> list[QAction]:
    """Make each command work by its keys anywhere in `window`, and return the actions in their order.

    What needs more than the window is handed to `wish`.
    """
    actions = []
    for command in commands:
        action = QAction(window)
        action.setText(command.words)
        action.setShortcuts([QKeySequence(keys) for keys in command.keys])
        action.setCheckable(bool(command.shows))
        action.setProperty("shows", command.shows)
        action.setProperty("below", command.below)
        action.setProperty("begins_group", command.begins_group)
        # What is triggered tells whether it is checked, which nobody asks for.
        action.triggered.connect(partial(_do, command.do if command.is_view_only else partial(wish, command.do)))
        window.addAction(action)
        actions.append(action)
    return actions


def _do(action: Callable[[], object], _checked: bool = False) -> None:
    action()


def open_menu(actions: Iterable[QAction], right_top: QPoint, parent: QWidget, name: str) -> QMenu:
    """Open a menu of `actions` with its right upper corner at a place of the screen."""
    menu = QMenu(parent)
    menu.setAccessibleName(name)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    below: dict[str, QMenu] = {}
    for action in actions:
        if action.isCheckable():
            action.setChecked(bool(parent.property(action.property("shows"))))
        if action.property("begins_group"):
            menu.addSeparator()
        words = action.property("below")
        if words and words not in below:
            below[words] = menu.addMenu(words)
            below[words].setAccessibleName(words)
        below.get(words, menu).addAction(action)
    menu.popup(right_top - QPoint(menu.sizeHint().width(), 0))
    return menu
