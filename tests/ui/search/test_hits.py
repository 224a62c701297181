"""The list of hits under keys, pointer and screen reader."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QAbstractItemModelTester, QTest
from pytestqt.qtbot import QtBot

from desktop_app.domain.found import MessageHit, SessionHit
from desktop_app.domain.search import parse_query
from desktop_app.ui.search.hit_list import HitList
from desktop_app.ui.search.model import FoundModel, FoundRow
from tests.ui.sidebar.rows import NOW, now

MOMENT = int(NOW.timestamp() * 1_000_000)


def a_message(number: int, text: str, role: str = "user", name: str = "Garden", query: str = "rose") -> FoundRow:
    terms = parse_query(query).terms
    return FoundRow(MessageHit(number, "s", role, MOMENT, text, name, None, "sakura", terms), "🌸")


def a_session(name: str, query: str = "rose") -> FoundRow:
    return FoundRow(SessionHit(name, MOMENT, name, None, "sakura", "Last words", parse_query(query).terms), "🌸")


ROWS = [a_session("Roses"), a_message(7, "Where do roses grow?"), a_message(8, "Roses grow here.", "assistant")]


@pytest.fixture
def model(qtbot: QtBot) -> Iterator[FoundModel]:
    model = FoundModel(now)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show(ROWS)
    yield model
    tester.deleteLater()


@pytest.fixture
def hits(model: FoundModel, qtbot: QtBot) -> HitList:
    hits = HitList(model)
    qtbot.addWidget(hits)
    hits.resize(252, 500)
    hits.show()
    qtbot.waitExposed(hits)
    return hits


def test_sessions_stand_before_messages(hits: HitList) -> None:
    assert hits.headings() == ["Sessions", "Messages"]


def test_what_a_screen_reader_finds(hits: HitList, qtbot: QtBot) -> None:
    found = QAccessible.queryAccessibleInterface(hits)
    assert found.role() == QAccessible.Role.List
    assert [found.child(row).text(QAccessible.Text.Name) for row in range(3)] == [
        "Roses",
        "user in Garden: Where do roses grow?",
        "assistant in Garden: Roses grow here.",
    ]
    with qtbot.waitSignal(hits.chosen) as chosen:
        found.selectionInterface().select(found.child(1))
    assert chosen.args[0].message_id == 7


def test_keys_move_and_only_enter_chooses(hits: HitList, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(hits.chosen, wait=20):
        hits.enter()
        assert hits.hasFocus()
        QTest.keyClick(hits, Qt.Key.Key_Down)
    with qtbot.waitSignal(hits.chosen) as chosen:
        QTest.keyClick(hits, Qt.Key.Key_Return)
    assert chosen.args[0].message_id == 7
    QTest.keyClick(hits, Qt.Key.Key_Up)
    with qtbot.waitSignal(hits.left):
        QTest.keyClick(hits, Qt.Key.Key_Up)


def test_a_click_chooses_once(hits: HitList, model: FoundModel, qtbot: QtBot) -> None:
    chosen: list[object] = []
    hits.chosen.connect(chosen.append)
    QTest.mouseClick(hits.viewport(), Qt.MouseButton.LeftButton, pos=hits.visualRect(model.index(2, 0)).center())
    assert chosen == [ROWS[2].hit]


def test_the_same_hits_again_leave_the_selection(hits: HitList, model: FoundModel) -> None:
    hits.enter()
    QTest.keyClick(hits, Qt.Key.Key_Down)
    model.show(list(ROWS))
    assert hits.currentIndex().row() == 1
    model.show(ROWS[:1])
    assert not hits.currentIndex().isValid()


def test_nothing_found_is_nothing_to_enter(hits: HitList, model: FoundModel) -> None:
    model.show([])
    hits.set_words("zebra")
    with_words = hits.grab().toImage()
    hits.set_words("z")
    assert hits.grab().toImage() != with_words, "what was looked for is said"
    without_words = hits.grab().toImage()
    hits.set_words("z", complete=False)
    assert hits.grab().toImage() != without_words, "and whether everything could be looked through"
    hits.enter()
    assert not hits.currentIndex().isValid()


def test_every_kind_of_row_is_painted(hits: HitList, model: FoundModel) -> None:
    texts = ["rose " * 500, "x" * 5_000, "", "排序 rose 🌸 " * 40, "الترتيب rose"]
    model.show([a_message(n, text, name="N" * 200 * (n % 2)) for n, text in enumerate(texts)] + [a_session("x" * 300)])
    plain = hits.grab().toImage()
    model.show([a_message(n, text, name="N" * 200 * (n % 2), query="nothing") for n, text in enumerate(texts)])
    assert hits.grab().toImage() != plain, "what was found is marked"


@pytest.mark.parametrize(
    ("name", "title", "query", "shown", "spoken"),
    [
        ("Spring plans", "Where do roses grow?", "rose", "Where do roses grow?", "Spring plans, by its title: "),
        ("Spring plans", "Where do roses grow?", "plans rose", "Where do roses grow?", "Spring plans, by its title: "),
        ("Spring roses", "Where do roses grow?", "rose", "Last words", "Spring roses"),
        (None, "Where do roses grow?", "rose", "Last words", "Where do roses grow?"),
        ("Spring plans", "Where do roses grow?", "is:pinned", "Last words", "Spring plans"),
    ],
)
def test_a_session_says_by_what_it_was_found(name: str | None, title: str, query: str, shown: str, spoken: str) -> None:
    terms = parse_query(query).terms
    row = FoundRow(SessionHit("s", MOMENT, name, title, "sakura", "Last words", terms), "🌸")
    assert row.words.text == shown
    assert [row.words.text[start:end] for start, end in row.words.ranges] == (["roses"] if "Where" in shown else [])
    model = FoundModel(now)
    model.show([row])
    assert str(model.index(0, 0).data()).startswith(spoken)
