"""The table's model."""

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from desktop_app.ui.manage_sessions.model import SessionTableModel
from desktop_app.ui.manage_sessions.rows import Column, Tab
from tests.ui.manage_sessions.made_up import NOW, a_row, now

Role = Qt.ItemDataRole


@pytest.fixture
def model() -> SessionTableModel:
    return SessionTableModel(now)


def test_it_behaves_as_a_model_must(model: SessionTableModel) -> None:
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show([a_row("a"), a_row("b", hours=1)], Tab.ACTIVE)
    model.set_sizes({"a": 10})
    model.set_open("b")
    model.show([a_row("b")], Tab.TRASH)
    model.show([], Tab.EXPIRING)
    assert tester.model() is model


def test_a_row_says_what_it_is(model: SessionTableModel) -> None:
    model.show([a_row("tea", hours=24, messages=1200, goes_at=NOW + timedelta(days=3), pinned=True)], Tab.ACTIVE)
    cells = [str(model.index(0, column).data()) for column in Column]
    assert cells[Column.NAME] == "Tea"
    assert cells[Column.PERSONA] == "Assistant"
    assert cells[Column.ACTIVITY].startswith("Yesterday ")
    assert cells[Column.EXPIRES] == "in 3 days"
    assert cells[Column.SIZE] == "…", "not known yet"
    model.set_sizes({"tea": 1200})
    assert model.index(0, Column.SIZE).data() == "1.2 kB"
    assert "2026" in model.index(0, Column.ACTIVITY).data(Role.ToolTipRole)
    for column, alignment in (
        (Column.MESSAGES, Qt.AlignmentFlag.AlignRight),
        (Column.NAME, Qt.AlignmentFlag.AlignLeft),
    ):
        assert model.index(0, column).data(Role.TextAlignmentRole) & alignment


def test_the_open_session_is_said_to_be_open(model: SessionTableModel) -> None:
    model.show([a_row("a"), a_row("b", pinned=True, temporary=True, has_draft=True)], Tab.ACTIVE)
    changed: list[int] = []
    model.dataChanged.connect(lambda top, _bottom: changed.append(top.row()))
    model.set_open("a")
    model.set_open("b")
    spoken = [model.index(row, Column.NAME).data(Role.AccessibleTextRole) for row in range(2)]
    assert spoken == ["A", "B, open now, pinned, temporary, has an unsent draft"]
    assert changed == [0, 0, 1]
    assert model.index(0, Column.PERSONA).data(Role.AccessibleTextRole) is None, "then its text is said"


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (a_row("a", goes_at=None, pinned=True), "Pinned"),
        (a_row("a", goes_at=None, has_draft=True), "draft"),
        (a_row("a", goes_at=None), "settings"),
        (a_row("a", goes_at=None, home=Tab.TRASH), "trash"),
    ],
)
def test_never_is_explained(model: SessionTableModel, row: object, why: str) -> None:
    model.show([row], Tab.ACTIVE)  # type: ignore[list-item]
    assert model.index(0, Column.EXPIRES).data() == "never"
    assert why in model.index(0, Column.EXPIRES).data(Role.ToolTipRole)


def test_the_trash_names_its_column_otherwise(model: SessionTableModel) -> None:
    titles = [model.headerData(column, Qt.Orientation.Horizontal) for column in Column]
    assert titles == ["Name", "Persona", "Created", "Last activity", "Messages", "Expires", "Size"]
    model.show([], Tab.TRASH)
    assert model.headerData(Column.EXPIRES, Qt.Orientation.Horizontal) == "Deleted"
    assert model.headerData(0, Qt.Orientation.Vertical) is None


def test_markup_in_names_is_shown_as_it_is(model: SessionTableModel) -> None:
    model.show([a_row("a", name="<b>&amp;</b>")], Tab.ACTIVE)
    assert "&lt;b>&amp;amp;" in model.index(0, Column.NAME).data(Role.ToolTipRole)
