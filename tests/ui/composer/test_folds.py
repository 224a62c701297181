"""Long pastes fold into chips; what is sent and copied holds every letter of them, in its place."""

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.ui.composer.editor import MessageEditor
from desktop_app.ui.composer.fold_chip import FoldChip
from desktop_app.ui.composer.view import Composer
from desktop_app.ui.composer.written import Written
from tests.support.often import often

LINES = "\n".join(f"line {number}" for number in range(120))


@pytest.fixture
def composer(qtbot: QtBot) -> Composer:
    composer = Composer()
    qtbot.addWidget(composer)
    composer.resize(700, 200)
    composer.set_room(600)
    composer.set_ready(True)
    composer.show()
    composer.focus()
    return composer


def paste(editor: MessageEditor, text: str) -> None:
    copied = QMimeData()
    copied.setText(text)
    editor.insertFromMimeData(copied)


def chips(composer: Composer) -> list[FoldChip]:
    found = [chip for chip in composer.findChildren(FoldChip) if not chip.isHidden()]
    return sorted(found, key=lambda chip: (chip.y(), chip.x()))


def names(composer: Composer) -> list[str]:
    return [chip.accessibleName() for chip in chips(composer)]


def test_long_pastes_fold_and_keep_their_order(composer: Composer, qtbot: QtBot) -> None:
    QTest.keyClicks(composer.editor, "Look: ")
    paste(composer.editor, LINES)
    QTest.keyClicks(composer.editor, " and ")
    paste(composer.editor, "x" * 2_001)
    QTest.keyClicks(composer.editor, " please")
    assert names(composer) == ["Pasted text, 120 lines", "Pasted text, 2001 characters"]
    assert composer.written().text == f"Look: {LINES} and {'x' * 2_001} please"
    with qtbot.waitSignal(composer.sent) as sent:
        QTest.keyClick(composer.editor, Qt.Key.Key_Return)
    assert sent.args == [Written(f"Look: {LINES} and {'x' * 2_001} please")]
    composer.clear(sent.args[0])
    assert names(composer) == []
    assert composer.text() == ""


def test_short_pastes_are_seen(composer: Composer) -> None:
    paste(composer.editor, "x" * 2_000)
    paste(composer.editor, "\n" * 29)
    assert names(composer) == []


def test_a_folded_line_is_no_higher_than_another(composer: Composer) -> None:
    QTest.keyClicks(composer.editor, "a")
    one = composer.editor.height()
    paste(composer.editor, LINES)
    assert composer.editor.height() == one
    (chip,) = chips(composer)
    assert chip.height() <= composer.editor.height()


@pytest.mark.parametrize("press", [Qt.Key.Key_Return, Qt.Key.Key_Space])
def test_a_chip_unfolds_where_it_is_and_folds_again_by_undo(composer: Composer, press: Qt.Key) -> None:
    QTest.keyClicks(composer.editor, "before ")
    paste(composer.editor, LINES)
    QTest.keyClicks(composer.editor, " after")
    (chip,) = chips(composer)
    chip.setFocus()
    QTest.keyClick(chip, press)
    assert names(composer) == []
    assert composer.editor.toPlainText() == f"before {LINES} after"
    composer.editor.undo()
    assert names(composer) == ["Pasted text, 120 lines"]
    assert composer.text() == f"before {LINES} after"


