"""What the header says, and what it leaves out where there is no room."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop_app.ui.chat_header.view import ChatHeader
from desktop_app.ui.widgets.buttons import Chip, IconButton
from desktop_app.ui.widgets.theme import TEXT_POINTS


@pytest.fixture
def header(qtbot: QtBot) -> ChatHeader:
    header = ChatHeader()
    qtbot.addWidget(header)
    font = header.font()
    font.setPointSizeF(TEXT_POINTS)  # what fits depends on the letters
    header.setFont(font)
    header.set_session("Sorting algorithms")
    header.set_persona("✦", "Default & Assistant")
    header.set_engine("openai · a-rather-long-name-of-a-model-q4_k_m", "http://127.0.0.1:8080/v1")
    header.set_affinity("stranger", 4)
    header.set_state("Answering…")
    header.resize(1000, 52)
    header.show()
    return header


def label(header: ChatHeader, name: str) -> QLabel:
    return next(each for each in header.findChildren(QLabel) if each.accessibleName() == name)


def test_it_says_everything_where_there_is_room(header: ChatHeader) -> None:
    for name, text in (
        ("Session", "Sorting algorithms"),
        ("Engine", "openai · a-rather-long-name-of-a-model-q4_k_m"),
        ("Affinity", "stranger · 4"),
        ("State", "Answering…"),
    ):
        assert label(header, name).isVisible()
        assert label(header, name).text() == text
        assert label(header, name).accessibleDescription()


@pytest.mark.parametrize(
    ("width", "shown"),
    [(1000, ["Affinity", "Engine", "Session", "State"]), (640, ["Engine", "Session", "State"]), (400, ["Session"])],
)
def test_a_narrow_one_leaves_things_out_but_never_the_persona(header: ChatHeader, width: int, shown: list[str]) -> None:
    header.resize(width, 52)
    assert sorted(each.accessibleName() for each in header.findChildren(QLabel) if each.isVisible()) == shown
    chip = header.findChild(Chip)
    assert chip is not None
    assert chip.isVisible()
    assert chip.geometry().right() < width


def test_the_persona_is_a_button(header: ChatHeader, qtbot: QtBot) -> None:
    chip = header.findChild(Chip)
    assert chip is not None
    assert chip.accessibleName() == "Persona"
    assert chip.words() == "✦  Default & Assistant"
    assert chip.text() == "✦  Default && Assistant", "an ampersand is no mnemonic"
    with qtbot.waitSignal(header.persona_clicked):
        QTest.mouseClick(chip, Qt.MouseButton.LeftButton)
    chip.setFocus()
    with qtbot.waitSignal(header.persona_clicked):
        QTest.keyClick(chip, Qt.Key.Key_Space)


def test_foreign_words_stay_letters(header: ChatHeader) -> None:
    header.set_session("<b>x</b>")
    header.set_engine("<img src=x>", "<img src=x>")
    assert label(header, "Session").textFormat() == Qt.TextFormat.PlainText
    assert label(header, "Engine").textFormat() == Qt.TextFormat.PlainText
    assert "<img" not in label(header, "Engine").toolTip()
    assert "<b>" not in label(header, "Session").toolTip()


def test_its_buttons(header: ChatHeader, qtbot: QtBot) -> None:
    buttons = {button.accessibleName(): button for button in header.findChildren(IconButton)}
    with qtbot.waitSignal(header.sidebar_clicked):
        QTest.mouseClick(buttons["Sidebar"], Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(header.menu_requested):
        QTest.mouseClick(buttons["Commands"], Qt.MouseButton.LeftButton)
