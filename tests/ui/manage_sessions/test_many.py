"""Twenty thousand sessions: read in turns with the window's other work, shown by the dozen."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, QPersistentModelIndex
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import insert

from desktop_app.app import open_services
from desktop_app.domain.sessions import Session
from desktop_app.domain.settings import Settings
from desktop_app.engines.scripted import ScriptedEngine
from desktop_app.paths import Paths, prepare
from desktop_app.store.database import Database
from desktop_app.store.schema import sessions
from desktop_app.store.session_rows import values_from
from desktop_app.ui.manage_sessions.arrangement import Order
from desktop_app.ui.manage_sessions.dialog import ManageSessionsDialog
from desktop_app.ui.manage_sessions.model import SessionTableModel
from desktop_app.ui.manage_sessions.rows import Column, ManagedRow, Tab
from desktop_app.ui.manage_sessions.sizes import Sizes
from desktop_app.ui.manage_sessions.view_model import ManageSessionsViewModel
from desktop_app.ui.tasks import Tasks
from tests.support.qt_loop import emitted, until
from tests.support.script import Script
from tests.support.values import a_session
from tests.ui.manage_sessions.conftest import say
from tests.ui.manage_sessions.made_up import a_row, now

MANY = 20_000


class CountingModel(SessionTableModel):
    """Counts what it is asked for."""

    def __init__(self) -> None:
        super().__init__(now)
        self.asked = 0

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = 0) -> object:
        self.asked += 1
        return super().data(index, role)

    def text(self, row: ManagedRow, column: Column) -> str:
        self.asked += 1
        return super().text(row, column)


async def _store(paths: Paths, stored: Sequence[Session]) -> None:
    async with Database.open(paths.database) as database, database.writing() as connection:
        await connection.execute(insert(sessions), [values_from(session) for session in stored])


@pytest.mark.parametrize("count", [60, MANY])
def test_looking_asks_only_for_what_is_seen(qtbot: QtBot, count: int) -> None:
    window = QWidget()
    window.resize(1280, 800)
    qtbot.addWidget(window)
    model = CountingModel()
    dialog = ManageSessionsDialog(model, window)
    model.show([a_row(f"s{number}", hours=number / 100) for number in range(count)], Tab.ACTIVE)
    dialog.show()
    qtbot.waitActive(dialog)
    dialog.table.grab()
    cells = (dialog.table.viewport().height() // 40 + 2) * len(Column)
    model.asked = 0
    dialog.table.grab()
    assert 0 < model.asked <= cells * 6
    model.asked = 0
    dialog.table.selectAll()
    dialog.table.grab()
    assert model.asked <= cells * 8, "however many are chosen"
    assert len(dialog.table.chosen()) == count
    dialog.close()


async def test_reading_many_lets_others_have_their_turns(data_dir: Path) -> None:
    paths = Paths(data_dir, data_dir)
    prepare(paths)
    await _store(paths, [a_session(id="s0", name="Kept"), *(a_session(id=f"s{number}") for number in range(1, 3_000))])
    async with open_services(paths, Settings(user="ada")) as services:
        problems: list[BaseException] = []
        tasks = Tasks(problems.append)
        view_model = ManageSessionsViewModel(services, tasks)
        turns = 0

        async def take_turns() -> None:
            nonlocal turns
            while not view_model.is_loaded:
                turns += 1
                await asyncio.sleep(0)

        view_model.load()
        await take_turns()
        assert turns >= 2 * 3_000 // 250, "a turn after each few hundred rows, read and made"
        assert view_model.table.rowCount() == 3_000
        view_model.search("kept")
        await emitted(view_model.arranged)
        assert [row.id for row in view_model.table.rows()] == ["s0"]
        view_model.choose_order(Order(Column.NAME, descending=True))
        await tasks.aclose()
        assert problems == []


async def test_sizes_are_measured_again_only_where_something_was_said(data_dir: Path) -> None:
    paths = Paths(data_dir, data_dir)
    prepare(paths)
    makers = {"builtin": lambda _choice: ScriptedEngine(Script())}
    async with open_services(paths, Settings(user="ada"), makers=makers) as services:
        for session_id in ("a", "b"):
            await services.sessions.create("ada", session_id=session_id)
            await say(services, session_id, "hello")
        sizes = Sizes(services)
        before = [a_row("a", messages=2), a_row("b", messages=2)]
        await sizes.measure(before)
        first = dict(sizes.known)
        assert set(first) == {"a", "b"}
        for session_id in ("a", "b"):
            await say(services, session_id, "hello")
        await sizes.measure([replace(before[0], messages=4), before[1], a_row("empty", messages=0)])
        assert sizes.known["a"] > first["a"]
        assert sizes.known["b"] == first["b"], "nothing new there, as far as is known"
        assert sizes.known["empty"] == 0


async def test_what_changes_while_all_are_read_is_read_once_more(data_dir: Path) -> None:
    paths = Paths(data_dir, data_dir)
    prepare(paths)
    async with open_services(paths, Settings(user="ada")) as services:
        session = (await services.sessions.create("ada", session_id="s", name="Before")).session
        tasks = Tasks(lambda error: pytest.fail(repr(error)))
        view_model = ManageSessionsViewModel(services, tasks)
        view_model.load()
        await asyncio.sleep(0)
        renamed = await services.sessions.rename("ada", "s", "After")
        view_model.update(renamed)
        view_model.load()
        await until(lambda: [row.name for row in view_model.table.rows()] == ["After"])
        await until(lambda: not tasks.is_running("read all sessions"))
        view_model.update(replace(session, name="Directly"))
        assert [row.name for row in view_model.table.rows()] == ["Directly"]
        await tasks.aclose()
