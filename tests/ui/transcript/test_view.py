import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QAccessible, QGuiApplication, QImage, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QTextBrowser
from pytestqt.qtbot import QtBot

from desktop_app.domain.messages import MessageStatus
from desktop_app.ui.transcript.model import Speaker, TranscriptModel, Welcome
from desktop_app.ui.transcript.row import MessageRow
from desktop_app.ui.transcript.turns import TurnAction
from desktop_app.ui.transcript.view import TranscriptView
from desktop_app.ui.widgets.accessible_list import AccessibleRoles
from desktop_app.ui.widgets.buttons import IconButton
from desktop_app.ui.widgets.code_block import CodeBlock
from desktop_app.ui.widgets.hover_button import HoverButton
from desktop_app.ui.widgets.theme import DARK, LIGHT, palette_for
from tests.support.messages import a_conversation, a_message

Shown = tuple[TranscriptView, TranscriptModel]


@pytest.fixture
def shown(qtbot: QtBot) -> Shown:
    view, model = TranscriptView(), TranscriptModel()
    qtbot.addWidget(view)
    view.resize(900, 600)
    view.set_model(model)
    view.show()
    return view, model


def rows_in_sight(view: TranscriptView) -> list[MessageRow]:
    return [row for row in view.shown_rows().values() if isinstance(row, MessageRow)]


