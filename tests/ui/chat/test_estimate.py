"""The estimate beneath the message: there when it matters, in words when the message is too long."""

from desktop_app.ui.composer.written import Written
from tests.support.desk import Desk, Opening
from tests.support.qt_loop import until

WORD = "river "


def put(desk: Desk, text: str) -> None:
    desk.window.composer.put_before(Written(text))


def footnote(desk: Desk) -> str:
    """Return what is said, without the commas that some desktops put into numbers."""
    return desk.window.composer.footnote().replace(",", "")


async def test_it_appears_past_half_of_what_the_model_can_read(opening: Opening) -> None:
    async with opening() as desk:
        composer = desk.window.composer
        await until(lambda: desk.shell.chat.estimate._room is not None)
        put(desk, WORD * 600)
        assert footnote(desk) == ""
        put(desk, WORD * 1_000)
        assert footnote(desk) == "≈ 2900 of 4096 tokens"
        put(desk, WORD * 2_000)
        assert footnote(desk).endswith("of 4096 tokens: longer than the model can read at once")
        composer.editor.clear()
        composer.tell()
        assert footnote(desk) == ""


async def test_attached_texts_count_and_may_be_cut(opening: Opening) -> None:
    async with opening() as desk:
        await until(lambda: desk.shell.chat.estimate._room is not None)
        for size, expected in (
            (4_000, ""),
            (9_000, "≈ 2800 of 4096 tokens"),
            (20_000, "≈ 5800 of 4096 tokens: of what"),
        ):
            added = await desk.services.attachments.add("ada", "notes.txt", b"x" * size)
            desk.window.composer.set_written(Written("Look"))
            desk.window.composer.add_attachment(added)
            desk.window.composer.tell()
            assert footnote(desk).startswith(expected)
            assert bool(footnote(desk)) == bool(expected)


async def test_each_session_has_its_own(opening: Opening) -> None:
    async with opening() as desk:
        first = desk.session_id
        await until(lambda: desk.shell.chat.estimate._room is not None)
        put(desk, WORD * 2_000)
        assert footnote(desk)
        other = (await desk.services.sessions.create("ada", name="Other")).session.id
        desk.shell.chat.open(other)
        await until(lambda: desk.session_id == other)
        assert footnote(desk) == ""
        desk.shell.chat.open(first)
        await until(lambda: bool(footnote(desk)))
