"""What the header says, and what it leaves out where there is no room."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop_app.ui.chat_header.view import ChatHeader
from desktop_app.ui.widgets.buttons import Chip, IconButton
from desktop_app.ui.widgets.theme import TEXT_POINTS, theme_of


@pytest.fixture
def header(qtbot: QtBot) -> ChatHeader:
    header = ChatHeader()
    qtbot.addWidget(header)
    font = header.font()
    font.setPointSizeF(TEXT_POINTS)  # what fits depends on the letters
    header.setFont(font)
    header.set_session("Sorting algorithms")
    header.set_persona("✦", "Default & Assistant")
    header.set_engine("Qwen3 8B Instruct", "http://127.0.0.1:8080/v1")
    header.set_engine_state("", "good")
    header.set_affinity("stranger", 4)
    header.set_state("Answering…")
    header.resize(1000, 52)
    header.show()
    return header


def label(header: ChatHeader, name: str) -> QLabel:
    return next(each for each in header.findChildren(QLabel) if each.accessibleName() == name)


def chip(header: ChatHeader, name: str) -> Chip:
    return next(each for each in header.findChildren(Chip) if each.accessibleName() == name)


def test_it_says_everything_where_there_is_room(header: ChatHeader) -> None:
    for name, text in (
        ("Session", "Sorting algorithms"),
        ("State", "Answering…"),
    ):
        assert label(header, name).isVisible()
        assert label(header, name).text() == text
        assert label(header, name).accessibleDescription()
    assert chip(header, "Affinity").words() == "stranger · 4"
    assert chip(header, "Affinity").accessibleDescription() == "stranger, 4"


@pytest.mark.parametrize(
    ("width", "shown"),
    [(1000, ["Session", "State"]), (640, ["Session", "State"]), (400, ["Session"])],
)
def test_a_narrow_one_leaves_things_out_but_never_who_answers(header: ChatHeader, width: int, shown: list[str]) -> None:
    header.resize(width, 52)
    assert sorted(each.accessibleName() for each in header.findChildren(QLabel) if each.isVisible()) == shown
    for name in ("Persona", "Engine"):
        assert chip(header, name).isVisible()
        assert chip(header, name).geometry().right() < width
    assert chip(header, "Affinity").isVisible() == (width >= 600)


def test_the_engine_is_a_button_that_says_how_it_fares(header: ChatHeader, qtbot: QtBot) -> None:
    engine = chip(header, "Engine")
    assert (engine.words(), engine.accessibleDescription()) == ("Qwen3 8B Instruct", "Qwen3 8B Instruct")
    header.set_engine_state("loading 40 %", "accent", 0.4)
    assert engine.words() == "Qwen3 8B Instruct · loading 40 %"
    assert engine.accessibleDescription() == "Qwen3 8B Instruct, loading 40 %"
    with qtbot.waitSignal(header.engine_clicked):
        QTest.mouseClick(engine, Qt.MouseButton.LeftButton)
    engine.setFocus()
    with qtbot.waitSignal(header.engine_clicked):
        QTest.keyClick(engine, Qt.Key.Key_Space)


def test_where_there_is_no_room_the_engine_is_a_dot_that_can_still_be_heard(header: ChatHeader) -> None:
    header.set_engine_state("stopped", "danger")
    header.resize(400, 52)
    engine = chip(header, "Engine")
    assert (engine.words(), engine.accessibleDescription()) == ("", "Qwen3 8B Instruct, stopped")
    assert engine.width() < 40
    assert "stopped" in engine.toolTip()


@pytest.mark.parametrize(
    ("tone", "loaded", "colour"), [("good", None, "good"), ("danger", None, "danger"), ("accent", 0.9, "accent")]
)
def test_how_the_engine_fares_can_be_seen(header: ChatHeader, tone: str, loaded: float | None, colour: str) -> None:
    header.set_engine_state("", tone, loaded)
    engine = chip(header, "Engine")
    picture = engine.grab().toImage()
    wanted = QColor(getattr(theme_of(header), colour)).rgb()
    places = range(picture.width() // 5), range(picture.height())
    assert any(picture.pixel(x, y) == wanted for x in places[0] for y in places[1])


def test_the_persona_is_a_button(header: ChatHeader, qtbot: QtBot) -> None:
    persona = chip(header, "Persona")
    assert persona.words() == "Default & Assistant", "its glyph is drawn before them"
    assert persona.text() == "Default && Assistant", "an ampersand is no mnemonic"
    with qtbot.waitSignal(header.persona_clicked):
        QTest.mouseClick(persona, Qt.MouseButton.LeftButton)
    persona.setFocus()
    with qtbot.waitSignal(header.persona_clicked):
        QTest.keyClick(persona, Qt.Key.Key_Space)


def test_foreign_words_stay_letters(header: ChatHeader) -> None:
    header.set_session("<b>x</b>")
    header.set_engine("<img src=x>", "<img src=x>")
    assert label(header, "Session").textFormat() == Qt.TextFormat.PlainText
    assert "<img" not in chip(header, "Engine").toolTip()
    assert "<b>" not in label(header, "Session").toolTip()


def test_affinity_is_a_button_that_goes_where_nobody_counts(header: ChatHeader, qtbot: QtBot) -> None:
    affinity = chip(header, "Affinity")
    with qtbot.waitSignal(header.affinity_clicked):
        QTest.mouseClick(affinity, Qt.MouseButton.LeftButton)
    header.resize(700, 52)
    assert affinity.words() == "4", "the level is what there is no room for"
    header.set_affinity("", 0)
    assert not affinity.isVisible()
    header.resize(1000, 52)
    assert not affinity.isVisible()


def test_its_buttons(header: ChatHeader, qtbot: QtBot) -> None:
    buttons = {button.accessibleName(): button for button in header.findChildren(IconButton)}
    with qtbot.waitSignal(header.sidebar_clicked):
        QTest.mouseClick(buttons["Sidebar"], Qt.MouseButton.LeftButton)
    for name, signal in (
        ("Outline", header.outline_clicked),
        ("Show or hide the inspector", header.inspector_clicked),
    ):
        with qtbot.waitSignal(signal):
            QTest.mouseClick(buttons[name], Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(header.menu_requested):
        QTest.mouseClick(buttons["Commands"], Qt.MouseButton.LeftButton)
