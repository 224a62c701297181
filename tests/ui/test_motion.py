"""Who asks for it, or whose desktop does, sees nothing blink or fade."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QPlainTextEdit, QProgressBar, QStyle, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.ui.application import BLINKING_MS, Application
from desktop_app.ui.composer.view import Composer


@pytest.fixture(autouse=True)
def looks_of_the_program(qapp: Application) -> Iterator[None]:
    yield
    qapp.set_theme("light", 0)


def fading_ms(widget: QWidget) -> int:
    widget.ensurePolished()
    return widget.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration, None, widget)


def looks(editor: QPlainTextEdit, qtbot: QtBot) -> set[int]:
    """Return what is seen of an empty editor in the time of two blinks, as marks of the pictures."""
    seen = set()
    for _ in range(12):
        seen.add(hash(bytes(editor.viewport().grab().toImage().constBits())))
        qtbot.wait(25)
    return seen


@pytest.mark.parametrize(("wanted", "count"), [("off", 2), ("on", 1)])
def test_a_cursor_that_is_not_to_blink_stays_in_sight(qapp: Application, qtbot: QtBot, wanted: str, count: int) -> None:
    qapp.set_theme("light", 0, wanted)
    if wanted == "off":
        qapp.setCursorFlashTime(150)  # nobody has to wait for it
    composer = Composer()
    qtbot.addWidget(composer)
    composer.show()
    composer.activateWindow()
    composer.focus()
    qtbot.waitUntil(composer.editor.hasFocus)
    seen = looks(composer.editor, qtbot)
    composer.editor.clearFocus()
    without = looks(composer.editor, qtbot)
    assert len(seen) == count
    assert len(seen - without) == 1


def test_nothing_fades(qapp: Application, qtbot: QtBot) -> None:
    bar = QProgressBar()
    qtbot.addWidget(bar)
    qapp.set_theme("light", 0, "off")
    assert fading_ms(bar) > 0
    qapp.set_theme("dark", 0, "on")
    assert fading_ms(bar) == 0
    qapp.set_theme("dark", 0, "system")
    assert fading_ms(bar) > 0


def test_the_desktop_s_own_habit_is_followed_unless_told_otherwise(
    qapp: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    qapp.set_theme("light", 0, "system")
    assert qapp.cursorFlashTime() == BLINKING_MS
    monkeypatch.setattr(qapp, "_own_blinking", 0)  # as on a desktop whose cursors stand still
    qapp.set_theme("light", 0, "system")
    assert qapp.cursorFlashTime() == 0
    assert "widget-animation-duration: 0" in qapp.styleSheet()
    qapp.set_theme("light", 0, "off")
    assert qapp.cursorFlashTime() == BLINKING_MS
