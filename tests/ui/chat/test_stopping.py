"""Esc stops at once, whether the engine is silent or floods."""

import asyncio
import time

import pytest
from PySide6.QtCore import Qt

from desktop_app.engines.scripted import HANG, ScriptedEngine, Step
from tests.support.desk import Desk, Opening
from tests.support.qt_loop import until
from tests.support.script import Script

TURNS = 25
"""Turns of the event loop that an engine may take to be gone; a busy computer makes each longer, not more of them."""
LIMIT = 0.3
FLOOD: tuple[Step, ...] = ("word ",) * 300_000
SILENCE: tuple[Step, ...] = ("word ", HANG)


def engine_of(desk: Desk) -> ScriptedEngine:
    (engine,) = desk.services.engines._engines.values()
    assert isinstance(engine, ScriptedEngine)
    return engine


async def begin(desk: Desk, script: Script, steps: tuple[Step, ...]) -> ScriptedEngine:
    script.next(*steps)
    desk.type_and_send("go on")
    await until(lambda: desk.transcript()[-1:] != [("assistant", "")] and len(desk.transcript()) == 2)
    assert desk.window.composer.button.accessibleName() == "Stop"
    return engine_of(desk)


@pytest.mark.parametrize("steps", [FLOOD, SILENCE], ids=["flood", "silence"])
async def test_escape_stops_within_a_few_turns(opening: Opening, script: Script, steps: tuple[Step, ...]) -> None:
    async with opening() as desk:
        engine = await begin(desk, script, steps)
        desk.qtbot.keyClick(desk.window, Qt.Key.Key_Escape)
        assert desk.window.composer.button.accessibleName() == "Send"
        turns = 0
        while engine.running:
            await asyncio.sleep(0)
            turns += 1
        assert turns <= TURNS
        await until(lambda: desk.message(1).status == "interrupted")
        assert desk.transcript()[1][1].startswith("word ")


async def test_the_next_message_can_be_sent_in_the_same_moment(opening: Opening, script: Script) -> None:
    async with opening() as desk:
        await begin(desk, script, SILENCE)
        desk.qtbot.keyClick(desk.window, Qt.Key.Key_Escape)
        script.next("begun", HANG)
        desk.type_and_send("again")
        assert desk.window.composer.is_streaming()
        await until(lambda: desk.transcript()[-1] == ("assistant", "begun"))
        assert desk.window.composer.is_streaming()
        assert [text for _role, text in desk.transcript()] == ["go on", "word ", "again", "begun"]
        desk.qtbot.keyClick(desk.window, Qt.Key.Key_Escape)
        await until(lambda: not engine_of(desk).running)


@pytest.mark.full
@pytest.mark.parametrize("steps", [FLOOD, SILENCE], ids=["flood", "silence"])
async def test_escape_takes_no_third_of_a_second(opening: Opening, script: Script, steps: tuple[Step, ...]) -> None:
    async with opening() as desk:
        engine = await begin(desk, script, steps)
        began = time.monotonic()
        desk.qtbot.keyClick(desk.window, Qt.Key.Key_Escape)
        await until(lambda: not engine.running)
        assert time.monotonic() - began < LIMIT


async def test_a_message_stopped_while_it_is_stored_stands_in_one_place(opening: Opening, script: Script) -> None:
    async with opening() as desk:
        composer, shown_at_all = desk.window.composer, 0
        for turns in range(0, 4_000, 20):
            words = f"question {turns}"
            script.next(HANG)
            desk.type_and_send(words)
            for _ in range(turns):
                await asyncio.sleep(0)
            desk.qtbot.keyClick(desk.window, Qt.Key.Key_Escape)
            await until(lambda: not any(task.get_name().startswith("send to") for task in asyncio.all_tasks()))
            shown = [text for _role, text in desk.transcript()].count(words)
            history = await desk.services.sessions.history("ada", desk.session_id)
            stored = [message.content for message in history].count(words)
            assert (stored, shown, composer.text()) in ((1, 1, ""), (0, 0, words))
            shown_at_all += shown
            composer.editor.clear()
            if shown_at_all == 3:
                break
        assert shown_at_all
