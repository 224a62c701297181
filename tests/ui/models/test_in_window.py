"""Models chosen in a window over real services: found, added, used in one session, kept for new ones."""

import asyncio
import hashlib
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QPushButton

from desktop_app.domain.engines import EngineChoice, EngineCondition, EngineState, Parameters, SessionEngine
from desktop_app.domain.errors import UserError
from desktop_app.domain.model_files import FoundModels
from desktop_app.engines.scripted import ScriptedEngine
from desktop_app.ui.models.page import ModelPage
from desktop_app.ui.widgets.buttons import Chip
from tests.support.desk import Desk, Opening
from tests.support.model_home import named, put
from tests.support.qt_loop import emitted, until
from tests.support.script import Script
from tests.support.servers import closed_port
from tests.ui.turns import say

LLAMA = {"llama": lambda choice: ScriptedEngine(lambda _request: [f"From {Path(choice.model).stem}."])}


def a_model(own_home: Path, name: str) -> Path:
    return put(own_home / "elsewhere" / f"{name}.gguf", named(name))


def chip(desk: Desk) -> Chip:
    return next(each for each in desk.window.header.findChildren(Chip) if each.accessibleName() == "Engine")


async def page_of(desk: Desk) -> ModelPage:
    """Open the page as a person does, and wait until everything is found."""
    models = desk.shell.answering.models
    await until(chip(desk).isVisible)
    desk.window.models_requested.emit()
    await until(lambda: not models.finder.is_looking())
    assert models.page is not None
    return models.page


def menu_of(desk: Desk) -> QMenu:
    desk.qtbot.mouseClick(chip(desk), Qt.MouseButton.LeftButton)
    return next(menu for menu in desk.window.findChildren(QMenu) if menu.isVisible())


def words_of(menu: QMenu) -> list[str]:
    return [action.text().partition("\t")[0] for action in menu.actions() if not action.isSeparator()]


def titles(page: ModelPage) -> list[str]:
    model = page.list.entries
    return [str(model.index(row).data()) for row in range(model.rowCount())]


async def test_where_nothing_else_is_there_a_line_leads_to_the_page(opening: Opening) -> None:
    async with opening() as desk:
        await until(lambda: chip(desk).accessibleDescription() == "Built-in responder")
        (button,) = desk.buttons("Add a model…")
        desk.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        models = desk.shell.answering.models
        await until(lambda: models.page is not None and not models.finder.is_looking())
        assert models.page is not None
        assert titles(models.page)[0] == "Built-in responder"
        nothing = models.page.nothing
        assert nothing.words.text().startswith("No model files were found. Looked where Ollama, LM Studio, Jan,")
        nothing.button.click()
        assert "~/.ollama/models" in nothing.folders.toPlainText().splitlines()
        await say(desk, "Hello")
        assert desk.buttons("Add a model…") == []


async def test_a_file_is_added_chosen_and_answers_in_this_session_alone(opening: Opening, own_home: Path) -> None:
    file = a_model(own_home, "Tiny")
    async with opening(engines=LLAMA) as desk:
        first = desk.session_id
        page = await page_of(desk)
        page.files_dropped.emit([str(file)])
        await until(lambda: "Tiny" in titles(page) and page.details.title.text() == "Tiny")
        assert page.nothing.isHidden()
        assert page.status.text() == "1 model file, 0 servers ready"
        page.details.context.number.setText("1024")
        page.details.context.number.textEdited.emit("1024")
        desk.qtbot.mouseClick(page.use_button, Qt.MouseButton.LeftButton)
        assert desk.shell.answering.models.page is None
        chosen = SessionEngine(EngineChoice("llama", model=str(file)), Parameters(context_tokens=1024))
        await until(lambda: desk.shell.answering.answers.own == chosen)
        await until(lambda: chip(desk).words() == "Tiny")
        assert (await desk.services.sessions.show("ada", first)).engine == chosen
        await say(desk, "Who are you?")
        assert desk.transcript()[-1] == ("assistant", "From Tiny.")
        made = await desk.services.sessions.create("ada", name="Another")
        assert made.session.engine is None


