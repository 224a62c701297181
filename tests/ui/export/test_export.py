"""Export from the window."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog

from desktop_app.domain.exports import ExportFormat
from desktop_app.ui.export.dialog import ExportDialog
from tests.support.desk import Desk, Opening
from tests.support.qt_loop import until


async def asked(desk: Desk) -> ExportDialog:
    await until(lambda: any(each.isVisible() for each in desk.window.findChildren(ExportDialog)))
    return next(each for each in desk.window.findChildren(ExportDialog) if each.isVisible())


async def place_asked(dialog: ExportDialog) -> QFileDialog:
    dialog.place_button.click()
    await until(lambda: bool(dialog.findChildren(QFileDialog)))
    (places,) = dialog.findChildren(QFileDialog)
    return places


async def test_the_open_session_becomes_a_page_with_all_branches(opening: Opening, tmp_path: Path) -> None:
    async with opening() as desk:
        desk.type_and_send("hello roses")
        await desk.answered()
        desk.window.export_requested.emit()
        dialog = await asked(desk)
        assert dialog.format is ExportFormat.MARKDOWN
        dialog.formats[ExportFormat.HTML].click()
        dialog.all_branches.click()
        places = await place_asked(dialog)
        assert places.acceptMode() is QFileDialog.AcceptMode.AcceptSave
        assert places.defaultSuffix() == "html"
        places.fileSelected.emit(str(tmp_path / "chat.html"))
        await until(lambda: f"Exported to {tmp_path / 'chat.html'}." in desk.notices())
        assert "hello roses" in (tmp_path / "chat.html").read_text("utf-8")
        assert not any(each.isVisible() for each in desk.window.findChildren(ExportDialog))


async def test_a_session_of_the_sidebar_and_several_at_once(opening: Opening, tmp_path: Path) -> None:
    async with opening() as desk:
        for name in ("One", "Two"):
            await desk.services.sessions.create("ada", session_id=name, name=name)
        desk.window.sidebar.export_requested.emit("One")
        places = await place_asked(await asked(desk))
        places.fileSelected.emit(str(tmp_path / "one.md"))
        await until(lambda: (tmp_path / "one.md").exists())
        await until(lambda: not any(each.isVisible() for each in desk.window.findChildren(ExportDialog)))
        assert "# One" in (tmp_path / "one.md").read_text("utf-8")
        desk.shell._manage.export_requested.emit(["One", "Two"])
        places = await place_asked(await asked(desk))
        assert places.fileMode() is QFileDialog.FileMode.Directory
        folder = tmp_path / "both"
        places.fileSelected.emit(str(folder))
        await until(lambda: f"Exported 2 sessions to {folder}." in desk.notices())
        assert len(list(folder.iterdir())) == 2


async def test_what_cannot_be_written_is_said_and_escape_gives_up(opening: Opening, tmp_path: Path) -> None:
    async with opening() as desk:
        await desk.services.sessions.create("ada", session_id="One", name="One")
        desk.window.sidebar.export_requested.emit("One")
        places = await place_asked(await asked(desk))
        (tmp_path / "link").symlink_to(tmp_path / "target")
        places.fileSelected.emit(str(tmp_path / "link"))
        await until(lambda: any("no ordinary file" in words for words in desk.notices()))
        assert not (tmp_path / "target").exists()
        desk.window.sidebar.export_requested.emit("One")
        dialog = await asked(desk)
        dialog.reject()
        await until(lambda: not any(each.isVisible() for each in desk.window.findChildren(ExportDialog)))
