"""A message that hides characters says so, and shows them."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop_app.ui.transcript.hidden_mark import HiddenMark
from desktop_app.ui.widgets.theme import LIGHT
from tests.support.messages import a_message
from tests.support.transcripts import OneRow


@pytest.fixture
def one_row(qtbot: QtBot) -> Iterator[OneRow]:
    row = OneRow(LIGHT)
    yield row
    row.close()


def mark_of(row: OneRow) -> HiddenMark:
    (mark,) = row.row.findChildren(HiddenMark)
    return mark


@pytest.mark.parametrize("number", [1, 2], ids=["question", "answer"])
def test_hidden_characters_are_told_and_shown_on_request(one_row: OneRow, qtbot: QtBot, number: int) -> None:
    one_row.show(a_message(number, "Pay **pay\u200bpal** and\u2060 go"))
    mark = mark_of(one_row)
    assert mark.isVisible()
    assert "2 hidden characters" in mark.text()
    assert "U+200B" not in one_row.words()
    height = one_row.row.height()
    qtbot.mouseClick(mark, Qt.MouseButton.LeftButton)
    one_row.settle()
    assert "pay⟨U+200B⟩pal" in one_row.words()
    assert "and⟨U+2060⟩ go" in one_row.words()
    assert "Hide them" in mark.text()
    qtbot.keyClick(mark, Qt.Key.Key_Space)
    one_row.settle()
    assert "U+200B" not in one_row.words()
    assert one_row.row.height() == height


def test_what_turns_letters_round_is_written_out_without_being_asked_for(one_row: OneRow) -> None:
    one_row.show(a_message(2, "Open invoice\u202efdp.exe, please"))
    assert "invoice⟨U+202E⟩fdp.exe" in one_row.words()
    assert "1 hidden character ·" in mark_of(one_row).text()


def test_an_honest_message_has_no_mark_and_another_one_begins_anew(one_row: OneRow, qtbot: QtBot) -> None:
    one_row.show(a_message(2, "a\u200bb"))
    qtbot.mouseClick(mark_of(one_row), Qt.MouseButton.LeftButton)
    one_row.show(a_message(4, "c\u200bd"))
    assert "U+200B" not in one_row.words()
    one_row.show(a_message(6, "Plain 👨‍👩‍👧‍👦 words"))
    assert not mark_of(one_row).isVisible()


def test_a_short_message_has_room_for_all_of_its_mark(one_row: OneRow) -> None:
    one_row.show(a_message(1, "a\u200bb"))
    mark = mark_of(one_row)
    holder = mark.parentWidget()
    assert holder is not None
    assert mark.geometry().right() <= holder.width()
