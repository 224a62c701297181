"""The greeting stays in sight: before the first message, above it, and when the session is opened again."""

from contextlib import aclosing

from PySide6.QtCore import Qt

from desktop_app.services.chat_requests import SendRequest
from desktop_app.ui.transcript.greeting import GreetingRow
from tests.support.desk import Desk, Opening
from tests.support.qt_loop import until


def shown(desk: Desk) -> list[str]:
    """Return what stands above the first message, as a screen reader names it."""
    rows = desk.window.transcript.findChildren(GreetingRow)
    return [row.accessibleName() for row in rows if row.isVisible()]


async def with_persona(desk: Desk, persona: str) -> None:
    desk.shell.chat.change_persona(persona)
    await until(lambda: desk.shell.chat.session is not None and desk.shell.chat.session.persona == persona)


def begun(desk: Desk, persona: str) -> str:
    return f"assistant: {desk.services.personas.get(persona).greeting.strip()}"[:40]


async def test_it_stays_above_the_first_message_whoever_answers_later(opening: Opening) -> None:
    async with opening() as desk:
        await with_persona(desk, "sakura")
        assert shown(desk) == [], "the welcome says it"
        desk.type_and_send("Hello")
        await desk.answered()
        assert [name[:40] for name in shown(desk)] == [begun(desk, "sakura")]
        (row,) = desk.window.transcript.findChildren(GreetingRow)
        first = desk.window.transcript.shown_rows()[0]
        assert row.geometry().bottom() < first.geometry().top() <= row.geometry().bottom() + 1
        await with_persona(desk, "creative_writer")
        assert [name[:40] for name in shown(desk)] == [begun(desk, "sakura")]
        assert len(desk.transcript()) == 2, "it is no message"
        first_id = desk.session_id
        made = await desk.services.sessions.create(desk.services.user_id, persona="technical_support", temporary=True)
        desk.shell.chat.open(made.session.id)
        await until(lambda: desk.session_id == made.session.id)
        assert shown(desk) == []
    async with opening() as desk:
        desk.shell.chat.open(first_id)
        await until(lambda: desk.session_id == first_id and len(desk.transcript()) == 2)
        assert [name[:40] for name in shown(desk)] == [begun(desk, "sakura")]


async def test_a_long_session_shows_it_at_its_beginning_alone(opening: Opening) -> None:
    async with opening() as desk:
        for number in range(30):
            request = SendRequest(desk.services.user_id, f"Question {number}\n" * 20, session_id=desk.session_id)
            async with aclosing(desk.services.chat.send(request)) as events:
                async for _event in events:
                    pass
        desk.shell.chat.reload(anew=True)
        await until(lambda: len(desk.shell.chat.messages.ids()) == 60)
        assert shown(desk) == []
        desk.qtbot.keyClick(desk.window.transcript, Qt.Key.Key_Home)
        await until(lambda: [name[:40] for name in shown(desk)] == [begun(desk, "default_assistant")])
        await until(lambda: desk.window.transcript.verticalScrollBar().value() == 0)
        (row,) = desk.window.transcript.findChildren(GreetingRow)
        assert row.y() >= 0
