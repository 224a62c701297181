"""The blocks of messages as widgets: what is folded, wrapped or scrolled, and what stays so."""

from typing import TypeVar

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QPushButton, QTextEdit, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.domain.formulas import FormulaDrawing
from desktop_app.domain.messages import MessageStatus
from desktop_app.ui.transcript.model import TranscriptModel
from desktop_app.ui.transcript.row import MessageRow
from desktop_app.ui.transcript.thoughts import ThoughtBlock
from desktop_app.ui.transcript.view import TranscriptView
from desktop_app.ui.widgets.code_block import CodeBlock
from desktop_app.ui.widgets.pictured_text import OBJECT
from desktop_app.ui.widgets.plain_text import plain_text
from desktop_app.ui.widgets.table_block import TableBlock
from tests.support.messages import a_conversation, a_message

Kind = TypeVar("Kind", bound=QWidget)
Shown = tuple[TranscriptView, TranscriptModel]
LONG = "```py\n" + "\n".join(f"line_{number} = {number}" for number in range(120)) + "\n```"
WIDE = "```py\n" + "x = " + "1 + " * 200 + "1\n```"
TABLE = "| n | words |\n|---|---|\n" + "".join(f"| {number} | row {number} |\n" for number in range(250))
DRAWN = FormulaDrawing("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><path d='M0 0h9v9z'/></svg>", 1, 1, 0)


@pytest.fixture
def shown(qtbot: QtBot) -> Shown:
    view, model = TranscriptView(), TranscriptModel()
    qtbot.addWidget(view)
    view.resize(900, 600)
    view.set_model(model)
    view.show()
    return view, model


def only(view: TranscriptView, kind: type[Kind]) -> Kind:
    """Return the one widget of a kind that is seen in the last row."""
    rows = [row for row in view.shown_rows().values() if isinstance(row, MessageRow)]
    (widget,) = [widget for widget in rows[-1].findChildren(kind) if widget.isVisible()]
    return widget


def button(widget: QWidget, name: str) -> QAbstractButton:
    (found,) = [each for each in widget.findChildren(QAbstractButton) if name in each.accessibleName()]
    return found


def test_long_code_is_folded_until_all_of_it_is_wanted(shown: Shown) -> None:
    view, model = shown
    model.reset([a_message(2, LONG)])
    code = only(view, CodeBlock)
    height = code.height()
    assert "line_39 " in code.text.toPlainText()
    assert "line_40 " not in code.text.toPlainText()
    button(code, "Show all 120 lines").click()
    assert "line_119 " in code.text.toPlainText()
    assert code.height() > 2 * height
    button(code, "Show less").click()
    assert code.height() == height
    button(code, "Copy code").click()
    assert "line_119 = 119" in QGuiApplication.clipboard().text()


def test_very_long_code_is_unfolded_a_part_at_a_time(shown: Shown, qtbot: QtBot) -> None:
    view, model = shown
    model.reset([a_message(2, "```\n" + "x\n" * 5_000 + "```")])
    qtbot.waitUntil(lambda: any("5,000" in each.text() for each in only(view, CodeBlock).findChildren(QPushButton)))
    code = only(view, CodeBlock)
    button(code, "Show 2,000 more of 5,000 lines").click()
    assert code.text.document().blockCount() == 2_040


def test_what_was_unfolded_and_wrapped_stays_so_while_rows_come_and_go(shown: Shown) -> None:
    view, model = shown
    model.reset([*a_conversation(100), a_message(102, LONG + "\n\n" + WIDE)])
    rows = [row for row in view.shown_rows().values() if isinstance(row, MessageRow)]
    long, wide = rows[-1].findChildren(CodeBlock)
    button(long, "Show all").click()
    button(wide, "Wrap").click()
    heights = long.height(), wide.height()
    view.verticalScrollBar().setValue(0)
    assert 100 not in view.shown_rows()
    view.scroll_to_end()
    rows = [row for row in view.shown_rows().values() if isinstance(row, MessageRow)]
    again = [code for code in rows[-1].findChildren(CodeBlock) if code.isVisible()]
    assert (again[0].height(), again[1].height()) == heights
    assert button(again[1], "Wrap").isChecked()


