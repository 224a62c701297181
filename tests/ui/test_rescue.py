"""The window over a chat file that cannot be opened: a sentence, two buttons, and the chats back if they can be."""

import asyncio
import hashlib
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from desktop_app.app import open_services
from desktop_app.domain.settings import Settings
from desktop_app.paths import Paths, prepare
from desktop_app.services.salvage import SalvageService
from desktop_app.ui.application import Application
from desktop_app.ui.main_window.view import MainWindow
from desktop_app.window import WindowLifecycle
from tests.support.clock import FakeClock
from tests.support.invariants import assert_invariants
from tests.support.qt_loop import until
from tests.support.stores import make_store


class Trial:
    """A window at work on a data folder."""

    def __init__(self, qapp: QApplication, qtbot: QtBot, data_dir: Path) -> None:
        assert isinstance(qapp, Application)
        paths, settings, clock = Paths(data_dir, data_dir), Settings(user="ada"), FakeClock()
        prepare(paths)
        self.file = paths.database
        self._qtbot = qtbot
        self.lifecycle = WindowLifecycle(
            qapp,
            lambda: open_services(paths, settings, clock),
            lambda: SalvageService(paths.database, "ada", clock),
            data_dir,
        )
        self.window = self._new_window()

    def _new_window(self) -> MainWindow:
        window = MainWindow()
        self._qtbot.addWidget(window)
        window.show()
        return window

    def begin(self) -> "asyncio.Future[bool]":
        return asyncio.ensure_future(self.lifecycle.run(self.window))

    def begin_again(self) -> "asyncio.Future[bool]":
        self.window.deleteLater()
        self.window = self._new_window()
        return self.begin()

    def buttons(self) -> list[str]:
        return [button.accessibleName() for button in self._buttons()]

    def _buttons(self) -> list[QPushButton]:
        found = self.window.notices.findChildren(QPushButton)
        return [button for button in found if button.isVisible() and button.accessibleName() != "Dismiss"]

    def press(self, name: str) -> None:
        (button,) = [button for button in self._buttons() if button.accessibleName() == name]
        self._qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    async def says(self, words: str) -> None:
        await until(lambda: any(words in text for text in self.window.notices.texts()))

    async def end(self, work: "asyncio.Future[bool]") -> None:
        self.window.close()
        assert await work


@pytest.fixture
def trial(qapp: QApplication, qtbot: QtBot, data_dir: Path) -> Callable[[], Trial]:
    return lambda: Trial(qapp, qtbot, data_dir)


async def test_a_damaged_file_is_repaired_and_opened(trial: Callable[[], Trial], data_dir: Path) -> None:
    make_store(data_dir / "parley.db", 200, sessions=5)
    with (data_dir / "parley.db").open("r+b") as file:
        file.write(b"\xff" * 100)
    desk = trial()
    work = desk.begin()
    await desk.says("The chat file is damaged. It was left as it is.")
    assert desk.buttons() == ["Repair", "Open folder"]
    desk.press("Repair")
    await desk.says("Recovered 200 of 200 messages. The damaged file is kept as parley.damaged-")
    await until(lambda: desk.window.windowTitle() != "Parley")
    await desk.end(work)
    assert desk.lifecycle.exit_code == 0
    assert_invariants(data_dir)


async def test_waved_away_it_is_said_again_and_the_folder_can_be_looked_at(
    trial: Callable[[], Trial], data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()))
    data_dir.mkdir(mode=0o700)
    (data_dir / "parley.db").write_text("no database at all\n" * 300)
    desk = trial()
    work = desk.begin()
    await desk.says("is damaged")
    desk.press("Open folder")
    await until(lambda: opened == [str(data_dir)])
    await desk.says("is damaged")
    desk.press("Repair")
    await desk.says("Nothing can be read in the chat file.")
    assert desk.buttons() == ["Start anew", "Open folder"]
    desk.press("Start anew")
    await desk.says("A fresh chat file was made. What was there is kept as parley.damaged-")
    await desk.end(work)
    assert (next(data_dir.glob("parley.damaged-*.db"))).read_text().startswith("no database")


