"""Text of every size has the room that it needs, in a window of 900 by 600."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication, QDialog, QListView, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.domain.differences import compare
from desktop_app.domain.messages import MessageStatus, Role
from desktop_app.domain.outline import Beginning, Node, forks_of, outline
from desktop_app.ui.application import Application
from desktop_app.ui.clean_up.review import ReviewDialog
from desktop_app.ui.compare.dialog import CompareDialog, Version
from desktop_app.ui.export.dialog import ExportDialog
from desktop_app.ui.new_session.delegate import CARD_HEIGHT
from desktop_app.ui.outline.dialog import OutlineDialog
from desktop_app.ui.text_size import PERCENTS
from desktop_app.ui.widgets.text import scaled
from tests.support.cut_text import cut_texts
from tests.support.desk import Desk, Opening
from tests.support.qt_loop import until
from tests.support.script import Script
from tests.support.values import MOMENT

SIZES = (80, 100, 150, 200)
ANSWER = "Here is a **list**:\n\n- one\n- two\n\n```python\nprint(1)\n```\n\n| a | b |\n|---|---|\n| c | d |\n"


@pytest.fixture(autouse=True)
def looks_of_the_program(qapp: Application) -> Iterator[None]:
    qapp.set_theme("light", 0)
    yield
    qapp.set_text_size(0)


def test_cut_text_is_found(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    dialog = ExportDialog("Export", window)
    dialog.show()
    assert cut_texts(dialog) == []
    dialog.cancel_button.setFixedSize(30, 12)
    assert len(cut_texts(dialog)) == 2


def show(window: QWidget) -> None:
    window.show()
    for _turn in range(20):
        QApplication.processEvents()


@pytest.mark.parametrize("percent", SIZES)
async def test_nothing_is_cut_in_the_window(opening: Opening, script: Script, qapp: Application, percent: int) -> None:
    async with opening() as desk:
        desk.window.resize(900, 600)
        script.next(ANSWER)
        desk.type_and_send("How do I do that?")
        await desk.answered()
        await until(lambda: desk.shell.sidebar.sessions.rowCount() == 1)
        desk.window.notices.show_notice("Something was done, and here it is said in a sentence.", action="Undo")
        qapp.set_text_size(qapp.points_of(percent))
        await whole(desk.window)
        assert _two_lines_fit(desk)
        desk.window.find_requested.emit()
        await whole(desk.window)
        for request in (desk.window.new_session_requested, desk.window.manage_requested, desk.window.export_requested):
            dialog = await opened(desk, request.emit)
            dialog.resize(dialog.size().boundedTo(desk.window.size()))
            await whole(dialog)
            dialog.reject()
            await until(partial(_none_open, desk))


@pytest.mark.parametrize("percent", [80, 150])
async def test_nothing_is_cut_on_the_pages(opening: Opening, qapp: Application, percent: int) -> None:
    async with opening() as desk:
        window = desk.window
        window.resize(900, 600)
        desk.type_and_send("Hello")
        await desk.answered()
        qapp.set_text_size(qapp.points_of(percent))
        await whole(window)
        heart = next(each for each in window.header.findChildren(QWidget) if each.accessibleName() == "Affinity")
        assert heart.isVisible()
        for request in (
            window.personas_requested,
            window.models_requested,
            window.parameters_requested,
            window.ask_several_requested,
            window.about_requested,
            window.network_requested,
            window.shortcuts_requested,
        ):
            dialog = await opened(desk, request.emit)
            await until(lambda: not desk.shell.answering.models.finder.is_looking())
            await whole(dialog)
            dialog.reject()
            await until(partial(_none_open, desk))


async def whole(window: QWidget) -> None:
    """Wait until no text of a window is cut: it is laid out anew in some of the next turns of the loop."""
    await asyncio.sleep(0.1)
    with suppress(TimeoutError):
        await until(lambda: cut_texts(window) == [], 5)
    assert cut_texts(window) == []


def _two_lines_fit(desk: Desk) -> bool:
    sessions = desk.window.sidebar.list
    assert sessions is not None
    lines = [QFontMetrics(scaled(sessions.font(), factor)).height() for factor in (0.96, 0.86)]
    return sessions.visualRect(sessions.model().index(0, 0)).height() >= sum(lines)


def _none_open(desk: Desk) -> bool:
    return not _dialogs(desk)


def _dialogs(desk: Desk) -> list[QDialog]:
    return [dialog for dialog in desk.window.findChildren(QDialog) if dialog.isVisible()]


async def opened(desk: Desk, ask: Callable[[], object]) -> QDialog:
    ask()
    await until(lambda: _dialogs(desk))
    (dialog,) = _dialogs(desk)
    return dialog


def _outlined() -> OutlineDialog:
    nodes = [Node(number, 1 if number > 1 else None, MessageStatus.COMPLETE) for number in range(1, 4)]
    beginnings = {node.id: Beginning(Role.USER, "words", MOMENT, None) for node in nodes}
    return OutlineDialog(outline(forks_of(nodes, 2), beginnings), str.title)


def _reviewed() -> ReviewDialog:
    return ReviewDialog([("A name", datetime.now(UTC))], 3)


def _compared() -> CompareDialog:
    versions = [Version(number, f"{number} of 3 · Default Assistant · 21 Nov 2026, 11:12") for number in range(1, 4)]
    dialog = CompareDialog(versions, 1, 2)
    dialog.show_runs(compare("word " * 5_000, "word " * 100))
    return dialog


@pytest.mark.parametrize("percent", SIZES)
@pytest.mark.parametrize("make", [_outlined, _compared, _reviewed])
@pytest.mark.parametrize("width", [560, 860])
def test_nothing_is_cut_in_other_dialogs(
    qtbot: QtBot, qapp: Application, percent: int, make: Callable[[], QDialog], width: int
) -> None:
    dialog = make()
    qtbot.addWidget(dialog)
    dialog.resize(width, 560)
    show(dialog)
    qapp.set_text_size(qapp.points_of(percent))
    show(dialog)
    assert cut_texts(dialog) == []
    for view in dialog.findChildren(QListView):
        if view.isVisible() and view.model().rowCount():
            assert view.sizeHintForRow(0) >= view.fontMetrics().height()


async def test_cards_of_personas_hold_their_three_lines(opening: Opening, qapp: Application) -> None:
    async with opening() as desk:
        qapp.set_text_size(qapp.points_of(200))
        dialog = await opened(desk, desk.window.new_session_requested.emit)
        (cards,) = [view for view in dialog.findChildren(QListView) if view.accessibleName() == "Persona"]
        lines = [QFontMetrics(scaled(cards.font(), factor)).height() for factor in (1.0, 0.93, 0.86)]
        assert cards.sizeHintForRow(0) > sum(lines) > CARD_HEIGHT


async def test_keys_change_the_size_and_the_settings_keep_it(opening: Opening, qapp: Application) -> None:
    async with opening() as desk:
        ordinary = qapp.font().pointSizeF()
        seen = []
        for _turn in range(len(PERCENTS)):
            desk.qtbot.keyClick(desk.window.composer.editor, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
            seen.append(round(qapp.text_percent()))
        assert seen == [110, 125, 150, 175, 200, 200, 200, 200]
        file = desk.services.preferences._file
        await until(lambda: file.exists() and "font_size = 21.0" in file.read_text("utf-8"))
        assert desk.window.composer.editor.font().pointSizeF() == pytest.approx(2 * ordinary)
        for _turn in range(len(PERCENTS)):
            desk.qtbot.keyClick(desk.window.composer.editor, Qt.Key.Key_Minus, Qt.KeyboardModifier.ControlModifier)
        assert round(qapp.text_percent()) == 80
        desk.qtbot.keyClick(desk.window.composer.editor, Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
        assert qapp.font().pointSizeF() == ordinary
        await until(lambda: "font_size = 0\n" in file.read_text("utf-8"))


def test_a_size_that_nobody_could_read_is_not_taken(qapp: Application) -> None:
    qapp.set_text_size(1)
    assert qapp.font().pointSizeF() == 6
    qapp.set_text_size(4_000)
    assert qapp.font().pointSizeF() == 40


def test_another_theme_keeps_the_size(qapp: Application) -> None:
    qapp.set_theme("dark", 8)
    qapp._on_colour_scheme_changed()
    assert qapp.font().pointSizeF() == 8
    qapp.set_theme("light", 0)
