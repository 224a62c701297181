"""The New session dialog under keys, pointer and screen reader."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from desktop_app.domain.personas import Persona
from desktop_app.ui.new_session.dialog import NewSessionDialog
from desktop_app.ui.new_session.personas import PersonaListModel


def persona(persona_id: str, name: str, description: str) -> Persona:
    return Persona(persona_id, name, description, name[0], "", f"Hello from {name}!\nHow are you?", "plain")


PERSONAS = (
    persona("default_assistant", "Default Assistant", "Helps with everyday questions"),
    persona("sakura", "Sakura", "A cheerful friend"),
    persona("creative_writer", "Creative Writer", "Stories and poems"),
)


@pytest.fixture
def dialog(qtbot: QtBot) -> NewSessionDialog:
    dialog = NewSessionDialog(PERSONAS, "moves to the trash an hour after its last message")
    qtbot.addWidget(dialog)
    dialog.open()
    qtbot.waitExposed(dialog)
    return dialog


def click_card(dialog: NewSessionDialog, row: int, *, double: bool = False) -> None:
    cards = dialog.personas
    place = cards.visualRect(cards.model().index(row, 0)).center()
    QTest.mouseClick(cards.viewport(), Qt.MouseButton.LeftButton, pos=place)
    if double:
        QTest.mouseDClick(cards.viewport(), Qt.MouseButton.LeftButton, pos=place)


def test_nothing_is_chosen_at_first(dialog: NewSessionDialog, qtbot: QtBot) -> None:
    assert dialog.personas.chosen() is None
    assert not dialog.create_button.isEnabled()
    with qtbot.assertNotEmitted(dialog.create_requested):
        QTest.keyClick(dialog.name, Qt.Key.Key_Return)


def test_a_persona_is_enough(dialog: NewSessionDialog, qtbot: QtBot) -> None:
    click_card(dialog, 1)
    assert dialog.create_button.isEnabled()
    with qtbot.waitSignal(dialog.create_requested) as asked:
        QTest.mouseClick(dialog.create_button, Qt.MouseButton.LeftButton)
    assert asked.args == ["", "sakura", False]
    assert dialog.isVisible(), "the dialog waits to hear how it went"


def test_everything_by_keyboard(dialog: NewSessionDialog, qtbot: QtBot) -> None:
    QTest.keyClicks(dialog.name, "Kyoto")
    QTest.keyClicks(dialog.search, "FRIEND")
    dialog.personas.setFocus()
    QTest.keyClick(dialog.personas, Qt.Key.Key_Space)
    QTest.keyClick(dialog.temporary, Qt.Key.Key_Space)
    with qtbot.waitSignal(dialog.create_requested) as asked:
        QTest.keyClick(dialog.name, Qt.Key.Key_Return)
    assert asked.args == ["Kyoto", "sakura", True]


def test_arrows_begin_with_the_first_card(dialog: NewSessionDialog) -> None:
    dialog.personas.setFocus(Qt.FocusReason.TabFocusReason)
    assert dialog.personas.chosen() is None, "who only comes by chooses nothing"
    QTest.keyClick(dialog.personas, Qt.Key.Key_Down)
    assert dialog.personas.chosen() == PERSONAS[0]
    QTest.keyClick(dialog.personas, Qt.Key.Key_Down)
    assert dialog.personas.chosen() == PERSONAS[1]
    QTest.keyClicks(dialog.search, "e")
    QTest.keyClick(dialog.search, Qt.Key.Key_Down)
    assert dialog.personas.chosen() == PERSONAS[0]
    QTest.keyClicks(dialog.search, " nobody")
    QTest.keyClick(dialog.search, Qt.Key.Key_Down)
    assert dialog.personas.chosen() is None


def test_a_double_click_creates_once(dialog: NewSessionDialog, qtbot: QtBot) -> None:
    asked: list[tuple[str, str, bool]] = []
    dialog.create_requested.connect(lambda *values: asked.append(values))
    click_card(dialog, 2, double=True)
    QTest.keyClick(dialog.name, Qt.Key.Key_Return)
    assert asked == [("", "creative_writer", False)]


def test_a_search_that_hides_the_choice_takes_it_back(dialog: NewSessionDialog) -> None:
    click_card(dialog, 1)
    QTest.keyClicks(dialog.search, "poems")
    assert dialog.personas.model().rowCount() == 1
    assert dialog.personas.chosen() is None, "Qt's own choice of a neighbour does not count"
    assert not dialog.create_button.isEnabled()
    dialog.search.clear()
    assert dialog.personas.model().rowCount() == 3


def test_a_search_that_keeps_the_choice_leaves_it(dialog: NewSessionDialog) -> None:
    click_card(dialog, 1)
    QTest.keyClicks(dialog.search, "sak")
    assert dialog.personas.chosen() == PERSONAS[1]
    assert dialog.create_button.isEnabled()


def test_a_problem_is_said_and_can_be_mended(dialog: NewSessionDialog, qtbot: QtBot) -> None:
    click_card(dialog, 0)
    QTest.keyClick(dialog.name, Qt.Key.Key_Return)
    assert not dialog.create_button.isEnabled()
    dialog.show_problem("A session name can have at most 200 characters.")
    assert dialog.isVisible()
    assert dialog.problem().startswith("A session name")
    assert dialog.create_button.isEnabled()
    QTest.keyClicks(dialog.name, "Tea")
    assert dialog.problem() == ""
    with qtbot.waitSignal(dialog.create_requested) as asked:
        QTest.keyClick(dialog.name, Qt.Key.Key_Return)
    assert asked.args == ["Tea", "default_assistant", False]


def test_escape_and_cancel_close_it(dialog: NewSessionDialog, qtbot: QtBot) -> None:
    with qtbot.waitSignal(dialog.finished) as finished:
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert finished.args == [QDialog.DialogCode.Rejected.value]
    dialog.open()
    with qtbot.waitSignal(dialog.finished):
        QTest.mouseClick(dialog.cancel_button, Qt.MouseButton.LeftButton)


def test_what_a_screen_reader_finds(dialog: NewSessionDialog, qtbot: QtBot) -> None:
    assert dialog.windowTitle() == dialog.accessibleName() == "New session"
    assert dialog.name.accessibleName() == "Session name"
    assert dialog.search.accessibleName() == "Search personas"
    assert dialog.create_button.accessibleName() == "Create session"
    assert dialog.temporary.text() == "Temporary session"
    assert dialog.temporary.accessibleDescription() == "Moves to the trash an hour after its last message."
    cards = QAccessible.queryAccessibleInterface(dialog.personas)
    assert cards.role() == QAccessible.Role.List
    assert cards.text(QAccessible.Text.Name) == "Persona"
    names = [cards.child(number).text(QAccessible.Text.Name) for number in range(cards.childCount())]
    assert names == ["Default Assistant", "Sakura", "Creative Writer"]
    cards.selectionInterface().select(cards.child(1))  # as assistive technology does it
    assert dialog.personas.chosen() == PERSONAS[1]


def test_the_model_keeps_qt_s_rules(qtbot: QtBot) -> None:
    model = PersonaListModel(PERSONAS)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert model.rowCount() == 3
    tester.deleteLater()


def test_the_cards_are_painted(dialog: NewSessionDialog) -> None:
    click_card(dialog, 1)
    dialog.temporary.setChecked(True)
    assert not dialog.grab().isNull()