async def test_a_file_of_a_newer_version_is_left_exactly_as_it_is(trial: Callable[[], Trial], data_dir: Path) -> None:
    make_store(data_dir / "parley.db", 20, sessions=2)
    with closing(sqlite3.connect(data_dir / "parley.db")) as store:
        store.execute("UPDATE alembic_version SET version_num = '0999'")
        store.commit()
    before = _state(data_dir / "parley.db")
    desk = trial()
    work = desk.begin()
    await desk.says("made by a newer version of Parley (schema 0999)")
    assert desk.buttons() == ["Open folder", "Quit"]
    desk.press("Quit")
    assert await work
    assert desk.lifecycle.exit_code == 1
    assert _state(data_dir / "parley.db") == before


async def test_a_file_that_is_gone_is_not_replaced_in_silence(trial: Callable[[], Trial], data_dir: Path) -> None:
    make_store(data_dir / "parley.db", 40, sessions=2)
    async with open_services(Paths(data_dir, data_dir), Settings(user="ada"), FakeClock()):
        pass
    kept = (data_dir / "parley.db").rename(data_dir / "elsewhere.db")
    desk = trial()
    work = desk.begin()
    await desk.says("is gone or empty, but 40 messages in 2 sessions were in it")
    assert desk.buttons() == ["Start anew", "Try again"]
    assert not (data_dir / "parley.db").exists()
    kept.rename(data_dir / "parley.db")
    desk.press("Try again")
    await until(lambda: desk.window.windowTitle() != "Parley")
    await desk.end(work)
    assert_invariants(data_dir)


async def test_what_a_repair_could_not_bring_back_comes_from_the_last_backup(
    trial: Callable[[], Trial], data_dir: Path
) -> None:
    make_store(data_dir / "parley.db", 200, sessions=5)
    paths = Paths(data_dir, data_dir)
    async with open_services(paths, Settings(user="ada"), FakeClock()) as services:
        await services.backup.create()
    (data_dir / "parley.db").unlink()
    desk = trial()
    work = desk.begin()
    await desk.says("is gone or empty")
    desk.press("Start anew")
    await desk.says("A fresh chat file was made. The last backup is of ")
    assert desk.buttons() == ["Restore backup", "Open folder"]
    desk.press("Restore backup")
    await desk.says("Brought back from the backup: 200 messages, 5 sessions.")
    assert len(desk.window.notices.texts()) == 1
    await desk.end(work)
    assert_invariants(data_dir)


async def test_damage_that_shows_later_is_told_and_repaired_in_a_window_of_its_own(
    trial: Callable[[], Trial], data_dir: Path
) -> None:
    make_store(data_dir / "parley.db", 200, sessions=5)
    content = (data_dir / "parley.db").read_bytes()
    with closing(sqlite3.connect(data_dir / "parley.db")) as store:
        ((text,),) = store.execute("SELECT content FROM messages WHERE id = 77").fetchall()
    other = chr(ord(text[-1]) ^ 1)
    (data_dir / "parley.db").write_bytes(content.replace(text.encode(), (text[:-1] + other).encode(), 1))
    desk = trial()
    work = desk.begin()
    await desk.says("One message was changed on the disk.")
    desk.press("Repair")
    assert not await work
    work = desk.begin_again()
    await desk.says("The chat file is damaged.")
    desk.press("Repair")
    await desk.says("Recovered 200 of 200 messages.")
    await desk.says("One text was changed on the disk.")
    await desk.end(work)
    assert_invariants(data_dir)


async def test_a_missing_index_is_made_again_while_everything_can_be_read(
    trial: Callable[[], Trial], data_dir: Path
) -> None:
    make_store(data_dir / "parley.db", 200, sessions=5)
    with closing(sqlite3.connect(data_dir / "parley.db")) as store:
        for name in ("messages_fts", "sessions_fts"):
            store.execute(f"DROP TABLE {name}")
        store.commit()
    desk = trial()
    work = desk.begin()
    await until(lambda: desk.window.windowTitle() != "Parley")
    await until(lambda: _indexed(data_dir / "parley.db") == 200)
    await desk.end(work)
    assert_invariants(data_dir)


def _indexed(file: Path) -> int:
    with closing(sqlite3.connect(file)) as store:
        ((count,),) = store.execute("SELECT count(*) FROM messages_fts_docsize").fetchall()
    return int(count)


def _state(file: Path) -> tuple[str, int, list[str]]:
    there = [name for name in ("parley.db-wal", "parley.db-shm") if file.with_name(name).exists()]
    return hashlib.sha256(file.read_bytes()).hexdigest(), file.stat().st_mtime_ns, there