async def test_what_is_found_answers_where_nobody_chose_and_the_menu_lists_it(opening: Opening, own_home: Path) -> None:
    put(own_home / ".lmstudio" / "models" / "a" / "b" / "Found.gguf", named("Found"))
    async with opening(engines=LLAMA) as desk:
        await until(lambda: chip(desk).words() == "Found")
        assert desk.buttons("Add a model…") == []
        await until(lambda: desk.shell.answering.answers.usual is not None)
        menu = menu_of(desk)
        assert words_of(menu) == [
            "Answers in this session",
            "As in new sessions: Found",
            "Built-in responder",
            "Found",
            "Parameters…",
            "Ask several…",
            "Models and engines…",
        ]
        assert [action.text() for action in menu.actions() if action.isChecked()] == [words_of(menu)[1]]
        next(action for action in menu.actions() if action.text() == "Built-in responder").trigger()
        menu.close()
        await until(lambda: chip(desk).words() == "Built-in responder")
        desk.window.undo_requested.emit()
        await until(lambda: chip(desk).words() == "Found")


async def test_what_answers_in_the_place_of_one_that_failed_says_so(opening: Opening, own_home: Path) -> None:
    put(own_home / ".lmstudio" / "models" / "a" / "b" / "Found.gguf", named("Found"))
    async with opening(engines=LLAMA) as desk:
        await until(lambda: chip(desk).words() == "Found")
        answers, services = desk.shell.answering.answers, desk.services
        assert answers.chosen is not None
        choice = answers.chosen.choice
        ended = EngineState("llama", EngineCondition.IDLE, choice.model, reason="it crashed")
        services.engines._states.report(ended)
        await until(lambda: answers.state == ended)
        services.choosing.failed(answers.chosen, UserError("model_stopped", reason="it crashed"))
        answers.look()
        await until(lambda: chip(desk).words() == "Built-in responder · in place of Found")
        answers.choose(EngineChoice("builtin"))
        await until(lambda: chip(desk).words() == "Built-in responder")


async def test_another_is_kept_for_new_sessions(opening: Opening, own_home: Path, data_dir: Path) -> None:
    file = a_model(own_home, "Usual")
    async with opening(engines=LLAMA) as desk:
        page = await page_of(desk)
        page.files_dropped.emit([str(file)])
        await until(lambda: page.details.title.text() == "Usual")
        page.details.context.number.setText("1024")
        page.details.context.number.textEdited.emit("1024")
        desk.qtbot.mouseClick(page.default_button, Qt.MouseButton.LeftButton)
        await until(lambda: page.default_button.text() == "Used for new sessions")
        assert chip(desk).words() == "Usual"
        assert "context_tokens = 1024" in (data_dir / "settings.toml").read_text("utf-8")
        assert desk.services.engines.settings.context_tokens == 1024
        assert f'model = "{file}"' in (data_dir / "settings.toml").read_text("utf-8")


async def test_what_is_no_model_is_refused_in_a_sentence(opening: Opening, own_home: Path) -> None:
    file = put(own_home / "notes.gguf", b"dear diary")
    async with opening(engines=LLAMA) as desk:
        page = await page_of(desk)
        before = titles(page)
        page.files_dropped.emit([str(file)])
        await until(lambda: page.problem.isVisible())
        assert "notes.gguf" in page.problem.text()
        assert titles(page) == before


async def test_a_hash_is_computed(opening: Opening, own_home: Path) -> None:
    file = a_model(own_home, "Hashed")
    async with opening(engines=LLAMA) as desk:
        page = await page_of(desk)
        page.files_dropped.emit([str(file)])
        await until(lambda: page.details.title.text() == "Hashed")
        desk.qtbot.mouseClick(page.details.hash.button, Qt.MouseButton.LeftButton)
        wanted = hashlib.sha256(file.read_bytes()).hexdigest()
        await until(lambda: page.details.hash.value.text().replace("\n", "") == wanted)


