"""Summaries: what fell out in short, in the place of those turns, on the branches that they are on."""

from contextlib import aclosing

import pytest

from desktop_app.domain.errors import UserError
from desktop_app.engines.scripted import ScriptedEngine
from desktop_app.services.chat import SendRequest
from desktop_app.services.services import Services
from tests.support.script import Script

pytestmark = pytest.mark.chat_file


async def send(services: Services, text: str) -> None:
    async with aclosing(services.chat.send(SendRequest("ada", text, session_id="s"))) as events:
        async for _event in events:
            pass


async def summarise(services: Services) -> str:
    async with aclosing(services.summaries.summarise("ada", "s")) as pieces:
        return [piece async for piece in pieces][-1]


async def long_talk(services: Services, engine: ScriptedEngine, turns: int = 12) -> None:
    engine.window = 1_200
    for number in range(turns):
        await send(services, f"question {number} " + "word " * 40)


async def test_the_preview_is_what_is_sent(services: Services, engine: ScriptedEngine) -> None:
    await long_talk(services, engine)
    plan = await services.previews.plan("ada", "s", "and now?")
    assert plan.fallen
    assert plan.counted is not None
    await send(services, "and now?")
    assert engine.requests[-1].turns == plan.request.turns
    assert engine.requests[-1].system_prompt == plan.request.system_prompt
    blank = await services.previews.plan("ada", "s")
    assert blank.sent[-1].message.role == "assistant"


async def test_a_summary_stands_for_what_fell_out(services: Services, engine: ScriptedEngine, script: Script) -> None:
    await long_talk(services, engine)
    before = await services.previews.plan("ada", "s", "x")
    script.next("Ada asked ", "many questions.")
    assert await summarise(services) == "Ada asked many questions."
    asked = engine.requests[-1]
    assert asked.turns[0].content.count("question 0") >= 1
    assert asked.persona.id == "summary"
    after = await services.previews.plan("ada", "s", "x")
    assert after.summary is not None
    assert (after.summary.text, after.summary.message_id) == (
        "Ada asked many questions.",
        before.fallen[-1].message.id,
    )
    assert after.shares.summary > 0
    await send(services, "x")
    assert engine.requests[-1].system_prompt.endswith("Ada asked many questions.")
    assert not {turn.content for turn in engine.requests[-1].turns} & {t.message.content for t in before.fallen}
    answer = (await services.sessions.history("ada", "s"))[-1]
    assert (await services.receipts.of("ada", answer.id)).whole


async def test_a_summary_is_edited_removed_and_brought_back(
    services: Services, engine: ScriptedEngine, script: Script
) -> None:
    await long_talk(services, engine)
    script.next("Short.")
    await summarise(services)
    made = (await services.previews.plan("ada", "s")).summary
    assert made is not None
    edited = await services.summaries.edit("ada", "s", made, "  In my words. ")
    assert (await services.previews.plan("ada", "s")).summary == edited
    assert (edited.text, edited.edited) == ("In my words.", True)
    for bad in ("  ", "x" * 30_000):
        with pytest.raises(UserError, match="bad_summary"):
            await services.summaries.edit("ada", "s", made, bad)
    await services.summaries.remove("ada", "s", edited)
    assert (await services.previews.plan("ada", "s")).summary is None
    await services.summaries.put_back("ada", "s", edited)
    assert (await services.previews.plan("ada", "s")).summary == edited
    with pytest.raises(UserError, match="session_of_other_user"):
        await services.summaries.remove("bob", "s", edited)


async def test_a_summary_holds_on_its_own_branch_and_goes_into_the_next(
    services: Services, engine: ScriptedEngine, script: Script
) -> None:
    await long_talk(services, engine)
    script.next("The first part.")
    await summarise(services)
    for number in range(8):
        await send(services, f"later {number} " + "word " * 40)
    script.next("All of it.")
    await summarise(services)
    assert "The first part." in engine.requests[-1].turns[0].content
    plan = await services.previews.plan("ada", "s")
    assert plan.summary is not None
    assert plan.summary.text == "All of it."
    first = (await services.sessions.history("ada", "s"))[1]
    fork = await services.turns.fork("ada", "s", first.id)
    assert (await services.previews.plan("ada", fork.id)).summary is None


async def test_nothing_to_summarise_and_a_failure_change_nothing(
    services: Services, engine: ScriptedEngine, script: Script
) -> None:
    engine.window = 1_200
    await send(services, "hello")
    with pytest.raises(UserError, match="nothing_to_summarise"):
        await summarise(services)
    await long_talk(services, engine, 18)
    script.next("half", UserError("engine_failed", detail="gone"))
    with pytest.raises(UserError, match="engine_failed"):
        await summarise(services)
    assert (await services.previews.plan("ada", "s")).summary is None
