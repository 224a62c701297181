"""One question to several, over real services."""

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from desktop_app.domain.engines import EngineChoice, SessionEngine
from desktop_app.domain.errors import UserError
from desktop_app.domain.messages import MessageStatus
from desktop_app.engines.protocol import Delta
from desktop_app.engines.scripted import ScriptedEngine
from desktop_app.ui.ask_several.dialog import AskSeveralDialog
from desktop_app.ui.compare.dialog import CompareDialog
from tests.support.desk import Desk, Opening
from tests.support.model_home import named, put
from tests.support.qt_loop import until
from tests.ui.turns import idle, names, rows, say, stored

FAILING = UserError("engine_failed", detail="it was made to")


def said_by(model: str) -> list[Delta]:
    return [Delta(f"From {model}."), Delta(finish_reason="stop", model=model.removesuffix(".gguf"))]


ENGINES = {
    "llama": lambda choice: ScriptedEngine(
        lambda _request: [FAILING] if "Broken" in choice.model else said_by(choice.model.split("/")[-1])
    )
}


@pytest.fixture(autouse=True)
def models(own_home: Path) -> None:
    for name in ("One", "Two", "Broken"):
        put(own_home / ".lmstudio" / "models" / "a" / "b" / f"{name}.gguf", named(name))


async def dialog_of(desk: Desk) -> AskSeveralDialog:
    desk.window.ask_several_requested.emit()
    dialog = desk.shell.ask_several.dialog
    assert dialog is not None
    await until(lambda: not desk.shell.answering.models.finder.is_looking() and len(dialog.boxes) == 4)
    return dialog


def tick(desk: Desk, dialog: AskSeveralDialog, *names: str) -> None:
    for box in dialog.boxes.values():
        if box.accessibleName() in names:
            desk.qtbot.keyClick(box, Qt.Key.Key_Space)


async def test_a_question_is_answered_by_each_and_the_answers_are_compared(opening: Opening) -> None:
    async with opening(engines=ENGINES) as desk:
        desk.qtbot.keyClicks(desk.window.composer.editor, "Who are you?")
        dialog = await dialog_of(desk)
        assert not dialog.ask_button.isEnabled()
        tick(desk, dialog, "Built-in responder", "One", "Two")
        assert [box.isEnabled() for box in dialog.boxes.values()].count(False) == 1, "three are enough"
        desk.qtbot.mouseClick(dialog.ask_button, Qt.MouseButton.LeftButton)
        said = "3 answers stand beside each other: Built-in responder, One, Two."
        await until(lambda: said in desk.notices())
        assert desk.window.composer.text() == ""
        messages = await stored(desk)
        answers = [each.content for each in messages if each.role.value == "assistant"]
        assert answers == ["You said: Who are you?", "From One.gguf.", "From Two.gguf."]
        assert len({each.parent_id for each in messages if each.role.value == "assistant"}) == 1
        assert [text for _role, text in desk.transcript()] == ["Who are you?", "You said: Who are you?"]
        await until(lambda: "Compare versions" in names(rows(desk)[-1]))
        (author,) = [each for each in rows(desk)[-1].findChildren(QLabel) if each.accessibleName() == "Answered by"]
        assert author.text() == "scripted"
        desk.press("Compare")
        await until(lambda: bool(desk.window.findChildren(CompareDialog)))
        (compared,) = desk.window.findChildren(CompareDialog)
        engines = [compared.old_box.itemText(place).split(" · ")[1] for place in range(3)]
        assert engines == ["scripted", "One", "Two"]


async def test_the_last_question_is_asked_where_nothing_is_written(opening: Opening) -> None:
    async with opening(engines=ENGINES) as desk:
        await desk.services.session_engines.set("ada", desk.session_id, SessionEngine(EngineChoice("builtin")))
        await say(desk, "Hello")
        dialog = await dialog_of(desk)
        tick(desk, dialog, "One", "Built-in responder")
        desk.qtbot.mouseClick(dialog.ask_button, Qt.MouseButton.LeftButton)
        assert "Your last question, again" in [each.text() for each in dialog.findChildren(QLabel)]
        await until(lambda: "2 answers stand beside each other: Built-in responder, One." in desk.notices())
        assert len([each for each in await stored(desk) if each.role.value == "assistant"]) == 3


async def test_one_that_fails_keeps_nobody_else_from_answering(opening: Opening) -> None:
    async with opening(engines=ENGINES) as desk:
        desk.qtbot.keyClicks(desk.window.composer.editor, "Who are you?")
        dialog = await dialog_of(desk)
        tick(desk, dialog, "Broken", "Two")
        desk.qtbot.mouseClick(dialog.ask_button, Qt.MouseButton.LeftButton)
        await until(lambda: f"Broken: {FAILING.message}" in desk.notices())
        await idle(desk)
        answers = [(each.status, each.content) for each in await stored(desk) if each.role.value == "assistant"]
        assert answers == [(MessageStatus.FAILED, ""), (MessageStatus.COMPLETE, "From Two.gguf.")]
        assert desk.window.composer.text() == ""


async def test_there_must_be_a_question(opening: Opening) -> None:
    async with opening() as desk:
        desk.window.ask_several_requested.emit()
        assert desk.notices() == ["Write a question first, then ask several."]
        assert desk.shell.ask_several.dialog is None


async def test_where_there_is_only_one_it_leads_to_where_more_are_added(opening: Opening, own_home: Path) -> None:
    shutil.rmtree(own_home / ".lmstudio")
    async with opening() as desk:
        desk.qtbot.keyClicks(desk.window.composer.editor, "Who are you?")
        desk.window.ask_several_requested.emit()
        dialog = desk.shell.ask_several.dialog
        assert dialog is not None
        assert (dialog.nothing.text(), dialog.models_button.isVisible()) == ("Looking for what else can answer…", False)
        await until(dialog.models_button.isVisible)
        assert dialog.nothing.text().startswith("So far there is only one thing")
        desk.qtbot.keyClick(dialog, Qt.Key.Key_Return)
        page = desk.shell.answering.models.page
        assert page is not None
        assert page.isVisible()
        assert not dialog.isVisible()
        assert desk.window.composer.text() == "Who are you?"
        page.reject()
        await until(lambda: not desk.shell.answering.models.finder.is_looking())
