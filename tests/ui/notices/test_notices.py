"""Notices come, wait, go and are pressed."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QAccessible, QCursor, QEnterEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.ui.notices import notice as notice_module
from desktop_app.ui.notices.notice import Notice
from desktop_app.ui.notices.view import NoticeBar


@pytest.fixture
def notices(qtbot: QtBot) -> Iterator[NoticeBar]:
    window = QWidget()
    qtbot.addWidget(window)
    QLineEdit(window)  # which has the focus, as the composer does
    bar = NoticeBar(window)
    bar.resize(900, 200)
    window.show()
    QCursor.setPos(790, 790)
    yield bar
    window.close()


def press(notices: NoticeBar, name: str) -> None:
    buttons = [button for button in notices.findChildren(QAbstractButton) if button.accessibleName() == name]
    QTest.mouseClick(buttons[0], Qt.MouseButton.LeftButton)


def test_a_notice_says_its_words_and_offers_its_button(notices: NoticeBar, qtbot: QtBot) -> None:
    assert notices.isHidden()
    number = notices.show_notice("“Tea” is in the trash.", action="Undo")
    assert not notices.isHidden()
    assert notices.texts() == ["“Tea” is in the trash."]
    with qtbot.waitSignal(notices.action_chosen) as chosen:
        press(notices, "Undo")
    assert chosen.args == [number, "Undo"]
    with qtbot.waitSignal(notices.dismissed) as dismissed:
        notices.dismiss(number)
    assert dismissed.args == [number]
    assert notices.isHidden()
    notices.dismiss(number)


def test_where_a_sentence_would_be_squeezed_its_buttons_are_below_it(notices: NoticeBar) -> None:
    notices.show_notice(
        "The engine stopped (it was killed by the system). What came is kept; send again.",
        action="Restart",
        other="Use the built-in responder",
        problem=True,
    )
    (sentence,) = [label for label in notices.findChildren(QLabel) if label.text().startswith("The engine")]
    (button,) = [each for each in notices.findChildren(QAbstractButton) if each.accessibleName() == "Restart"]
    QApplication.processEvents()
    assert button.x() > sentence.geometry().right()
    notices.resize(400, 300)
    QApplication.processEvents()
    assert sentence.width() >= 250
    assert button.y() > sentence.geometry().bottom()
    notices.resize(900, 200)
    QApplication.processEvents()
    assert button.x() > sentence.geometry().right()


def test_the_cross_dismisses(notices: NoticeBar, qtbot: QtBot) -> None:
    notices.show_notice("One")
    press(notices, "Dismiss")
    assert notices.texts() == []


def test_a_fourth_takes_the_place_of_the_oldest_that_only_informs(notices: NoticeBar) -> None:
    notices.show_notice("Problem", problem=True)
    for words in ("One", "Two", "Three"):
        notices.show_notice(words)
    assert notices.texts() == ["Problem", "Two", "Three"]


def test_problems_are_never_pushed_out(notices: NoticeBar) -> None:
    numbers = [notices.show_notice(f"Problem {n}", problem=True) for n in range(3)]
    notices.show_notice("Fourth")
    assert notices.texts() == ["Problem 0", "Problem 1", "Problem 2"]
    notices.dismiss(numbers[1])
    assert notices.texts() == ["Problem 0", "Problem 2", "Fourth"]


def test_information_goes_by_itself_and_a_problem_stays(
    notices: NoticeBar, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notice_module, "_SHOWN_MS", 30)
    notices.show_notice("Goes")
    notices.show_notice("Stays", problem=True)
    qtbot.waitUntil(lambda: notices.texts() == ["Stays"])
    qtbot.wait(60)
    assert notices.texts() == ["Stays"]


def test_a_question_has_two_buttons_and_stays(
    notices: NoticeBar, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notice_module, "_SHOWN_MS", 30)
    number = notices.show_notice("Is today 3 May 2027?", action="Yes", other="No, not now", stays=True)
    for n in range(3):
        notices.show_notice(f"Goes {n}")
    qtbot.waitUntil(lambda: notices.texts() == ["Is today 3 May 2027?"])
    for label in ("No, not now", "Yes"):
        with qtbot.waitSignal(notices.action_chosen) as chosen:
            press(notices, label)
        assert chosen.args == [number, label]


def test_the_focus_holds_a_notice(notices: NoticeBar, qtbot: QtBot) -> None:
    notices.window().activateWindow()
    notices.show_notice("“Tea” is in the trash.", action="Undo")
    undo = next(button for button in notices.findChildren(QAbstractButton) if button.accessibleName() == "Undo")
    undo.setFocus()
    qtbot.waitUntil(undo.hasFocus)
    (notice,) = notices._shown
    notice._time.start(30)
    qtbot.wait(80)
    assert notices.texts() == ["“Tea” is in the trash."]
    undo.clearFocus()
    qtbot.waitUntil(lambda: notices.texts() == [])


def test_the_pointer_holds_a_notice(notices: NoticeBar, qtbot: QtBot) -> None:
    notices.show_notice("Stay a while")
    notice = notices.findChild(Notice)
    assert notice is not None
    assert notice.is_counting()
    QApplication.sendEvent(notice, QEnterEvent(QPointF(1, 1), QPointF(1, 1), QPointF(1, 1)))
    assert not notice.is_counting()
    QApplication.sendEvent(notice, QEvent(QEvent.Type.Leave))
    assert notice.is_counting()


def test_foreign_words_stay_letters(notices: NoticeBar) -> None:
    notices.show_notice("<img src='file:///etc/passwd'>")
    labels = [label for label in notices.findChildren(QLabel) if label.text()]
    assert [label.textFormat() for label in labels] == [Qt.TextFormat.PlainText]
    notice = notices.findChild(Notice)
    assert notice is not None
    assert notice.accessibleName() == "<img src='file:///etc/passwd'>"


def test_the_details_of_a_problem_can_be_copied(notices: NoticeBar, qtbot: QtBot) -> None:
    notices.show_problem("Something went wrong.", "Traceback …")
    with qtbot.assertNotEmitted(notices.action_chosen):
        press(notices, "Copy details")
    assert QGuiApplication.clipboard().text() == "Traceback …"
    notices.show_problem("The disk is full.")
    assert not [button for button in notices.findChildren(Notice)[-1].findChildren(QAbstractButton) if button.text()]


def test_it_stands_over_the_column_of_text(notices: NoticeBar, qtbot: QtBot) -> None:
    notices.show_notice("One")
    notices.show()
    notices.resize(1200, 100)
    notice = notices.findChild(Notice)
    assert notice is not None
    qtbot.waitUntil(lambda: (notice.x(), notice.width()) == (215, 760))


def test_a_button_stays_for_who_listens(notices: NoticeBar) -> None:
    QAccessible.setActive(True)
    try:
        notices.show_notice("“Tea” is in the trash.", action="Undo")
        notices.show_notice("Saved")
        assert [notice.is_counting() for notice in notices.findChildren(Notice)] == [False, True]
    finally:
        QAccessible.setActive(False)
