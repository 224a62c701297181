"""The desktop's session ends while somebody is writing."""

import asyncio

from PySide6.QtCore import QTimer

from tests.support.desk import Opening
from tests.support.qt_loop import until


async def test_what_is_written_is_stored_before_the_desktop_goes_on(opening: Opening) -> None:
    async with opening() as desk:
        desk.qtbot.keyClicks(desk.window.composer.editor, "Half a sentence")
        left: list[dict[str, object]] = []

        def end_session() -> None:
            desk.shell.session_end.save_now()
            left.append(dict(desk.shell.chat.unsent._drafts.unsaved()))

        QTimer.singleShot(0, end_session)
        await until(lambda: left)
        assert left == [{}]
        assert await desk.services.sessions.read_draft(desk.session_id) == "Half a sentence"
        # The end was called off: one goes on as before.
        desk.qtbot.keyClicks(desk.window.composer.editor, ", and more")
        desk.shell.session_end.save_now()  # within a task it only begins
        await asyncio.sleep(0)
        await until(lambda: not desk.shell.chat.unsent._drafts.unsaved())
        assert await desk.services.sessions.read_draft(desk.session_id) == "Half a sentence, and more"
