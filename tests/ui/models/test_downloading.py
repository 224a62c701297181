"""A model fetched on the page, from a server that is started for the test."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from desktop_app.domain.errors import UserError
from tests.servers.file_server import FileServer, silent, whole
from tests.support.desk import Opening
from tests.support.gguf_bytes import Tensor, model
from tests.support.qt_loop import until
from tests.ui.models.test_in_window import LLAMA, page_of, titles

MIB = 1 << 20
OCTETS = model({"general.name": "Fetched"}, [Tensor(dimensions=(256, 1024))], data=256 * 1024 * 4) + bytes(2 * MIB)


@pytest.fixture(autouse=True)
def little_room_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desktop_app.services.downloads._ROOM", 0)


async def test_a_model_is_fetched_and_can_be_chosen(opening: Opening, own_home: Path) -> None:
    async with FileServer(**{"some.gguf": whole(OCTETS)}) as server, opening(engines=LLAMA) as desk:
        page = await page_of(desk)
        page.begin_download()
        page.download_panel.address.setText(server.address("some.gguf"))
        page.download_panel.set_folder("~/mine", str(own_home / "mine"))
        desk.qtbot.mouseClick(page.download_panel.confirm_button, Qt.MouseButton.LeftButton)
        await until(lambda: "some" in titles(page))
        await until(lambda: page.details.title.text() == "some" and page.details.isVisible())
        assert (own_home / "mine" / "some.gguf").read_bytes() == OCTETS
        assert page.use_button.isEnabled()


async def test_it_goes_on_while_the_page_is_closed_and_can_be_stopped(opening: Opening, own_home: Path) -> None:
    async with FileServer(**{"some.gguf": silent}) as server, opening(engines=LLAMA) as desk:
        page = await page_of(desk)
        page.begin_download()
        page.download_panel.address.setText(server.address("some.gguf"))
        desk.qtbot.mouseClick(page.download_panel.confirm_button, Qt.MouseButton.LeftButton)
        await until(lambda: bool(server.received))
        downloads = desk.shell.answering.models.downloads
        page.done(0)
        assert downloads.downloading.is_running()
        page = await page_of(desk)
        assert page.download_panel.address.text() == server.address("some.gguf")
        downloads.downloading.stop()
        await until(lambda: not downloads.downloading.is_running())
        await server.all_gone()


async def test_why_it_failed_stands_where_it_was_asked_for(opening: Opening) -> None:
    async with opening(engines=LLAMA) as desk:
        page = await page_of(desk)
        page.begin_download()
        page.download_panel.address.setText("ftp://example.org/a.gguf")
        desk.qtbot.mouseClick(page.download_panel.confirm_button, Qt.MouseButton.LeftButton)
        sentence = UserError("download_bad_address", address="ftp://example.org/a.gguf").message
        await until(lambda: page.download_panel.problem.text() == sentence)
        assert page.download_panel.confirm_button.isVisible()
