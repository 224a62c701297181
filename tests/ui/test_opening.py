"""Files and addresses that come from outside the window, before it is ready or while it is used."""

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication

from desktop_app.domain.exports import ExportFormat
from desktop_app.domain.openables import address_of, session_address
from desktop_app.ui.application import Application
from desktop_app.ui.arrivals import Arrivals
from tests.support.desk import Desk, Opening
from tests.support.model_home import named, put
from tests.support.qt_loop import until

PERSONA = "name: Mira\ndescription: A gardener.\nsystem_prompt: You are Mira.\ngreeting: Hello.\n"


def following(desk: Desk, *addresses: str) -> Arrivals:
    """Let the window follow what comes, of which something came before it was ready."""
    arrivals = Arrivals()
    arrivals.take_in(addresses)
    desk.shell.opening.follow(arrivals)
    return arrivals


async def session_count(desk: Desk) -> int:
    return len(await desk.services.sessions.list_sessions("ada"))


async def test_the_address_of_a_session_shows_it(opening: Opening) -> None:
    async with opening() as desk:
        first = desk.session_id
        other = (await desk.services.sessions.create("ada", session_id="né à/3%?", name="Trip")).session
        arrivals = following(desk, session_address(other.id))
        await until(lambda: desk.session_id == other.id)
        application = QApplication.instance()
        assert isinstance(application, Application)
        desk.shell.opening.close()
        desk.shell.opening.follow(application.arrivals)
        application.sendEvent(application, QFileOpenEvent(QUrl(session_address(first))))
        await until(lambda: desk.session_id == first)
        assert desk.notices() == []
        assert arrivals.take() == []


async def test_addresses_that_lead_nowhere_make_and_change_nothing(opening: Opening) -> None:
    async with opening() as desk:
        first = desk.session_id
        await desk.services.sessions.create("bob", session_id="bobs", name="Not Ada's")
        there = await session_count(desk)
        arrivals = following(desk, "parley://session/unknown")
        await until(lambda: any("is not here" in words for words in desk.notices()))
        unlike = ("parley://session/bobs", "parley://session/..", "parley://session/%2e%2e%2funknown")
        arrivals.take_in(unlike)
        await until(lambda: not desk.shell._tasks.is_running("open 1"))
        assert len(desk.notices()) == 1  # the same words for what is another user's and for what is nowhere
        arrivals.take_in(["https://evil.example/x.png", "parley://session/" + "%61" * 3000])
        await until(lambda: len(desk.notices()) == 3)
        assert "“https://evil.example/x.png” leads nowhere" in desk.notices()[1]
        assert len(desk.notices()[2]) < 300
        assert (desk.session_id, await session_count(desk)) == (first, there)


async def test_a_persona_is_looked_at_before_anything_is_stored(opening: Opening, tmp_path: Path) -> None:
    files = [tmp_path / "mira.yaml", tmp_path / "again.yaml", tmp_path / "gone.png"]
    for file in files[:2]:
        file.write_text(PERSONA)
    async with opening() as desk:
        following(desk, *map(address_of, map(str, files)))
        personas = desk.shell.casting.personas
        await until(lambda: personas.page is not None and personas.page.importing.isVisible())
        await until(lambda: len(desk.notices()) == 2)
        assert any("no file" in words and "gone.png" in words for words in desk.notices())
        assert any("Of 2 files of a kind, only “mira.yaml” was opened" in words for words in desk.notices())
        assert "Mira" not in [each.name for each in desk.services.personas.list_personas()]
        personas.begin_new()
        desk.shell.opening.open_file(files[1])
        await until(lambda: any("A persona is being written" in words for words in desk.notices()))
        assert personas.is_writing()


async def test_a_model_file_is_added_on_the_model_page(opening: Opening, tmp_path: Path) -> None:
    model = put(tmp_path / "elsewhere" / "Small Talk.gguf", named("Small Talk"))
    async with opening() as desk:
        following(desk, address_of(str(model)))
        models = desk.shell.answering.models
        await until(lambda: models.page is not None)
        await until(lambda: any(e.file is not None and e.file.path == model for e in models.finder.entries.all()))


async def test_a_backup_is_asked_about_and_brought_back(opening: Opening, tmp_path: Path) -> None:
    backup = tmp_path / "kept.db"
    async with opening() as desk:
        desk.type_and_send("Remember the tent.")
        await desk.answered()
        session_id = desk.session_id
        await desk.services.backup.create(backup)
        await desk.services.sessions.create("ada", name="Stays")
        await desk.services.removal.delete("ada", session_id)
        following(desk, address_of(str(backup)))
        await until(lambda: any("“kept.db” looks like a backup" in words for words in desk.notices()))
        desk.press("Bring back")
        await until(lambda: any("Brought back from the backup: 2 messages" in words for words in desk.notices()))
        assert (await desk.services.sessions.show("ada", session_id)).message_count == 2


async def test_an_archive_shows_the_session_it_is_of(opening: Opening, tmp_path: Path) -> None:
    archive = tmp_path / "trip.chat.json"
    async with opening() as desk:
        first = desk.session_id
        other = (await desk.services.sessions.create("ada", name="Trip")).session
        await desk.services.export.export("ada", other.id, ExportFormat.JSON, archive)
        following(desk, address_of(str(archive)))
        await until(lambda: desk.session_id == other.id)
        assert any("was made from this session" in words for words in desk.notices())
        archive.write_text('{"format": "chat-archive", "sessions": [{"id": "elsewhere"}]}')
        desk.shell.opening.open_file(archive)
        await until(lambda: any("cannot bring chats in" in words for words in desk.notices()))
        assert {each.id for each in await desk.services.sessions.list_sessions("ada")} == {first, other.id}
