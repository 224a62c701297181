"""What had the keyboard goes away."""

import asyncio

from tests.support.desk import Desk, Opening
from tests.support.qt_loop import until


async def answered(desk: Desk, questions: int) -> None:
    await until(lambda: len(desk.transcript()) >= 2 * questions)
    await until(lambda: not desk.shell.chat.is_streaming(desk.session_id))


async def test_a_notice_that_goes_takes_nothing_of_the_window_along(opening: Opening) -> None:
    async with opening() as desk:
        for number in range(8):
            desk.type_and_send(f"question {number}")
            await answered(desk, number + 1)
        viewport = desk.window.transcript.viewport()
        notice = desk.window.notices.show_notice("“Tea” is in the trash.", action="Undo")
        await asyncio.sleep(0)
        (undo,) = desk.buttons("Undo")
        undo.setFocus()
        # Hidden, its button passes the keyboard on through the whole window.
        desk.window.notices.dismiss(notice)
        for _ in range(20):
            await asyncio.sleep(0.01)
        assert viewport.isVisible()
        desk.window.resize(desk.window.width(), desk.window.height() - 40)
        await asyncio.sleep(0.05)
        assert desk.window.transcript.viewport() is viewport
