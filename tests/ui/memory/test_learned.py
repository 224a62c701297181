"""What is learned from messages, told in the window; and what becomes of it when its source goes."""

import json

import pytest

from desktop_app.domain.engine_requests import EngineRequest
from desktop_app.domain.engines import EngineChoice, SessionEngine
from desktop_app.domain.facts import Fact
from desktop_app.engines.scripted import ScriptedEngine
from desktop_app.services import fact_suggestions
from desktop_app.ui.memory.fact_model import FactRole
from desktop_app.ui.transcript.turns import TurnAction
from tests.support.desk import Desk, Opening
from tests.support.qt_loop import until

ASKED = "From what you deleted was learned: “Lisbon”. What shall become of that?"


async def say(desk: Desk, text: str) -> None:
    count = len(desk.transcript())
    desk.type_and_send(text)
    await until(lambda: len(desk.transcript()) == count + 2 and not desk.shell.chat.is_streaming(desk.session_id))


async def known(desk: Desk) -> list[Fact]:
    return await desk.services.facts.list_facts("ada")


async def test_what_was_learned_is_said_once_and_can_be_taken_back(opening: Opening) -> None:
    async with opening() as desk:
        await say(desk, "I live in Porto")
        await until(lambda: desk.notices() == ["Remembered: you live in Porto."])
        await say(desk, "I live in Lisbon now")
        await until(lambda: desk.notices() == ["Remembered: you live in Lisbon (before: Porto)."])
        await say(desk, "I live in Lisbon")
        await say(desk, "What time is it?")
        assert desk.notices() == ["Remembered: you live in Lisbon (before: Porto)."], "nothing new was told"
        desk.press("Take back")
        await until(lambda: desk.notices() == [])
        await until(lambda: not desk.shell._tasks.is_running("unlearn 0"))
        assert [fact.value for fact in await known(desk)] == ["Porto"]


async def test_what_a_model_suggests_is_told_and_leads_to_where_it_is_confirmed(
    opening: Opening, monkeypatch: pytest.MonkeyPatch
) -> None:
    def reply_to(request: EngineRequest) -> list[str]:
        fact = {"category": "place", "key": "home", "value": "Lisbon"}
        return [json.dumps({"facts": [fact]}) if request.persona.id == "facts" else "Nice."]

    monkeypatch.setattr(fact_suggestions, "REST_SECONDS", 0)
    async with opening({"llama": lambda _choice: ScriptedEngine(reply_to)}) as desk:
        desk.services.suggestions._on = True
        model = SessionEngine(EngineChoice("llama", model="m.gguf"))
        await desk.services.session_engines.set("ada", desk.session_id, model)
        await say(desk, "Lisbon is where my flat is")
        await until(lambda: desk.notices() == ["To confirm: you live in Lisbon."])
        desk.press("Show")
        page = desk.shell.inspecting.memory.page
        assert page is not None
        await until(lambda: page.card.isVisible() and page.card.fields.value.text() == "Lisbon")
        desk.press("Confirm")
        await until(lambda: not page.model.index(0).data(FactRole.FACT).suggested)
        assert [fact.confirmed for fact in await known(desk)] == [True]


async def test_it_leads_to_the_page(opening: Opening) -> None:
    async with opening() as desk:
        await desk.services.facts.set_fact("ada", "name", "name", "Ada")
        await say(desk, "I live in Lisbon")
        desk.press("Show")
        page = desk.shell.inspecting.memory.page
        assert page is not None
        await until(lambda: page.card.isVisible() and page.card.fields.value.text() == "Lisbon")


async def test_who_deletes_the_source_is_asked_what_becomes_of_the_fact(opening: Opening) -> None:
    async with opening() as desk:
        for way, expected in (("Keep", [("Lisbon", None)]), ("Forget", [])):
            await say(desk, "I live in Lisbon")
            for notice in list(desk.window.notices._shown):
                desk.window.notices.dismiss(notice.id)
            question = desk.message(0)
            desk.window.transcript.turn_requested.emit(TurnAction.DELETE, question.id)
            await until(lambda: ASKED in desk.notices() and not desk.transcript())
            desk.press(way)
            await until(lambda: not any("facts without" in each for each in desk.shell._tasks._running))
            assert [(fact.value, fact.source_message_id) for fact in await known(desk)] == expected
            await desk.services.facts.forget("ada", *[fact.id for fact in await known(desk)])


async def test_why_an_answer_says_what_it_says(opening: Opening) -> None:
    async with opening() as desk:
        await say(desk, "I live in Lisbon")
        await say(desk, "Where is my home?")
        why = desk.shell.inspecting.why
        desk.window.transcript.turn_requested.emit(TurnAction.WHY, desk.message(3).id)
        await until(lambda: why.dialog is not None)
        dialog = why.dialog
        assert dialog is not None
        assert dialog.told() == [
            ("Facts", ["home: Lisbon"]),
            ("Affinity", ["Stranger · 2 points"]),
            ("What was said before", ["3 turns were read, nothing fell out"]),
            ("Persona", ["💬  Default Assistant"]),
        ]
        assert "Lisbon" in dialog.memory_text.text()
        wanted: list[int] = []
        desk.shell.chat.message_wanted.connect(wanted.append)
        desk.press("Go to the source of home: Lisbon")
        await until(lambda: wanted == [desk.message(0).id])
        await until(lambda: why.dialog is None)
        (fact,) = await known(desk)
        await desk.services.facts.edit("ada", fact.id, "place", "home", "Porto")
        desk.window.transcript.turn_requested.emit(TurnAction.WHY, desk.message(3).id)
        await until(lambda: why.dialog is not None)
        assert why.dialog is not None
        assert why.dialog.told()[0] == ("Facts", ["home: Lisbon, now: Porto"])
        desk.press("Show the fact home: Lisbon")
        page = desk.shell.inspecting.memory.page
        assert page is not None
        await until(lambda: page.card.isVisible() and page.card.fields.value.text() == "Porto")
