"""Tab leads through the whole window, to every control once and back, and one always sees where it is."""

import asyncio

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QWidget

from desktop_app.domain.errors import UserError
from desktop_app.ui.application import Application
from desktop_app.ui.transcript.row import MessageRow
from tests.support.desk import Desk, Opening
from tests.support.qt_loop import until
from tests.support.script import Script

_AROUND = 14
"""Pixels around a control that may show that it has the keyboard: the card of an editor does."""


async def talked(desk: Desk, script: Script) -> None:
    script.next("See:\n\n```python\nprint(1)\n```\n")
    desk.type_and_send("How?")
    await desk.answered()
    script.next("It begins", UserError("engine_cut_off", base_url="http://127.0.0.1:1/v1"))
    desk.type_and_send("And then?")
    await until(lambda: len(desk.transcript()) == 4 and not desk.shell.chat.is_streaming(desk.session_id))
    desk.qtbot.keyClicks(desk.window.composer.editor, "a draft")
    desk.window.activateWindow()
    await until(desk.window.isActiveWindow)
    await asyncio.sleep(0.1)


def focused() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def name_of(widget: QWidget) -> str:
    return f"{type(widget).__name__} “{widget.accessibleName()}”"


async def path(desk: Desk, key: Qt.Key) -> list[QWidget]:
    """Return what has the keyboard after each press of a key, until it is where it began."""
    begun = focused()
    found = [begun]
    for _turn in range(100):
        desk.qtbot.keyClick(focused(), key)
        await asyncio.sleep(0)
        if focused() is begun:
            return found
        found.append(focused())
    raise AssertionError([name_of(widget) for widget in found])


def expected(desk: Desk) -> set[str]:
    """Return the names of what can be used; of the transcript's rows only the one with the keyboard is a stop."""
    rows = [row for row in desk.window.transcript.findChildren(MessageRow) if row.isVisible()]
    last = max(rows, key=lambda row: row.y())
    others = [row for row in rows if row is not last]
    return {
        name_of(widget)
        for widget in desk.window.findChildren(QWidget)
        if widget.isVisible()
        and widget.isEnabled()
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget is not desk.window.transcript  # its rows have the keyboard in its place
        and not any(row is widget or row.isAncestorOf(widget) for row in others)
        and widget.focusProxy() is None
    }


async def test_tab_visits_everything_once_and_comes_back(opening: Opening, script: Script) -> None:
    async with opening() as desk:
        await talked(desk, script)
        stops = await path(desk, Qt.Key.Key_Tab)
        assert len(set(stops)) == len(stops)
        assert {name_of(stop) for stop in stops} == expected(desk)
        back = await path(desk, Qt.Key.Key_Backtab)
        assert back == [stops[0], *(stop for stop in reversed(stops[1:]) if stop in back)]
        # From behind, too, one comes to the message first, and not to one of its buttons.
        (row,) = [stop for stop in back if isinstance(stop, MessageRow)]
        assert all(row.isAncestorOf(stop) for stop in stops if stop not in back)


async def test_one_sees_where_the_keyboard_is_in_both_themes(
    opening: Opening, script: Script, qapp: Application
) -> None:
    async with opening() as desk:
        await talked(desk, script)
        try:
            for theme in ("light", "dark"):
                qapp.set_theme(theme, 0)
                await asyncio.sleep(0.1)
                stops = await path(desk, Qt.Key.Key_Tab)
                unseen = [name_of(stop) for stop in stops if not await is_seen(desk, stop)]
                assert unseen == [], theme
        finally:
            qapp.set_theme("light", 0)


async def is_seen(desk: Desk, stop: QWidget) -> bool:
    """Tell whether a control looks otherwise with the keyboard than without."""
    stop.setFocus(Qt.FocusReason.TabFocusReason)
    await asyncio.sleep(0.01)
    place = QRect(stop.mapTo(desk.window, QPoint()), stop.size()).adjusted(-_AROUND, -_AROUND, _AROUND, _AROUND)
    with_keyboard = picture(desk, place)
    other = desk.window.composer.editor if stop is not desk.window.composer.editor else desk.window.sidebar.new_button
    other.setFocus(Qt.FocusReason.TabFocusReason)
    await asyncio.sleep(0.01)
    without = picture(desk, place)
    changed = sum(
        with_keyboard.pixel(x, y) != without.pixel(x, y)
        for x in range(with_keyboard.width())
        for y in range(with_keyboard.height())
    )
    return changed > 40


def picture(desk: Desk, place: QRect) -> QImage:
    return desk.window.grab(place.intersected(desk.window.rect())).toImage()
