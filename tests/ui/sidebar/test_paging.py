"""The sidebar reads as much of a long list as is looked at."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex

from bench.data import fill
from desktop_app.app import open_services
from desktop_app.domain.settings import Settings
from desktop_app.paths import Paths
from desktop_app.ui.sidebar.view import SidebarView
from desktop_app.ui.sidebar.view_model import SidebarViewModel
from desktop_app.ui.tasks import Tasks
from tests.support.qt_loop import until

_SESSIONS = 1_000


@pytest.fixture
def user(data_dir: Path) -> str:
    return fill(data_dir, _SESSIONS)


async def test_a_long_list_is_read_as_it_is_scrolled(data_dir: Path, user: str) -> None:
    problems: list[BaseException] = []
    tasks = Tasks(problems.append)
    async with open_services(Paths(data_dir, data_dir), Settings(user=user)) as services:
        sidebar, view_model = SidebarView(), SidebarViewModel(services, tasks)
        model = view_model.sessions
        sidebar.set_model(model)
        sidebar.resize(280, 600)
        sidebar.show()
        view_model.refresh()
        await until(lambda: model.rowCount() > 0)
        first = model.rowCount()
        assert first < _SESSIONS / 2
        assert sidebar.list is not None
        bar = sidebar.list.verticalScrollBar()

        def scrolled_to_the_end() -> bool:
            bar.setValue(bar.maximum())
            return model.rowCount() == _SESSIONS

        await until(scrolled_to_the_end)
        assert not model.canFetchMore(QModelIndex())
        with closing(sqlite3.connect(data_dir / "parley.db")) as store:
            stored = [row for (row,) in store.execute("SELECT id FROM sessions ORDER BY last_activity_at DESC")]
        shown = [view.id for view in (model.row(session) for session in stored) if view is not None]
        assert sorted(shown) == sorted(stored)
        view_model.refresh()
        await until(lambda: model.rowCount() == _SESSIONS)
        await tasks.aclose()
        sidebar.close()
    assert not problems
