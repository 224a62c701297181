"""A link to a message shows it in its session, and leads back."""

from desktop_app.domain.links import message_address
from tests.support.desk import Opening
from tests.support.qt_loop import until


async def test_a_quoted_message_is_shown_and_one_comes_back(opening: Opening) -> None:
    async with opening() as desk:
        desk.type_and_send("Lisbon")
        await desk.answered()
        first, quoted = desk.session_id, desk.message(0)
        await desk.services.sessions.create("ada", name="Other", persona="sakura")
        other = (await desk.services.sessions.called("ada", "Other")).id
        desk.shell.chat.open(other)
        await until(lambda: desk.session_id == other)
        desk.window.transcript.link_activated.emit(message_address(quoted.id))
        await until(lambda: desk.session_id == first and bool(desk.notices()))
        assert "“Lisbon”" in desk.notices()[0]
        desk.press("Back")
        await until(lambda: desk.session_id == other)


async def test_what_is_not_there_is_told_and_nothing_else_happens(opening: Opening) -> None:
    async with opening() as desk:
        before = desk.session_id
        desk.window.transcript.link_activated.emit(message_address(999))
        await until(lambda: bool(desk.notices()))
        assert desk.notices() == ["What this link quotes is in none of your sessions any more."]
        assert desk.session_id == before
