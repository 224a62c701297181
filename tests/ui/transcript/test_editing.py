"""A turn that is being said in other words, in its own row."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from desktop_app.ui.transcript.edit_field import EditField
from desktop_app.ui.transcript.model import TranscriptModel
from desktop_app.ui.transcript.row import MessageRow
from desktop_app.ui.transcript.turns import TurnAction
from desktop_app.ui.transcript.view import TranscriptView
from tests.support.messages import a_message

Shown = tuple[TranscriptView, TranscriptModel]
SHIFT, CONTROL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
RETURN = Qt.Key.Key_Return


@pytest.fixture
def shown(qtbot: QtBot) -> Shown:
    view, model = TranscriptView(), TranscriptModel()
    qtbot.addWidget(view)
    view.resize(900, 600)
    view.set_model(model)
    view.show()
    return view, model


def begin(view: TranscriptView, model: TranscriptModel, content: str) -> tuple[MessageRow, EditField]:
    model.reset([a_message(1, content), a_message(2, "an answer")])
    model.turns.begin_edit(a_message(1, content))
    row = next(row for row in view.shown_rows().values() if isinstance(row, MessageRow))
    (field,) = row.findChildren(EditField)
    return row, field


@pytest.mark.parametrize("enter_sends", [True, False])
def test_the_keys_are_those_of_the_composer(shown: Shown, qtbot: QtBot, enter_sends: bool) -> None:
    view, model = shown
    model.turns.enter_sends = enter_sends
    _row, field = begin(view, model, "one")
    sends, breaks = (Qt.KeyboardModifier.NoModifier, SHIFT) if enter_sends else (SHIFT, Qt.KeyboardModifier.NoModifier)
    qtbot.keyClick(field, RETURN, breaks)
    qtbot.keyClicks(field, "two")
    assert field.toPlainText() == "one\ntwo"
    for held in (sends, CONTROL):
        with qtbot.waitSignal(view.edit_saved) as saved:
            qtbot.keyClick(field, RETURN, held)
        assert saved.args == [1, "one\ntwo"]


def test_the_row_keeps_its_size_with_the_text(shown: Shown, qtbot: QtBot) -> None:
    view, model = shown
    row, field = begin(view, model, "one")
    heights = [row.height()]
    for _ in range(3):
        qtbot.keyClick(field, RETURN, SHIFT)
        heights.append(row.height())
    assert heights == sorted(set(heights))
    below = [each for each in view.shown_rows().values() if each is not row]
    assert below[0].y() == row.y() + row.height()
    for _ in range(60):
        qtbot.keyClick(field, RETURN, SHIFT)
    assert row.height() < 600, "a long text scrolls by itself"
    for _ in range(63):
        qtbot.keyClick(field, Qt.Key.Key_Backspace)
    assert row.height() == heights[0]


def test_the_lines_stay_where_they_are(shown: Shown) -> None:
    view, model = shown
    content = "so many words that they take more than a line of the row, " * 4
    model.reset([a_message(1, content)])
    (row,) = view.shown_rows().values()
    (text,) = row.texts()
    before = text.mapTo(row, text.rect().topLeft())
    lines = text.document().size().height()
    model.turns.begin_edit(a_message(1, content))
    (field,) = row.findChildren(EditField)
    assert field.mapTo(row, field.rect().topLeft()).y() == before.y()
    assert field.document().size().height() == pytest.approx(lines, abs=1)


def test_nothing_but_words_can_be_sent_and_nothing_while_an_answer_comes(shown: Shown, qtbot: QtBot) -> None:
    view, model = shown
    row, field = begin(view, model, "one")
    (send,) = [b for b in row.findChildren(QPushButton) if b.accessibleName() == "Send the new version"]
    sent: list[int] = []
    view.edit_saved.connect(lambda message_id, _text: sent.append(message_id))
    field.clear()
    assert not send.isEnabled()
    qtbot.keyClick(field, RETURN)
    model.turns.set_busy(True)
    qtbot.keyClicks(field, "other")
    assert not send.isEnabled()
    qtbot.keyClick(field, RETURN)
    assert sent == []
    model.turns.set_busy(False)
    assert send.isEnabled()
    assert field.toPlainText() == "other"


def test_what_an_input_method_composes_is_not_sent(shown: Shown, qtbot: QtBot) -> None:
    from PySide6.QtGui import QInputMethodEvent
    from PySide6.QtWidgets import QApplication

    view, model = shown
    _row, field = begin(view, model, "one")
    sent: list[int] = []
    view.edit_saved.connect(lambda message_id, _text: sent.append(message_id))
    QApplication.sendEvent(field, QInputMethodEvent("か", []))
    qtbot.keyClick(field, RETURN)
    assert sent == []
    assert model.turns.edit_of(1) is not None


def test_letters_that_nobody_touches_stay_as_they_are(shown: Shown, qtbot: QtBot) -> None:
    view, model = shown
    content = "10\u00a0km\u2028in\u202fall\ufeff 😀👩‍👩‍👧\n\u2003two  \tmore\u200b"
    _row, field = begin(view, model, content)
    assert field.text() == content
    qtbot.keyClicks(field, "!")
    with qtbot.waitSignal(view.edit_saved) as saved:
        qtbot.keyClick(field, RETURN)
    assert saved.args == [1, f"{content}!"]


def test_the_cursor_comes_back_to_its_place_behind_emojis(shown: Shown, qtbot: QtBot) -> None:
    _view, model = shown
    content = "😀" * 8 + "end"
    _row, field = begin(_view, model, content)
    qtbot.keyClick(field, Qt.Key.Key_Left)
    edit = model.turns.edit_of(1)
    assert edit is not None
    assert edit.cursor > len(content)
    field.put(edit.text, edit.cursor)
    qtbot.keyClicks(field, "x")
    assert field.text() == "😀" * 8 + "enxd"


def test_only_the_user_s_turns_are_edited(shown: Shown) -> None:
    _view, model = shown
    model.reset([a_message(1, "one"), a_message(2, "two")])
    possible = [model.turns.possible(a_message(number, "x"), last=False) for number in (1, 2)]
    assert [TurnAction.EDIT in each for each in possible] == [True, False]
    assert [TurnAction.REGENERATE in each for each in possible] == [False, True]