async def test_parameters_are_the_session_s_own_and_kept_as_a_preset(opening: Opening, script: Script) -> None:
    async with opening() as desk:
        await until(chip(desk).isVisible)
        desk.window.parameters_requested.emit()
        dialog = desk.shell.answering.parameters.dialog
        assert dialog is not None
        dialog.fields["temperature"].line.setText("0.2")
        dialog.fields["temperature"].edited.emit()
        dialog.presets.saved.emit("Precise")
        await until(lambda: dialog.presets.current() == "Precise")
        desk.qtbot.mouseClick(dialog.apply_button, Qt.MouseButton.LeftButton)
        changed = await emitted(desk.shell.chat.changed)
        assert changed[0].engine.parameters == Parameters(temperature=0.2)
        (preset,) = await desk.services.session_engines.presets("ada")
        assert (preset.name, preset.engine.parameters) == ("Precise", Parameters(temperature=0.2))
        made = await desk.services.sessions.create("ada", name="Another")
        desk.shell.chat.open(made.session.id)
        await until(lambda: desk.session_id == made.session.id)
        await until(lambda: [each.name for each in desk.shell.answering.answers.presets] == ["Precise"])
        menu = menu_of(desk)
        next(action for action in menu.actions() if action.text() == "Precise").trigger()
        menu.close()
        await until(lambda: desk.shell.answering.answers.own.parameters == Parameters(temperature=0.2))


async def test_everything_on_the_page_can_be_reached_by_keys(opening: Opening, own_home: Path) -> None:
    file = a_model(own_home, "Keyed")
    async with opening(engines=LLAMA) as desk:
        page = await page_of(desk)
        page.files_dropped.emit([str(file)])
        await until(lambda: page.details.title.text() == "Keyed")
        page.activateWindow()
        page.search.setFocus()
        reached = set()
        for _ in range(40):
            focused = page.focusWidget()
            assert focused is not None
            reached.add(focused.accessibleName())
            desk.qtbot.keyClick(focused, Qt.Key.Key_Tab)
        wanted = {
            each.accessibleName() for each in page.findChildren(QPushButton) if each.isVisible() and each.isEnabled()
        }
        assert wanted | {"Search models", "What can answer", "Context", "Context by slider"} <= reached


async def test_keys_lead_to_the_dialogs(opening: Opening) -> None:
    control = Qt.KeyboardModifier.ControlModifier
    async with opening() as desk:
        await until(chip(desk).isVisible)
        desk.window.activateWindow()
        await until(desk.window.isActiveWindow)
        answering = desk.shell.answering
        desk.qtbot.keyClick(desk.window.composer.editor, Qt.Key.Key_M, control)
        await until(lambda: answering.models.page is not None)
        answering.models.close()
        desk.qtbot.keyClick(desk.window.composer.editor, Qt.Key.Key_P, control | Qt.KeyboardModifier.ShiftModifier)
        await until(lambda: answering.parameters.dialog is not None)
        answering.parameters.close()
        desk.qtbot.keyClicks(desk.window.composer.editor, "Hello")
        desk.qtbot.keyClick(desk.window.composer.editor, Qt.Key.Key_Return, control | Qt.KeyboardModifier.ShiftModifier)
        await until(lambda: desk.shell.ask_several.dialog is not None)
        assert desk.window.composer.text() == "Hello"


async def test_a_file_that_is_added_while_others_are_looked_for_stays(
    opening: Opening, own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = a_model(own_home, "Tiny")
    async with opening() as desk:
        look, looked, go_on = desk.services.models.look, asyncio.Event(), asyncio.Event()

        async def look_slowly() -> FoundModels:
            found = await look()
            looked.set()
            await go_on.wait()
            return found

        monkeypatch.setattr(desk.services.models, "look", look_slowly)
        desk.window.models_requested.emit()
        models = desk.shell.answering.models
        await until(looked.is_set)
        models.work.add_paths([str(file)])
        assert models.page is not None
        await until(lambda: models.page is not None and "Tiny" in titles(models.page))
        go_on.set()
        await until(lambda: not models.finder.is_looking())
        assert "Tiny" in titles(models.page)
        assert models.page.status.text() == "1 model file, 0 servers ready"


async def test_the_server_of_the_open_session_is_listed_wherever_it_is(opening: Opening) -> None:
    with closed_port() as base_url:
        async with opening(engines={"openai": lambda _choice: ScriptedEngine(lambda _request: [])}) as desk:
            choice = SessionEngine(EngineChoice("openai", base_url, "tiny"))
            await desk.services.session_engines.set(desk.services.user_id, desk.session_id, choice)
            desk.shell.chat.reload()
            page = await page_of(desk)
            places = [entry.server.base_url for entry in page.list.entries.all() if entry.server is not None]
            assert places == [base_url]
            page.reject()
