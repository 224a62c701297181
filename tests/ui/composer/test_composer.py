"""The composer under keys."""

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractSlider, QApplication, QToolButton
from pytestqt.qtbot import QtBot

from desktop_app.ui.composer.view import Composer
from desktop_app.ui.composer.written import Written


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


def type_and_enter(composer: Composer, text: str) -> None:
    QTest.keyClicks(composer.editor, text)
    QTest.keyClick(composer.editor, Qt.Key.Key_Return)


def test_enter_sends_and_the_text_stays_until_it_is_stored(composer: Composer, qtbot: QtBot) -> None:
    with qtbot.waitSignal(composer.sent) as sent:
        type_and_enter(composer, "Hello")
    assert sent.args == [Written("Hello")]
    assert composer.text() == "Hello"
    assert not composer.button.isEnabled()
    with qtbot.assertNotEmitted(composer.sent):
        QTest.keyClick(composer.editor, Qt.Key.Key_Return)
    composer.clear(Written("Hello"))
    assert composer.text() == ""


def test_what_was_typed_while_storing_stays(composer: Composer) -> None:
    type_and_enter(composer, "Hello")
    QTest.keyClicks(composer.editor, " and more")
    composer.clear(Written("Hello"))
    assert composer.text() == " and more"


def test_a_message_sent_from_elsewhere_leaves_the_text_alone(composer: Composer) -> None:
    QTest.keyClicks(composer.editor, "half a thought")
    composer.clear(Written("Hello"))
    assert composer.text() == "half a thought"


