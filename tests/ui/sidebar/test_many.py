"""A thousand times as many sessions cost the list nothing while it scrolls."""

import pytest
from PySide6.QtCore import QModelIndex, QPersistentModelIndex
from pytestqt.qtbot import QtBot

from desktop_app.ui.sidebar.model import SessionListModel
from desktop_app.ui.sidebar.view import SidebarView
from tests.ui.sidebar.rows import a_row, now


class CountingModel(SessionListModel):
    """Counts what it is asked for."""

    def __init__(self) -> None:
        super().__init__(now)
        self.asked = 0

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = 0) -> object:
        self.asked += 1
        return super().data(index, role)


@pytest.mark.parametrize("count", [60, 20_000])
def test_scrolling_asks_only_for_what_is_seen(qtbot: QtBot, count: int) -> None:
    view = SidebarView()
    qtbot.addWidget(view)
    model = CountingModel()
    model.reset([a_row(f"s{number}", hours=number / 100) for number in range(count)])
    view.set_model(model)
    view.resize(252, 600)
    view.show()
    qtbot.waitExposed(view)
    assert view.list is not None
    view.list.viewport().repaint()
    bar = view.list.verticalScrollBar()
    model.asked = 0
    for place in range(0, bar.maximum(), max(1, bar.maximum() // 10)):
        bar.setValue(place)
        view.list.viewport().repaint()
    assert model.asked < 12 * 12 * 8, "eleven pictures of a dozen rows"
    model.asked = 0
    model.upsert(a_row(f"s{count - 1}", hours=-1))
    qtbot.wait(1)
    view.list.viewport().repaint()
    assert model.asked < 1_000, "a moved row makes the list look for its headings, not at every row"