def test_however_many_messages_few_have_widgets(shown: Shown) -> None:
    view, model = shown
    model.reset(a_conversation(10_000))
    bar = view.verticalScrollBar()
    for step in range(60):
        bar.setValue(bar.maximum() * step // 60)
    assert len(view.viewport().findChildren(MessageRow)) < 40


def test_rows_stand_below_each_other_without_gaps(shown: Shown) -> None:
    view, model = shown
    model.reset(a_conversation(300))
    bar = view.verticalScrollBar()
    for value in (0, bar.maximum() // 3, bar.maximum() // 2, bar.maximum()):
        bar.setValue(value)
        shown_rows = view.shown_rows()
        numbers = list(shown_rows)
        assert numbers == list(range(numbers[0], numbers[-1] + 1))
        bottoms = [row.y() + row.height() for row in shown_rows.values()]
        tops = [row.y() for row in shown_rows.values()]
        assert bottoms[:-1] == tops[1:]
        assert tops[0] <= 12
        assert bottoms[-1] >= view.viewport().height() - 12


def test_a_new_session_is_shown_from_its_end(shown: Shown) -> None:
    view, model = shown
    model.reset(a_conversation(100))
    assert list(view.shown_rows())[-1] == 99
    assert view.at_end


def test_the_end_is_followed_only_while_it_is_in_sight(shown: Shown) -> None:
    view, model = shown
    model.reset(a_conversation(101))
    answer = a_message(102, "", status=MessageStatus.STREAMING)
    model.append(answer)
    for length in range(1, 30):
        model.replace(answer._replace(content="word " * 20 * length))
        assert view.at_end
    view.verticalScrollBar().setValue(view.verticalScrollBar().maximum() // 2)
    before = {number: row.y() for number, row in view.shown_rows().items()}
    model.replace(answer._replace(content="word " * 2_000))
    assert {number: row.y() for number, row in view.shown_rows().items()} == before
    assert not view.at_end


def test_what_is_in_sight_stays_when_heights_above_become_known(shown: Shown) -> None:
    view, model = shown
    model.reset(a_conversation(500))
    view.verticalScrollBar().setValue(view.verticalScrollBar().maximum() // 2)
    for _ in range(40):
        before = {number: row.y() for number, row in view.shown_rows().items()}
        view.verticalScrollBar().setValue(view.verticalScrollBar().value() - 40)
        after = {number: row.y() for number, row in view.shown_rows().items()}
        moves = {after[number] - before[number] for number in before.keys() & after.keys()}
        assert moves == {40}


def test_news_out_of_sight_are_offered_by_a_pill(shown: Shown) -> None:
    view, model = shown
    model.reset(a_conversation(99))
    view.verticalScrollBar().setValue(0)
    model.append(a_message(100))
    (pill,) = [button for button in view.findChildren(QPushButton) if "newest" in button.accessibleName()]
    assert pill.isVisible()
    pill.click()
    assert view.at_end
    assert not pill.isVisible()


def test_ones_own_message_is_always_brought_into_sight(shown: Shown) -> None:
    view, model = shown
    model.reset(a_conversation(100))
    view.verticalScrollBar().setValue(0)
    model.append(a_message(101))
    assert view.at_end


def test_another_width_is_taken_at_once(shown: Shown) -> None:
    view, model = shown
    model.reset(a_conversation(200))
    view.resize(500, 700)
    assert view.at_end
    assert all(480 <= row.width() <= 500 for row in view.shown_rows().values())


def test_copy_takes_the_message_as_it_is_stored(shown: Shown, qtbot: QtBot) -> None:
    view, model = shown
    model.reset([a_message(1), a_message(2, "**bold** and\n\n```python\nx = 1\n```")])
    row = rows_in_sight(view)[1]
    (copy,) = [button for button in row.findChildren(HoverButton) if button.accessibleName() == "Copy"]
    qtbot.mouseClick(copy, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == "**bold** and\n\n```python\nx = 1\n```"
    (block,) = row.findChildren(CodeBlock)
    (copy_code,) = [b for b in block.findChildren(IconButton) if b.accessibleName() == "Copy code"]
    qtbot.mouseClick(copy_code, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == "x = 1"


def test_a_failed_answer_says_why_and_offers_another_try(shown: Shown, qtbot: QtBot) -> None:
    view, model = shown
    failed = a_message(2, "", status=MessageStatus.FAILED, metadata={"error": "Nothing answers there."})
    model.reset([a_message(1), failed])
    (again,) = [b for b in rows_in_sight(view)[1].findChildren(QPushButton) if b.isVisible()]
    with qtbot.waitSignal(view.turn_requested) as asked:
        qtbot.mouseClick(again, Qt.MouseButton.LeftButton)
    assert asked.args == [TurnAction.REGENERATE, 2]


def test_the_welcome_is_there_until_something_is_said(shown: Shown, qtbot: QtBot) -> None:
    view, model = shown
    model.set_welcome(Welcome(Speaker("Sakura", "🌸"), "Hello!", ("Tell me a story", "b", "c")))
    buttons = {b.accessibleName(): b for b in view.findChildren(QPushButton) if b.isVisible()}
    assert {"Tell me a story", "b", "c"} <= buttons.keys()
    with qtbot.waitSignal(view.opener_chosen) as chosen:
        qtbot.mouseClick(buttons["Tell me a story"], Qt.MouseButton.LeftButton)
    assert chosen.args == ["Tell me a story"]
    model.append(a_message(1))
    assert not buttons["b"].isVisible()


def test_a_screen_reader_finds_a_list_of_named_rows(shown: Shown) -> None:
    roles = AccessibleRoles()
    roles.install()
    view, model = TranscriptView(), TranscriptModel()
    view.resize(900, 600)
    view.set_model(model)
    view.show()
    model.reset([a_message(1, "My name is Ada"), a_message(2, "Hello, Ada.")])
    there = QAccessible.queryAccessibleInterface(view)
    assert (there.role(), there.text(QAccessible.Text.Name)) == (QAccessible.Role.List, "Transcript")
    named = [QAccessible.queryAccessibleInterface(row) for row in view.shown_rows().values()]
    assert [(row.role(), row.text(QAccessible.Text.Name)) for row in named] == [
        (QAccessible.Role.ListItem, "user: My name is Ada"),
        (QAccessible.Role.ListItem, "assistant: Hello, Ada."),
    ]
    for number in range(3, 400):
        model.append(a_message(number))
        for row in view.shown_rows().values():
            assert QAccessible.queryAccessibleInterface(row).text(QAccessible.Text.Name)
    view.close()
    view.deleteLater()
    QApplication.processEvents()


def test_the_theme_can_change_while_it_is_shown(shown: Shown, qtbot: QtBot) -> None:
    view, model = shown
    model.reset([a_message(2, "```python\ndef f(): pass\n```\n\n[a](https://example.org)")])
    for theme in (DARK, LIGHT):
        view.setPalette(palette_for(theme))
        qtbot.wait(20)
        assert view.palette().color(QPalette.ColorRole.Window).name() == theme.window
        texts = [text.toHtml() for text in rows_in_sight(view)[0].findChildren(QTextBrowser)]
        assert [theme.link in html for html in texts if "example.org" in html] == [True]


def test_texts_load_nothing(shown: Shown) -> None:
    view, model = shown
    model.reset([a_message(2, "![x](file:///etc/hostname) ![y](http://127.0.0.1:9/z.png) <img src='/etc/hostname'>")])
    (text,) = rows_in_sight(view)[0].findChildren(QTextBrowser)
    assert text.loadResource(2, QUrl("file:///etc/hostname")) is None
    assert "file:///etc/hostname" in text.toPlainText()
    assert "<img" not in text.toHtml()


def test_links_are_told_not_opened(shown: Shown, qtbot: QtBot) -> None:
    view, model = shown
    model.reset([a_message(2, "[here](https://example.org/a) [there](javascript:alert) [file](file:///etc/passwd)")])
    (text,) = rows_in_sight(view)[0].findChildren(QTextBrowser)
    assert text.toHtml().count("href=") == 1
    with qtbot.waitSignal(view.link_activated) as told:
        text.anchorClicked.emit(QUrl("https://example.org/a"))
    assert told.args == ["https://example.org/a"]


def on_screen(view: TranscriptView) -> QImage:
    """What the window shows at this moment, without being drawn anew for the question."""
    return view.screen().grabWindow(view.winId()).toImage()


def test_what_is_moved_as_pixels_looks_as_if_it_were_drawn(shown: Shown, qtbot: QtBot) -> None:
    view, model = shown
    model.reset(a_conversation(60))
    bar = view.verticalScrollBar()
    qtbot.wait(50)
    for moved in (-70, -150, 90, -400, 35, -20, 300):
        before = on_screen(view)
        bar.setValue(bar.value() + moved)
        qtbot.wait(30)
        moved_as_pixels = on_screen(view)
        assert moved_as_pixels != before
        view.viewport().update()
        qtbot.wait(30)
        assert moved_as_pixels == on_screen(view)


def test_a_row_that_changed_out_of_sight_shows_it_when_it_is_back(shown: Shown, qtbot: QtBot) -> None:
    view, model = shown
    model.reset(a_conversation(60))
    bar = view.verticalScrollBar()
    last = rows_in_sight(view)[-1]
    bar.setValue(bar.value() - 900)
    qtbot.wait(20)
    assert last.isHidden()
    model.replace(a_message(60, "in other words"))
    bar.setValue(bar.maximum())
    qtbot.wait(20)
    (text,) = rows_in_sight(view)[-1].texts()
    assert text.toPlainText() == "in other words"


def test_a_row_is_ready_before_it_comes_into_sight(shown: Shown, qtbot: QtBot) -> None:
    view, model = shown
    model.reset(a_conversation(60))
    bar = view.verticalScrollBar()
    qtbot.wait(50)
    first = min(view.shown_rows())
    ready = [row for row in view.viewport().findChildren(MessageRow) if row.isHidden() and row.message_id == first]
    assert len(ready) == 1, "the message above the first row in sight, whose id is the number of that row"
    bar.setValue(bar.value() - 200)
    assert view.shown_rows()[first - 1] is ready[0]


def test_page_keys_go_on_where_one_stopped_reading(shown: Shown) -> None:
    view, model = shown
    model.reset(a_conversation(200))
    height = view.viewport().height()
    for key, sign in ((Qt.Key.Key_PageUp, 1), (Qt.Key.Key_PageDown, -1)):
        for _ in range(5):
            before = {number: row.y() for number, row in view.shown_rows().items()}
            QTest.keyClick(view, key)
            after = {number: row.y() for number, row in view.shown_rows().items()}
            both = before.keys() & after.keys()
            assert both, "a line of the page before stays in sight"
            assert {after[number] - before[number] for number in both} == {sign * (height - 40)}


def test_home_and_end_go_all_the_way(shown: Shown) -> None:
    view, model = shown
    model.reset(a_conversation(300))
    QTest.keyClick(view, Qt.Key.Key_Home)
    assert view.shown_rows()[0].y() == 12
    QTest.keyClick(view, Qt.Key.Key_End)
    last = view.shown_rows()[299]
    assert last.y() + last.height() == view.viewport().height() - 12