def test_wide_code_is_scrolled_by_keys_and_by_the_wheel_with_shift(shown: Shown) -> None:
    view, model = shown
    model.reset([a_message(2, WIDE)])
    code = only(view, CodeBlock)
    bar = code.text.horizontalScrollBar()
    assert code.text.focusPolicy() & Qt.FocusPolicy.TabFocus
    QTest.keyClick(code.text, Qt.Key.Key_Right)
    assert bar.value() > 0
    QTest.keyClick(code.text, Qt.Key.Key_End)
    assert bar.value() == bar.maximum()
    QTest.keyClick(code.text, Qt.Key.Key_Home)
    assert bar.value() == 0
    shift, none = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.NoModifier
    for keys, moves in ((none, False), (shift, True)):
        turn = QWheelEvent(
            QPointF(5, 5),
            QPointF(5, 5),
            QPoint(),
            QPoint(0, -120),
            Qt.MouseButton.NoButton,
            keys,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(code.text.viewport(), turn)
        assert (bar.value() > 0) is moves


def test_code_runs_from_left_to_right_whatever_it_says(shown: Shown) -> None:
    view, model = shown
    model.reset([a_message(2, "```\nשלום = 1\n```")])
    block = only(view, CodeBlock).text.document().begin()
    assert block.layout().textOption().textDirection() == Qt.LayoutDirection.LeftToRight


def test_each_paragraph_and_item_has_its_own_direction(shown: Shown) -> None:
    view, model = shown
    model.reset([a_message(2, "hello שלום\n\nשלום hello\n\n- مرحبا\n- one\n\n1. 中文")])
    block, directions = only(view, QTextEdit).document().begin(), []
    while block.isValid():
        directions.append(block.textDirection() == Qt.LayoutDirection.RightToLeft)
        block = block.next()
    assert directions == [False, True, True, False, False]


def test_a_long_table_shows_its_first_rows_until_all_are_wanted(shown: Shown) -> None:
    view, model = shown
    model.reset([a_message(2, TABLE)])
    table = only(view, TableBlock)
    assert "row 199" in table.text.toPlainText()
    assert "row 200" not in table.text.toPlainText()
    button(table, "Show all 250 rows").click()
    assert "row 249" in table.text.toPlainText()
    button(table, "Show less").click()
    assert "row 200" not in table.text.toPlainText()


def test_a_wide_table_scrolls_and_a_small_one_does_not(shown: Shown) -> None:
    view, model = shown
    for columns, wide in ((3, False), (30, True)):
        line = "| words here " * columns + "|\n"
        model.reset([a_message(2, line + "|---" * columns + "|\n" + line)])
        table = only(view, TableBlock)
        assert table.text.overflows is wide
        assert table.width() <= 760
        assert (table.text.horizontalScrollBar().maximum() > 0) is wide


def test_thoughts_are_folded_and_say_that_they_grow(shown: Shown) -> None:
    view, model = shown
    answer = a_message(2, "<think>one two", status=MessageStatus.STREAMING)
    model.reset([answer])
    thought = only(view, ThoughtBlock)
    assert button(thought, "Thinking … 2 words").isVisible()
    model.replace(answer._replace(content="<think>one two **three**"))
    button(thought, "Thinking … 3 words").click()
    assert "one two three" in only(view, QTextEdit).toPlainText()
    model.replace(answer._replace(content="<think>one two **three** four</think>", status=MessageStatus.COMPLETE))
    assert "one two three four" in only(view, QTextEdit).toPlainText()
    button(thought, "Thoughts · 4 words").click()
    assert not thought.texts()


def test_what_was_thought_apart_from_the_answer_is_shown_too(shown: Shown) -> None:
    view, model = shown
    model.reset([a_message(2, "Yes.", metadata={"thinking": "It is so."})])
    button(only(view, ThoughtBlock), "Thoughts · 3 words").click()
    row = next(iter(view.shown_rows().values()))
    texts = [text.toPlainText() for text in row.findChildren(QTextEdit) if text.isVisible()]
    assert sorted(texts) == ["It is so.", "Yes."]


def test_a_formula_is_a_picture_once_it_is_drawn_and_keeps_its_words(shown: Shown) -> None:
    view, model = shown
    model.reset([a_message(2, "so $x^2$ is")])
    text = only(view, QTextEdit)
    assert text.toPlainText() == "so x^2 is"
    model.means.formula = lambda _formula: DRAWN
    model.means.on_pictures()
    assert text.toPlainText() == f"so {OBJECT} is"
    assert text.accessibleName() == "so x^2 is"
    assert plain_text(text.document(), 0, text.document().characterCount() - 1) == "so x^2 is"


def test_widgets_are_used_again(shown: Shown) -> None:
    view, model = shown
    model.reset([a_message(2, "a\n\n```\nb\n```\n\nc")])
    before = set(next(iter(view.shown_rows().values())).findChildren(QTextEdit))
    model.replace(a_message(2, "```\nother\n```\n\nd\n\n> e"))
    model.replace(a_message(2, "f\n\n```\ng\n```\n\nh"))
    after = set(next(iter(view.shown_rows().values())).findChildren(QTextEdit))
    assert before <= after
    assert len(after) <= 5