def test_shift_enter_breaks_the_line(composer: Composer, qtbot: QtBot) -> None:
    QTest.keyClicks(composer.editor, "one")
    with qtbot.assertNotEmitted(composer.sent):
        QTest.keyClick(composer.editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClicks(composer.editor, "two")
    assert composer.text() == "one\ntwo"


def test_enter_and_shift_enter_can_be_swapped(composer: Composer, qtbot: QtBot) -> None:
    composer.set_enter_sends(False)
    assert "Shift+Enter to send" in composer.editor.placeholderText()
    assert composer.button.toolTip() == "Send (Shift+Enter)"
    with qtbot.assertNotEmitted(composer.sent):
        type_and_enter(composer, "one")
    assert composer.text() == "one\n"
    with qtbot.waitSignal(composer.sent):
        QTest.keyClick(composer.editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    composer.clear(Written("one\n"))
    composer.set_enter_sends(True)
    type_and_enter(composer, "two")
    assert composer.text() == "two"


@pytest.mark.parametrize("enter_sends", [True, False])
def test_control_enter_always_sends(composer: Composer, qtbot: QtBot, enter_sends: bool) -> None:
    composer.set_enter_sends(enter_sends)
    QTest.keyClicks(composer.editor, "a")
    with qtbot.waitSignal(composer.sent):
        QTest.keyClick(composer.editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


def test_an_early_enter_that_breaks_lines_sends_nothing(early: Composer, qtbot: QtBot) -> None:
    type_and_enter(early, "Hello")
    early.set_enter_sends(False)  # as the settings say, which were not read yet
    with qtbot.assertNotEmitted(early.sent, wait=20):
        early.set_ready(True)


def test_up_edits_the_last_message_only_where_nothing_is_written(composer: Composer, qtbot: QtBot) -> None:
    with qtbot.waitSignal(composer.edit_last_requested):
        QTest.keyClick(composer.editor, Qt.Key.Key_Up)
    QTest.keyClicks(composer.editor, "a")
    with qtbot.assertNotEmitted(composer.edit_last_requested):
        QTest.keyClick(composer.editor, Qt.Key.Key_Up)


def test_an_input_method_keeps_its_arrows(composer: Composer, qtbot: QtBot) -> None:
    QApplication.sendEvent(composer.editor, QInputMethodEvent("ni", []))
    with qtbot.assertNotEmitted(composer.edit_last_requested), qtbot.assertNotEmitted(composer.older_requested):
        QTest.keyClick(composer.editor, Qt.Key.Key_Up)
        QTest.keyClick(composer.editor, Qt.Key.Key_Up, Qt.KeyboardModifier.ControlModifier)


def test_the_keypad_s_enter_and_the_button_send_too(composer: Composer, qtbot: QtBot) -> None:
    QTest.keyClicks(composer.editor, "a")
    with qtbot.waitSignal(composer.sent):
        QTest.keyClick(composer.editor, Qt.Key.Key_Enter, Qt.KeyboardModifier.KeypadModifier)
    composer.clear(Written("a"))
    QTest.keyClicks(composer.editor, "b")
    with qtbot.waitSignal(composer.sent):
        QTest.mouseClick(composer.button, Qt.MouseButton.LeftButton)


def test_nothing_but_blanks_is_not_sent(composer: Composer, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(composer.sent):
        type_and_enter(composer, "   ")
    assert not composer.button.isEnabled()


def test_an_input_method_keeps_its_enter(composer: Composer, qtbot: QtBot) -> None:
    QApplication.sendEvent(composer.editor, QInputMethodEvent("ni", []))
    with qtbot.assertNotEmitted(composer.sent):
        QTest.keyClick(composer.editor, Qt.Key.Key_Return)
    committed = QInputMethodEvent()
    committed.setCommitString("你")
    QApplication.sendEvent(composer.editor, committed)
    with qtbot.waitSignal(composer.sent) as sent:
        QTest.keyClick(composer.editor, Qt.Key.Key_Return)
    assert sent.args[0].text.strip() == "你"


def test_send_becomes_stop_while_an_answer_streams(composer: Composer, qtbot: QtBot) -> None:
    assert composer.button.accessibleName() == "Send"
    composer.set_streaming(True)
    assert composer.button.accessibleName() == "Stop"
    assert composer.button.isEnabled()
    with qtbot.waitSignal(composer.sent) as sent:
        type_and_enter(composer, "next")
    assert sent.args == [Written("next")]
    composer.clear(Written("next"))
    with qtbot.waitSignal(composer.stop_requested):
        QTest.mouseClick(composer.button, Qt.MouseButton.LeftButton)
    composer.set_streaming(False)
    assert composer.button.accessibleName() == "Send"


def test_while_an_answer_streams_a_button_sends_what_is_written_after_it(composer: Composer, qtbot: QtBot) -> None:
    def buttons() -> list[QToolButton]:
        found = composer.findChildren(QToolButton)
        return [each for each in found if each.accessibleName() == "Send after this answer" and not each.isHidden()]

    assert buttons() == []
    composer.set_streaming(True)
    (button,) = buttons()
    assert not button.isEnabled()
    QTest.keyClicks(composer.editor, "next")
    with qtbot.waitSignal(composer.sent) as sent:
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert sent.args == [Written("next")]
    composer.clear(Written("next"))
    assert not button.isEnabled()
    composer.set_streaming(False)
    assert buttons() == []


def test_after_a_failure_the_same_text_can_be_sent_again(composer: Composer, qtbot: QtBot) -> None:
    type_and_enter(composer, "Hello")
    composer.set_streaming(True)
    composer.set_streaming(False)
    with qtbot.waitSignal(composer.sent):
        QTest.keyClick(composer.editor, Qt.Key.Key_Return)


@pytest.fixture
def early(composer: Composer) -> Composer:
    composer.set_ready(False)
    return composer


def test_an_early_enter_is_remembered(early: Composer, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(early.sent):
        type_and_enter(early, "Hello")
    early.set_written(Written())  # the session opens without a draft
    with qtbot.waitSignal(early.sent) as sent:
        early.set_ready(True)
    assert sent.args == [Written("Hello")]


def test_an_early_enter_is_forgotten_when_the_text_changes(early: Composer, qtbot: QtBot) -> None:
    type_and_enter(early, "Hello")
    QTest.keyClicks(early.editor, " wor")
    with qtbot.assertNotEmitted(early.sent, wait=20):
        early.set_ready(True)


def test_an_early_text_is_kept_behind_the_draft_and_not_sent(early: Composer, qtbot: QtBot) -> None:
    type_and_enter(early, "typed")
    early.set_written(Written("the draft"))
    with qtbot.assertNotEmitted(early.sent, wait=20):
        early.set_ready(True)
    assert early.text() == "the draft\n\ntyped"


def test_it_grows_with_its_lines_up_to_a_third_of_the_window(composer: Composer, qtbot: QtBot) -> None:
    one = composer.editor.height()
    composer.set_written(Written("1\n2\n3"))
    assert composer.editor.height() == one + 2 * composer.editor.fontMetrics().lineSpacing()
    composer.set_written(Written("\n".join(map(str, range(100)))))
    assert composer.editor.height() == 200
    composer.set_room(900)
    assert composer.editor.height() == 300
    composer.set_written(Written())
    assert composer.editor.height() == one


def test_it_grows_with_a_long_line(composer: Composer, qtbot: QtBot) -> None:
    one = composer.editor.height()
    QTest.keyClicks(composer.editor, "word " * 40)
    qtbot.waitUntil(lambda: composer.editor.height() > one)


def test_pasting_takes_the_plain_text(composer: Composer, qtbot: QtBot) -> None:
    copied = QMimeData()
    copied.setHtml("<b>bold</b> <img src='file:///etc/passwd'>")
    copied.setText("bold")
    QApplication.clipboard().setMimeData(copied)
    with qtbot.waitSignal(composer.written_changed):
        composer.editor.paste()
    assert composer.text() == "bold"


def test_a_very_long_word_is_pasted_whole(composer: Composer) -> None:
    QApplication.clipboard().setText("x" * 500_000)
    composer.editor.paste()
    assert len(composer.text()) == 500_000
    composer.set_written(Written("y" * 500_000))
    composer.grab()


def test_undo_is_the_editor_s_as_long_as_it_has_something_to_undo(composer: Composer, qtbot: QtBot) -> None:
    QTest.keyClicks(composer.editor, "Hello")
    with qtbot.assertNotEmitted(composer.undo_requested):
        QTest.keyClick(composer.editor, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert composer.text() == ""
    with qtbot.waitSignal(composer.undo_requested):
        QTest.keyClick(composer.editor, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)


def test_a_sent_text_does_not_come_back_by_undo(composer: Composer, qtbot: QtBot) -> None:
    type_and_enter(composer, "Hello")
    composer.clear(Written("Hello"))
    with qtbot.waitSignal(composer.undo_requested):
        QTest.keyClick(composer.editor, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert composer.text() == ""


def test_tab_leads_to_the_button(composer: Composer, qtbot: QtBot) -> None:
    QTest.keyClicks(composer.editor, "a")
    composer.activateWindow()
    composer.focus()
    qtbot.waitUntil(composer.editor.hasFocus)
    QTest.keyClick(composer.editor, Qt.Key.Key_Tab)
    assert composer.button.hasFocus()
    with qtbot.waitSignal(composer.sent):
        QTest.keyClick(composer.button, Qt.Key.Key_Space)


def test_its_names(composer: Composer) -> None:
    assert composer.editor.accessibleName() == "Message"
    assert composer.button.toolTip() == "Send (Enter)"


def test_a_paste_that_fits_is_seen_from_its_first_line(composer: Composer, qtbot: QtBot) -> None:
    data = QMimeData()
    data.setText(f"{'Some words that take more than one line of the field. ' * 3}\n\nand the end")
    composer.editor.insertFromMimeData(data)
    qtbot.wait(20)
    editor = composer.editor
    assert editor.natural_height() <= editor.height()
    assert editor.cursorRect(editor.cursorForPosition(editor.viewport().rect().topLeft())).top() >= 0
    assert editor.verticalScrollBar().value() == 0
    assert editor.cursorForPosition(editor.viewport().rect().topLeft()).position() == 0


@pytest.mark.parametrize(
    ("key", "modifier", "action"),
    [
        (Qt.Key.Key_PageUp, Qt.KeyboardModifier.NoModifier, QAbstractSlider.SliderAction.SliderPageStepSub),
        (Qt.Key.Key_PageDown, Qt.KeyboardModifier.NoModifier, QAbstractSlider.SliderAction.SliderPageStepAdd),
        (Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier, QAbstractSlider.SliderAction.SliderToMinimum),
        (Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier, QAbstractSlider.SliderAction.SliderToMaximum),
    ],
)
def test_keys_that_scroll_are_for_others_where_nothing_is_written(
    composer: Composer, qtbot: QtBot, key: Qt.Key, modifier: Qt.KeyboardModifier, action: QAbstractSlider.SliderAction
) -> None:
    with qtbot.waitSignal(composer.editor.scroll_pressed) as pressed:
        QTest.keyClick(composer.editor, key, modifier)
    assert pressed.args == [action]
    QTest.keyClicks(composer.editor, "a")
    with qtbot.assertNotEmitted(composer.editor.scroll_pressed):
        QTest.keyClick(composer.editor, key, modifier)
