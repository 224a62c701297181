"""The order of the sessions, and what is said of each."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QAbstractItemModel, QLocale, QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from desktop_app.ui.sidebar.model import SessionListModel
from desktop_app.ui.sidebar.roles import SessionRole
from desktop_app.ui.sidebar.rows import SessionRow, section_of, short_time
from tests.ui.sidebar.rows import NOW, a_row, now


@pytest.fixture
def model(qtbot: QtBot) -> Iterator[SessionListModel]:
    model = SessionListModel(now)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    yield model
    tester.deleteLater()


@pytest.fixture
def english() -> Iterator[None]:
    before = QLocale()
    QLocale.setDefault(QLocale.c())
    yield
    QLocale.setDefault(before)


def ids(model: QAbstractItemModel) -> list[str]:
    return [model.index(row, 0).data(SessionRole.ID) for row in range(model.rowCount(QModelIndex()))]


def test_pinned_come_first_then_the_newest(model: SessionListModel) -> None:
    model.reset([a_row("old", hours=9), a_row("new", hours=1), a_row("kept", hours=99, pinned=True)])
    assert ids(model) == ["kept", "new", "old"]


def test_upsert_adds_moves_and_changes(model: SessionListModel, qtbot: QtBot) -> None:
    model.reset([a_row("a", hours=1), a_row("b", hours=2), a_row("c", hours=3)])
    model.upsert(a_row("d", hours=2.5))
    assert ids(model) == ["a", "b", "d", "c"]
    with qtbot.waitSignal(model.rowsMoved):
        model.upsert(a_row("c"))
    assert ids(model) == ["c", "a", "b", "d"]
    model.upsert(a_row("c", hours=2.2))
    assert ids(model) == ["a", "b", "c", "d"]
    with qtbot.assertNotEmitted(model.rowsMoved), qtbot.waitSignal(model.dataChanged):
        model.upsert(a_row("b", hours=2, name="Renamed"))
    assert ids(model) == ["a", "b", "c", "d"]
    assert model.index(1).data() == "Renamed"


def test_remove_leaves_the_others(model: SessionListModel) -> None:
    model.reset([a_row("a"), a_row("b", hours=1)])
    model.remove("a")
    model.remove("never there")
    assert ids(model) == ["b"]
    assert model.row("a") is None
    assert not model.index_of("a").isValid()


@given(
    st.lists(
        st.tuples(st.sampled_from("abcdef"), st.integers(0, 5), st.booleans(), st.booleans()), min_size=1, max_size=30
    )
)
def test_any_changes_leave_the_right_order(changes: list[tuple[str, int, bool, bool]]) -> None:
    model = SessionListModel(now)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    expected: dict[str, SessionRow] = {}
    for session_id, hours, pinned, removed in changes:
        if removed:
            model.remove(session_id)
            expected.pop(session_id, None)
        else:
            row = a_row(session_id, hours=hours, pinned=pinned)
            model.upsert(row)
            expected[session_id] = row
    in_order = sorted(expected.values(), key=lambda row: (not row.pinned, -row.last_activity.timestamp(), row.id))
    assert ids(model) == [row.id for row in in_order]
    tester.deleteLater()


def test_a_screen_reader_hears_name_and_marks(model: SessionListModel) -> None:
    soon = NOW + timedelta(hours=3)
    model.reset([a_row("a", name="Tea", preview="Boil water", pinned=True, has_draft=True, expires_at=soon)])
    index = model.index(0)
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "Tea"
    spoken = index.data(Qt.ItemDataRole.AccessibleDescriptionRole)
    for words in ("Assistant", "pinned", "unsent draft", "trash within a day", "Boil water"):
        assert words in spoken


def test_a_tooltip_shows_markup_as_letters(model: SessionListModel) -> None:
    model.reset([a_row("a", name="<img src=/etc/passwd>")])
    tooltip = model.index(0).data(Qt.ItemDataRole.ToolTipRole)
    assert "<img" not in tooltip
    assert "&lt;img" in tooltip


@pytest.mark.parametrize(
    ("days", "heading"),
    [
        (0, "Today"),
        (-1, "Today"),
        (1, "Yesterday"),
        (7, "Previous 7 days"),
        (8, "May"),
        (40, "April"),
        (300, "July 2025"),
    ],
)
def test_headings_follow_the_calendar(english: None, days: int, heading: str) -> None:
    row = replace(a_row("a"), last_activity=NOW - timedelta(days=days))
    assert section_of(row, NOW) == heading
    assert section_of(replace(row, pinned=True), NOW) == "Pinned"


def test_short_times(english: None) -> None:
    here = NOW.astimezone()
    assert short_time(NOW, NOW) == f"{here.hour:02}:{here.minute:02}"
    assert short_time(NOW - timedelta(days=3), NOW) == (here - timedelta(days=3)).strftime("%a")
    assert short_time(NOW - timedelta(days=40), NOW) == (here - timedelta(days=40)).strftime("%-d %b")
    assert short_time(NOW - timedelta(days=400), NOW) == "Apr 2025"


def test_times_are_shown_anew_each_hour(qtbot: QtBot) -> None:
    moments = [NOW]
    model = SessionListModel(lambda: moments[0])
    model.reset([a_row("a")])
    with qtbot.assertNotEmitted(model.dataChanged):
        model.refresh_times()
    moments[0] = datetime(2026, 5, 21, 12, 0, tzinfo=UTC)
    with qtbot.waitSignal(model.dataChanged):
        model.refresh_times()
    assert model.index(0).data(SessionRole.SECTION) == "Yesterday"


def test_further_rows_join_at_the_end_once(model: SessionListModel, qtbot: QtBot) -> None:
    model.reset([a_row("a", hours=1), a_row("b", hours=2)])
    model.set_has_more(True)
    assert model.canFetchMore(QModelIndex())
    with qtbot.waitSignal(model.more_wanted):
        model.fetchMore(QModelIndex())
    assert not model.canFetchMore(QModelIndex())
    model.append([a_row("b", hours=2), a_row("d", hours=4), a_row("c", hours=3)])
    assert ids(model) == ["a", "b", "c", "d"]
    model.upsert(a_row("late", hours=5.5))
    model.append([a_row("e", hours=5), a_row("f", hours=6)])
    assert ids(model) == ["a", "b", "c", "d", "e", "late", "f"]
