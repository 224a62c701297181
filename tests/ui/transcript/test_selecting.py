"""Selecting in the transcript, by mouse and by keys, over rows that come and go."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.domain.messages import MessageStatus
from desktop_app.ui.transcript.model import TranscriptModel
from desktop_app.ui.transcript.selection import END, Place
from desktop_app.ui.transcript.view import TranscriptView
from desktop_app.ui.widgets.caret import Caret
from desktop_app.ui.widgets.theme import DARK, LIGHT, palette_for
from tests.support.messages import a_conversation, a_message
from tests.support.often import often
from tests.support.selecting import CONTROL, SHIFT, Reader

MIXED = "One **bold** word.\n\n- first\n- second\n\n```python\nx = 1\ny = 2\n```\n\nThe `end`."
SHOWN = "One bold word.\n\n- first\n- second\n\nx = 1\ny = 2\n\nThe end."


@pytest.fixture
def reader(qtbot: QtBot) -> Reader:
    view, model = TranscriptView(), TranscriptModel()
    qtbot.addWidget(view)
    view.resize(900, 600)
    view.set_model(model)
    view.show()
    return Reader(view, model)


def three(reader: Reader) -> None:
    reader.model.reset([a_message(1, "What is it?"), a_message(2, MIXED), a_message(3, "Thank you very much.")])


def test_dragging_within_a_message_selects_what_is_there(reader: Reader) -> None:
    three(reader)
    reader.drag(reader.point(3, 6), reader.point(3, 9))
    assert reader.selected() == "you"
    assert reader.marked() == {3: "you"}


def test_dragging_over_messages_takes_those_between_as_they_are_stored(reader: Reader) -> None:
    three(reader)
    reader.drag(reader.point(1, 5), reader.point(3, 5))
    assert reader.selected() == f"is it?\n\n{MIXED}\n\nThank"
    assert reader.selected(plain=True) == f"is it?\n\n{SHOWN}\n\nThank"
    marked = reader.marked()
    assert (marked[1], marked[3]) == ("is it?", "Thank")
    assert marked[2].split() == ["One", "bold", "word.", "first", "second", "x", "=", "1", "y", "=", "2", "The", "end."]


def test_dragging_upwards_selects_the_same(reader: Reader) -> None:
    three(reader)
    reader.drag(reader.point(3, 5), reader.point(1, 5))
    assert reader.selected() == f"is it?\n\n{MIXED}\n\nThank"


def test_a_part_of_an_answer_is_taken_as_it_reads(reader: Reader) -> None:
    three(reader)
    reader.drag(reader.point(2, 4), reader.point(2, 37))
    assert reader.selected() == "bold word.\n\n- first\n- second\n\nx = 1\ny ="


def test_above_and_below_the_texts_is_their_beginning_and_end(reader: Reader) -> None:
    three(reader)
    reader.drag(QPoint(20, reader.view.viewport().height() - 2), QPoint(20, 1))
    assert reader.selected() == f"What is it?\n\n{MIXED}\n\nThank you very much."


def test_a_click_selects_nothing_and_lets_go_of_what_was_selected(reader: Reader) -> None:
    three(reader)
    reader.drag(reader.point(1, 5), reader.point(3, 5))
    reader.click(reader.point(3, 9))
    assert reader.selected() == ""
    assert reader.marked() == {}


def test_shift_and_a_click_extend(reader: Reader) -> None:
    three(reader)
    reader.click(reader.point(1, 5))
    reader.click(reader.point(3, 5), SHIFT)
    assert reader.selected() == f"is it?\n\n{MIXED}\n\nThank"
    reader.click(reader.point(1, 7), SHIFT)
    assert reader.selected() == "is"


def test_two_clicks_select_a_word_and_three_a_paragraph(reader: Reader) -> None:
    three(reader)
    reader.double_click(reader.point(3, 7))
    assert reader.selected() == "you"
    reader.double_click(reader.point(2, 5))
    reader.click(reader.point(2, 5))
    assert reader.selected() == "One bold word."


def test_a_drag_that_began_with_two_clicks_goes_word_by_word(reader: Reader) -> None:
    three(reader)
    point = reader.point(3, 7)
    reader.press_twice(point)
    reader.move(reader.point(3, 13))
    assert reader.selected() == "you very"
    reader.move(reader.point(3, 2))
    assert reader.selected() == "Thank you"


def test_a_press_that_shakes_selects_nothing(reader: Reader) -> None:
    three(reader)
    point = reader.point(3, 7)
    reader.press(point)
    reader.move(point + QPoint(2, 1))
    reader.release(point + QPoint(2, 1))
    assert reader.selecting.selection.is_empty()


def test_everything_is_selected_without_being_in_sight(reader: Reader) -> None:
    messages = a_conversation(300)
    reader.model.reset(messages)
    reader.key(Qt.Key.Key_A, CONTROL)
    assert reader.selected() == "\n\n".join(message.content.strip("\n") for message in messages)
    assert len(reader.marked()) == len(reader.view.shown_rows())
    reader.key(Qt.Key.Key_Escape)
    assert (reader.selected(), reader.marked()) == ("", {})


def test_a_drag_beyond_the_edge_scrolls_on(reader: Reader, qtbot: QtBot) -> None:
    reader.model.reset(a_conversation(60))
    reader.view.verticalScrollBar().setValue(0)
    start = reader.point(1, 8)
    reader.press(start)
    reader.move(QPoint(start.x(), reader.view.viewport().height() + 60))
    qtbot.waitUntil(lambda: min(reader.view.shown_rows()) > 8)
    reader.move(QPoint(start.x(), 300))
    top = min(reader.view.shown_rows())
    qtbot.wait(60)
    assert min(reader.view.shown_rows()) == top
    reader.release(QPoint(start.x(), 300))
    chosen = reader.selected()
    for number in range(2, 8):
        assert f"message {number}: Some **words**" in chosen or number % 7 == 0
    assert all(number in reader.marked() for number in list(reader.marked())[:-1])


def test_a_row_that_is_pressed_is_kept_while_it_scrolls_away(reader: Reader, qtbot: QtBot) -> None:
    """Events of a pressed mouse go to the widget that was pressed, as long as it is there."""
    reader.model.reset(a_conversation(200))
    reader.view.verticalScrollBar().setValue(0)
    pressed = reader.under(reader.point(2, 3))
    reader.press(reader.point(2, 3))
    reader.move(QPoint(100, 700))
    qtbot.waitUntil(lambda: min(reader.view.shown_rows()) > 30)
    assert pressed.isVisible()
    reader.release(QPoint(100, 700))
    assert not pressed.isVisible()
    assert reader.selected().startswith("sage 2:")


def test_rows_that_come_back_into_sight_are_marked_as_before(reader: Reader) -> None:
    reader.model.reset(a_conversation(100))
    reader.view.scroll_to_row(50)
    reader.selecting.selection.select(Place(51, 3), Place(53, 5))
    before = reader.marked()
    assert list(before) == [51, 52, 53]
    for row in (0, 99, 30, 50):
        reader.view.scroll_to_row(row)
        here = {number + 1 for number in reader.view.shown_rows()}
        assert reader.marked().keys() == here & before.keys()
    assert reader.marked() == before


@pytest.mark.parametrize("change", ["resize", "theme", "font"])
def test_the_selection_stays_when_everything_is_drawn_anew(reader: Reader, qtbot: QtBot, change: str) -> None:
    three(reader)
    reader.selecting.selection.select(Place(1, 5), Place(3, 5))
    before = reader.selected(), reader.marked()
    if change == "resize":
        reader.view.resize(520, 700)
    elif change == "theme":
        reader.view.setPalette(palette_for(DARK))
        qtbot.wait(30)
        (mark,) = reader.view.shown_rows()[0].texts()[0].extraSelections()
        assert mark.format.background().color().name() == DARK.selection
        reader.view.setPalette(palette_for(LIGHT))
    else:
        font = reader.view.font()
        font.setPointSizeF(font.pointSizeF() * 1.5)
        reader.view.setFont(font)
    qtbot.wait(30)
    assert (reader.selected(), reader.marked()) == before


def test_the_selection_stays_while_an_answer_grows(reader: Reader) -> None:
    answer = a_message(4, "", status=MessageStatus.STREAMING)
    reader.model.reset([a_message(1, "What is it?"), a_message(2, MIXED), a_message(3, "More!"), answer])
    reader.drag(reader.point(1, 5), reader.point(2, 8))
    before = reader.selected(), reader.marked()
    assert before[0] == "is it?\n\nOne bold"
    for length in range(0, len(MIXED), 7):
        reader.model.replace(answer._replace(content=MIXED[:length]))
        assert reader.selected() == before[0]
        assert reader.marked() == {n: words for n, words in before[1].items() if n - 1 in reader.view.shown_rows()}
    reader.selecting.selection.select(Place(3, 2), Place(4, 8))
    for length in range(20, len(MIXED), 7):
        reader.model.replace(answer._replace(content=MIXED[:length]))
        assert reader.selected() == "re!\n\nOne bold"
        assert reader.marked() == {3: "re!", 4: "One bold"}


def test_a_selection_goes_with_its_messages(reader: Reader) -> None:
    three(reader)
    reader.drag(reader.point(1, 5), reader.point(3, 5))
    reader.model.reset([a_message(1, "What is it?"), a_message(8, "Another branch."), a_message(3, "Thank you")])
    assert reader.selected() == "is it?\n\nAnother branch.\n\nThank"
    reader.model.reset([a_message(1, "What is it?"), a_message(8, "Another branch.")])
    assert reader.selected() == ""


def test_shift_and_arrows_extend_by_letters_words_and_lines(reader: Reader) -> None:
    three(reader)
    reader.click(reader.point(1, 8))
    for _ in range(2):
        reader.key(Qt.Key.Key_Right, SHIFT)
    assert reader.selected() == "it"
    reader.key(Qt.Key.Key_End, SHIFT)
    assert reader.selected() == "it?"
    reader.key(Qt.Key.Key_Right, SHIFT)
    reader.key(Qt.Key.Key_Right, SHIFT | CONTROL)
    assert reader.selected() == "it?\n\nOne "
    for _ in range(2):
        reader.key(Qt.Key.Key_Down, SHIFT)
    assert reader.selected().startswith("it?\n\nOne bold word.\n\n- first\n- ")
    for _ in range(3):
        reader.key(Qt.Key.Key_Up, SHIFT)
    assert reader.selected() == "it?"
    reader.key(Qt.Key.Key_Home, SHIFT)
    assert reader.selected() == "What is "
    reader.key(Qt.Key.Key_End, SHIFT | CONTROL)
    assert reader.selected() == f"it?\n\n{MIXED}\n\nThank you very much."
    reader.key(Qt.Key.Key_Home, SHIFT | CONTROL)
    assert reader.selected() == "What is "


def test_those_who_cannot_see_hear_what_the_keys_select(reader: Reader) -> None:
    three(reader)
    said: list[str] = []
    reader.selecting.passed_over.connect(said.append)
    reader.click(reader.point(1, 8))
    reader.key(Qt.Key.Key_Right, SHIFT)
    reader.key(Qt.Key.Key_Right, SHIFT | CONTROL)
    reader.key(Qt.Key.Key_End, SHIFT)
    reader.key(Qt.Key.Key_Right, SHIFT)
    reader.key(Qt.Key.Key_Left, SHIFT)
    assert said == ["i", "t", "?", "One bold word.", "What is it?"]


def test_the_keys_reach_all_letters_in_their_order(reader: Reader) -> None:
    three(reader)
    reader.selecting.selection.select(Place(1, 0), Place(1, 0))
    marked = ""
    for _ in range(200):
        reader.key(Qt.Key.Key_Right, SHIFT)
        now = "".join(reader.marked().values()).replace("\n", "")
        assert now.startswith(marked)
        assert len(now) <= len(marked) + 1
        marked = now
    assert marked == "What is it?One bold word.firstsecondx = 1y = 2The end.Thank you very much."
    for _ in range(200):
        reader.key(Qt.Key.Key_Left, SHIFT)
    assert reader.selected() == ""


def test_pages_are_selected_by_keys_and_the_end_that_moves_stays_in_sight(reader: Reader) -> None:
    reader.model.reset(a_conversation(60))
    reader.view.verticalScrollBar().setValue(0)
    reader.click(reader.point(1, 8))
    for _ in range(4):
        reader.key(Qt.Key.Key_PageDown, SHIFT)
        focus = reader.selecting.selection.focus
        assert focus is not None
        rect = reader.places.rect(focus)
        assert rect is not None
        assert 0 <= rect.top() < reader.view.viewport().height()
    assert "message 9" in reader.selected()
    for _ in range(9):
        reader.key(Qt.Key.Key_PageUp, SHIFT)
    assert reader.selected() == "message "


def test_the_keys_begin_with_what_is_in_sight(reader: Reader) -> None:
    reader.model.reset(a_conversation(60))
    reader.view.setFocus()
    reader.view.scroll_to_row(30)
    first = min(reader.view.shown_rows())
    reader.key(Qt.Key.Key_Down, SHIFT)
    assert list(reader.marked()) in ([first + 1], [first + 2])
    (caret,) = reader.view.findChildren(Caret)
    assert caret.isVisible()


def test_the_menu_offers_both_ways_to_copy(reader: Reader, qtbot: QtBot) -> None:
    three(reader)
    copied: list[bool] = []
    reader.view.copy_requested.connect(lambda excerpt: copied.append(excerpt.plain))

    def menu() -> QMenu:
        made = reader.selecting.open_menu(reader.view.mapToGlobal(QPoint(50, 50)))
        assert made.accessibleName() == "Selection"
        return made

    empty = menu()
    assert [action.isEnabled() for action in empty.actions()] == [False, False, True]
    empty.actions()[2].trigger()
    assert reader.selecting.selection.anchor == Place(1, 0)
    assert reader.selecting.selection.focus == Place(3, END)
    full = menu()
    for action in full.actions()[:2]:
        action.trigger()
    assert copied == [False, True]
    for each in (empty, full):
        each.close()
    QApplication.processEvents()


def test_a_click_where_one_writes_lets_go_of_what_is_selected(qtbot: QtBot) -> None:
    window, view, model, field = QWidget(), TranscriptView(), TranscriptModel(), QLineEdit()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    column.addWidget(view)
    column.addWidget(field)
    window.resize(900, 600)
    view.set_model(model)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    reader = Reader(view, model)
    three(reader)
    reader.drag(reader.point(3, 6), reader.point(3, 9))
    field.setFocus(Qt.FocusReason.TabFocusReason)
    assert reader.selected() == "you"
    view.setFocus()
    qtbot.mouseClick(field, Qt.MouseButton.LeftButton)
    assert field.hasFocus()
    assert reader.selecting.selection.is_empty()
    assert reader.marked() == {}


def test_links_are_followed_by_clicks_but_not_by_drags(reader: Reader) -> None:
    followed: list[str] = []
    reader.view.link_activated.connect(followed.append)
    reader.model.reset([a_message(1), a_message(2, "See [the long reference](https://example.org/a), please.")])
    reader.drag(reader.point(2, 1), reader.point(2, 10))
    assert (followed, reader.selected()) == ([], "ee the lo")
    reader.drag(reader.point(2, 5), reader.point(2, 15))
    assert (followed, reader.selected()) == ([], "he long re")
    reader.click(reader.point(2, 10))
    assert (followed, reader.selected()) == (["https://example.org/a"], "")


def test_the_markers_of_selected_items_are_still_to_be_seen(reader: Reader) -> None:
    """Qt draws no marker of an item that lies within a selection, so each item begins one of its own."""
    reader.model.reset([a_message(2, "One\n\n- first\n- second\n\n1. third\n\nlast")])
    reader.key(Qt.Key.Key_A, CONTROL)
    (text,) = reader.view.shown_rows()[0].texts()
    starts = {each.cursor.selectionStart() for each in text.extraSelections()}
    block, items = text.document().begin(), set()
    while block.isValid():
        if block.textList() is not None:
            items.add(block.position())
        block = block.next()
    assert len(items) == 3
    assert items <= starts
    assert reader.marked()[2].split() == ["One", "first", "second", "third", "last"]


def letters(text: str) -> str:
    return "".join(text.split())


places = st.tuples(st.integers(0, 11), st.integers(0, 90))


@settings(max_examples=often(60), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(one=places, other=places, sight=st.integers(0, 11))
def test_whatever_is_selected_is_composed_of_parts_and_whole_messages(
    reader: Reader, one: tuple[int, int], other: tuple[int, int], sight: int
) -> None:
    if not reader.model.rowCount():
        reader.model.reset([a_message(n, f"{n} {'word ' * n}" + MIXED * (n % 2 == 0)) for n in range(1, 13)])
    rows = sorted([one, other])
    reader.view.scroll_to_row(rows[0][0])
    documents = [_row_letters(reader, row) for row in range(12)]
    (first, start), (last, end) = rows
    reader.view.scroll_to_row(sight)
    reader.selecting.selection.select(Place(one[0] + 1, one[1]), Place(other[0] + 1, other[1]))
    expected = []
    for row in range(first, last + 1):
        begin, stop = start if row == first else 0, end if row == last else 10_000
        whole = begin == 0 and stop >= len(documents[row]) - 1
        (stored,) = [each.content for each in reader.model.messages() if each.id == row + 1]
        expected.append(letters(stored if whole else documents[row][begin:stop]))
    assert letters(reader.selected()).replace("-", "") == "".join(expected).replace("-", "")


def _row_letters(reader: Reader, row: int) -> str:
    """Return the letters of a row as places count them: with one for the end of each text."""
    if row not in reader.view.shown_rows():
        reader.view.scroll_to_row(row)
    return "".join(f"{text.document().toRawText()}\u2029" for text in reader.view.shown_rows()[row].texts())
