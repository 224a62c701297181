"""Widgets that come and go, read in the order in which they stand."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop_app.ui.widgets.reading_order import ReadingOrder
from tests.support.often import often

COUNT = 8


@pytest.fixture
def pane(qtbot: QtBot) -> QWidget:
    pane = QWidget()
    qtbot.addWidget(pane)
    return pane


@settings(max_examples=often(100), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.lists(st.integers(0, COUNT - 1), unique=True), min_size=1, max_size=6))
def test_whatever_comes_and_goes_is_read_in_its_order(pane: QWidget, steps: list[list[int]]) -> None:
    rows = [QWidget(pane) for _ in range(COUNT)]
    order = ReadingOrder()
    for step in steps:
        wanted = [rows[number] for number in step]
        order.keep(wanted)
        assert [child for child in pane.children() if child in wanted] == wanted
    for row in rows:
        row.setParent(None)


def test_rows_that_scroll_on_are_not_all_stacked_anew(pane: QWidget, qtbot: QtBot) -> None:
    rows = [QWidget(pane) for _ in range(COUNT)]
    order = ReadingOrder()
    order.keep(rows[2:5])
    before = pane.children()
    order.keep(rows[2:5])
    assert pane.children() == before
    order.keep(rows[3:6])
    assert [child for child in pane.children() if child in rows[3:6]] == rows[3:6]
    assert pane.children()[-1] is rows[5]
    order.keep(rows[1:5])
    assert pane.children()[0] is rows[1]