def test_backspace_takes_it_out_and_undo_brings_it_back(composer: Composer) -> None:
    QTest.keyClicks(composer.editor, "a")
    paste(composer.editor, LINES)
    QTest.keyClick(composer.editor, Qt.Key.Key_Backspace)
    assert (composer.text(), names(composer)) == ("a", [])
    QTest.keyClick(composer.editor, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert (composer.text(), len(names(composer))) == (f"a{LINES}", 1)
    (chip,) = chips(composer)
    QTest.keyClick(chip, Qt.Key.Key_Delete)
    assert (composer.text(), names(composer)) == ("a", [])


def test_tab_leads_over_the_chips_in_their_order(composer: Composer, qtbot: QtBot) -> None:
    paste(composer.editor, LINES)
    composer.editor.moveCursor(QTextCursor.MoveOperation.Start)
    paste(composer.editor, "x" * 3_000)
    composer.activateWindow()
    composer.focus()
    qtbot.waitUntil(composer.editor.hasFocus)
    first, second = chips(composer)
    assert first.accessibleName() == "Pasted text, 3000 characters"
    QTest.keyClick(composer.editor, Qt.Key.Key_Tab)
    assert first.hasFocus()
    QTest.keyClick(first, Qt.Key.Key_Tab)
    assert second.hasFocus()
    assert composer.editor.accessibleDescription() == "Pasted text, 3000 characters, Pasted text, 120 lines"


def test_no_chip_is_wider_than_a_line(composer: Composer, qtbot: QtBot) -> None:
    paste(composer.editor, LINES)
    (chip,) = chips(composer)
    wide = chip.width()
    composer.resize(240, 200)
    qtbot.waitUntil(lambda: chip.width() < wide)
    assert chip.geometry().right() <= composer.editor.viewport().width()
    composer.resize(700, 200)
    qtbot.waitUntil(lambda: chip.width() == wide)


def test_a_selected_chip_looks_selected(composer: Composer) -> None:
    paste(composer.editor, LINES)
    (chip,) = chips(composer)
    before = chip.grab().toImage()
    composer.editor.selectAll()
    assert chip.grab().toImage() != before
    composer.editor.moveCursor(QTextCursor.MoveOperation.End)
    assert chip.grab().toImage() == before


def test_what_is_cut_and_pasted_folds_again(composer: Composer) -> None:
    paste(composer.editor, LINES)
    QTest.keyClicks(composer.editor, " b")
    composer.editor.selectAll()
    composer.editor.cut()
    assert composer.text() == ""
    assert QApplication.clipboard().text() == f"{LINES} b"
    composer.editor.paste()
    assert composer.text() == f"{LINES} b"
    assert names(composer) == ["Pasted text, 120 lines"]


def test_what_only_looks_like_a_folded_text_is_left_alone(composer: Composer) -> None:
    QTest.keyClicks(composer.editor, "a")
    paste(composer.editor, "\ufffc")
    paste(composer.editor, LINES)
    paste(composer.editor, "\ufffc\u00a0🙂\u2028b")
    assert composer.text() == f"a\ufffc{LINES}\ufffc\u00a0🙂\u2028b"
    assert len(names(composer)) == 1


def test_a_long_draft_folds_and_cannot_be_undone_away(composer: Composer) -> None:
    long = "word " * 5_000
    composer.set_written(Written(long))
    assert names(composer) == ["Long text, 25000 characters"]
    assert composer.text() == long
    composer.editor.undo()
    assert composer.text() == long
    composer.set_written(Written("short"))
    assert (composer.text(), names(composer)) == ("short", [])


def test_a_text_too_long_to_be_seen_stays_folded(composer: Composer) -> None:
    paste(composer.editor, "x" * 600_000)
    (chip,) = chips(composer)
    chip.click()
    assert len(names(composer)) == 1
    assert len(composer.text()) == 600_000


Do = Callable[[MessageEditor, list[str]], None]
_SEEN = st.text(st.characters(exclude_characters="\r\n\u2029\ufdd0\ufdd1", exclude_categories=["Cs"]), max_size=8)
_WITHIN_PLANE = _SEEN.map(lambda text: "".join(char for char in text if ord(char) < 0x10000))
_FOLDED = st.text(max_size=20).map(lambda text: text + "\n" * 30)


def _at(editor: MessageEditor, units: list[str], where: int) -> int:
    place = where % (len(units) + 1)
    cursor = editor.textCursor()
    cursor.setPosition(place)
    editor.setTextCursor(cursor)
    return place


def _typed(where: int, text: str) -> Do:
    def do(editor: MessageEditor, units: list[str]) -> None:
        place = _at(editor, units, where)
        editor.insertPlainText(text)
        units[place:place] = list(text)

    return do


def _pasted(where: int, text: str) -> Do:
    def do(editor: MessageEditor, units: list[str]) -> None:
        place = _at(editor, units, where)
        paste(editor, text)
        units[place:place] = [text]

    return do


def _deleted(where: int, _text: str) -> Do:
    def do(editor: MessageEditor, units: list[str]) -> None:
        place = _at(editor, units, where)
        editor.textCursor().deletePreviousChar()
        del units[max(place - 1, 0) : place]

    return do


def _taken_back(_where: int, _text: str) -> Do:
    def do(editor: MessageEditor, _units: list[str]) -> None:
        cursor = editor.textCursor()
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.beginEditBlock()  # else Qt takes back what came before it as well
        cursor.insertText("something else")
        cursor.endEditBlock()
        editor.undo()

    return do


_STEP = st.one_of(
    st.builds(_typed, st.integers(0, 50), _WITHIN_PLANE),
    st.builds(_pasted, st.integers(0, 50), _FOLDED),
    st.builds(_deleted, st.integers(0, 50), st.just("")),
    st.builds(_taken_back, st.just(0), st.just("")),
)


@settings(deadline=None, max_examples=often(60), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(_STEP, max_size=12))
def test_text_out_is_text_in(composer: Composer, steps: list[Do]) -> None:
    composer.set_written(Written())
    units: list[str] = []
    for step in steps:
        step(composer.editor, units)
        assert composer.editor.text() == "".join(units)
    composer.set_written(Written(composer.text()))
    expected = "".join(units)
    assert composer.text() == (expected if len(expected) > 20_000 else _as_seen(expected))


def _as_seen(text: str) -> str:
    """Return a text as an editor holds it: lines end in one way there."""
    for ending in ("\r\n", "\r", "\u2029", "\ufdd0", "\ufdd1"):
        text = text.replace(ending, "\n")
    return text
