"""What a person does with the turns of a window under test."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QContextMenuEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QTextEdit

from desktop_app.domain.messages import Message
from desktop_app.ui.transcript.row import MessageRow
from desktop_app.ui.transcript.turn_menu import TurnMenu
from tests.support.desk import Desk
from tests.support.qt_loop import until

CONTROL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


def rows(desk: Desk) -> list[MessageRow]:
    return [row for row in desk.window.transcript.shown_rows().values() if isinstance(row, MessageRow)]


def button(row: MessageRow, name: str) -> QAbstractButton:
    (found,) = [b for b in row.findChildren(QAbstractButton) if b.accessibleName() == name and b.isVisible()]
    return found


def names(row: MessageRow) -> set[str]:
    return {b.accessibleName() for b in row.findChildren(QAbstractButton) if b.isVisible()}


def click(desk: Desk, row: MessageRow, name: str) -> None:
    desk.qtbot.mouseClick(button(row, name), Qt.MouseButton.LeftButton)


def menu_of(desk: Desk, row: MessageRow) -> list[QAction]:
    """Open a row's menu as the Menu key does, and return what it lists."""
    place = row.rect().center()
    QApplication.sendEvent(row, QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, place, row.mapToGlobal(place)))
    (menu,) = [menu for menu in desk.window.findChildren(TurnMenu) if menu.isVisible()]
    menu.close()
    return menu.actions()


def editor(row: MessageRow) -> QTextEdit:
    (found,) = [e for e in row.findChildren(QTextEdit) if e.accessibleName() == "Edit message"]
    return found


def key(desk: Desk, pressed: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Press a key wherever the keyboard is."""
    focused = desk.window.focusWidget()
    assert focused is not None
    desk.qtbot.keyClick(focused, pressed, held)


async def active(desk: Desk) -> None:
    """Let the window have the keyboard, as it has it when a person looks at it."""
    desk.window.activateWindow()
    await until(desk.window.isActiveWindow)


async def say(desk: Desk, *texts: str) -> None:
    for text in texts:
        desk.shell.chat.send(text)
        await until(lambda text=text: ("user", text) in desk.transcript()[-2:])  # type: ignore[misc]
        await idle(desk)


async def idle(desk: Desk) -> None:
    """Wait until no answer is on its way and all is stored."""
    await until(lambda: not desk.shell.chat.is_streaming(desk.session_id))


async def stored(desk: Desk) -> list[Message]:
    """Return all messages of the session, of every branch, as they are stored."""
    return list(await desk.services.sessions.history("ada", desk.session_id, all_branches=True))


async def said(desk: Desk) -> list[str]:
    """Return what is stored on the shown branch."""
    return [message.content for message in await desk.services.sessions.history("ada", desk.session_id)]
