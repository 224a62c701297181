"""Receipts: each answer's very prompt, by reference, and the same answer made once more."""

import asyncio
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select

from desktop_app.domain.errors import UserError
from desktop_app.domain.messages import Message
from desktop_app.engines.protocol import Delta, Usage
from desktop_app.engines.scripted import HANG, ScriptedEngine
from desktop_app.services.chat import AgainRequest, ContinueRequest, Finished, SendRequest, Stored
from desktop_app.services.services import Services
from desktop_app.store.database import Database
from desktop_app.store.schema import prompt_texts, receipts, summaries
from tests.services.conftest import Opening
from tests.support.images import png
from tests.support.invariants import assert_invariants
from tests.support.script import Script

pytestmark = pytest.mark.chat_file


async def send(services: Services, text: str, *files: bytes) -> Message:
    ids = tuple([(await services.attachments.add("ada", f"{n}.x", data)).id for n, data in enumerate(files, 1)])
    async with aclosing(services.chat.send(SendRequest("ada", text, session_id="s", attachments=ids))) as events:
        found = [event async for event in events][-1]
    assert isinstance(found, Finished)
    return found.answer


async def repeated(services: Services, answer: Message) -> Message:
    repeat = await services.receipts.repeat("ada", answer.id)
    receipt = repeat.receipt
    request = AgainRequest("ada", "s", answer.id, persona=receipt.persona, engine=receipt.choice, repeat=repeat)
    async with aclosing(services.chat.say_again(request)) as events:
        found = [event async for event in events][-1]
    assert isinstance(found, Finished)
    return found.answer


async def test_a_receipt_says_what_was_sent_and_how_it_went(
    services: Services, engine: ScriptedEngine, script: Script
) -> None:
    engine.takes_seed = True
    engine.sees = True
    await send(services, "first")
    script.next("fine", Delta(finish_reason="stop", usage=Usage(70, 3), model="tiny"))
    answer = await send(services, "look", b"some notes " * 9, png())
    shown = await services.receipts.of("ada", answer.id)
    receipt = shown.receipt
    assert shown.whole
    assert replace(shown.request, now=engine.requests[-1].now) == engine.requests[-1]
    assert receipt.asked_at == engine.requests[-1].now
    assert receipt.choice.name == "builtin"
    assert receipt.parameters.seed == engine.requests[-1].parameters.seed is not None
    outcome = receipt.outcome
    assert (outcome.model, outcome.prompt_tokens, outcome.completion_tokens) == ("tiny", 70, 3)
    assert outcome.timings is not None
    assert 0 <= outcome.timings.first_token <= outcome.timings.total
    assert (outcome.timings.measured, outcome.timings.tokens, receipt.window, receipt.window_by) == (
        True,
        3,
        4096,
        "settings",
    )


async def test_an_answer_is_repeated_to_the_letter_beside_itself(services: Services, engine: ScriptedEngine) -> None:
    engine.takes_seed = True
    await send(services, "one", b"a file")
    answer = await send(services, "two")
    await send(services, "three")
    asked = engine.requests[-2]
    again = await repeated(services, answer)
    assert engine.requests[-1] == asked
    assert (again.parent_id, again.content) == (answer.parent_id, answer.content)
    assert again.id != answer.id
    assert (await services.receipts.of("ada", again.id)).receipt.prompt == (
        await services.receipts.of("ada", answer.id)
    ).receipt.prompt


async def test_what_is_being_made_has_its_receipt_before_it_is_whole(services: Services, script: Script) -> None:
    script.next("half", HANG)
    async with aclosing(services.chat.send(SendRequest("ada", "one", session_id="s"))) as events:
        begun, _half = await anext(events), await anext(events)
        assert isinstance(begun, Stored)
        going_on = asyncio.ensure_future(anext(events))
        async with asyncio.timeout(20):
            while not (await services.sessions.history("ada", "s"))[-1].content:
                await asyncio.sleep(0.01)
        answer = (await services.sessions.history("ada", "s"))[-1]
        assert answer.status == "streaming"
        assert (await services.receipts.of("ada", answer.id)).receipt.choice.name == "builtin"
        going_on.cancel()
        await asyncio.wait({going_on})


async def reason(services: Services, answer: Message) -> str:
    with pytest.raises(UserError) as refused:
        await services.receipts.repeat("ada", answer.id)
    return str(refused.value)


async def test_what_cannot_be_repeated_says_why(services: Services, engine: ScriptedEngine, script: Script) -> None:
    by_chance = await send(services, "one")
    assert "takes no seed" in await reason(services, by_chance)
    engine.takes_seed = True
    script.next("half", HANG)
    async with aclosing(services.chat.send(SendRequest("ada", "two", session_id="s"))) as events:
        begun = await anext(events)
        assert isinstance(begun, Stored)
        await anext(events)
    stopped = await services.receipts.of("ada", begun.answer.id)
    assert stopped.receipt.outcome.finish_reason is None
    going_on = services.chat.continue_answer(ContinueRequest("ada", "s", begun.answer.id))
    script.next("half", " and half")
    async with aclosing(going_on) as events:
        assert [event async for event in events]
    assert "several goes" in await reason(services, begun.answer)
    question = await services.sessions.history("ada", "s")
    with pytest.raises(UserError, match="no_receipt"):
        await services.receipts.of("ada", question[0].id)
    with pytest.raises(UserError, match="session_of_other_user"):
        await services.receipts.of("bob", by_chance.id)


async def test_a_model_file_that_is_gone_or_another_one_is_told(
    services: Services, engine: ScriptedEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop_app.services.receipt_making.MODEL_FILES", "builtin")
    engine.takes_seed = True
    file = tmp_path / "tiny.gguf"
    file.write_bytes(b"GGUF and weights")
    settings = replace(services.settings.engine, name="builtin", model=str(file))
    services.engines._settings = settings
    answer = await send(services, "one")
    assert await repeated(services, answer)
    known = await services.receipts.know_model("ada", answer.id)
    assert len(known) == 64
    assert (await services.receipts.of("ada", answer.id)).receipt.model_sha256 == known
    file.write_bytes(b"GGUF and others!")
    assert "another one now" in await reason(services, answer)
    file.unlink()
    assert "is gone" in await reason(services, answer)


async def test_a_prompt_is_stored_once_and_goes_with_its_messages(opening: Opening, data_dir: Path) -> None:
    async with opening() as services:
        for number in range(30):
            await send(services, f"question {number} " + "word " * 40)
        answers = [m for m in await services.sessions.history("ada", "s") if m.role == "assistant"]
        fork = await services.turns.fork("ada", "s", answers[3].id)
        copies = [m for m in await services.sessions.history("ada", fork.id) if m.role == "assistant"]
        assert (await services.receipts.of("ada", copies[3].id)).whole
        await services.removal.delete("ada", fork.id)
    async with Database.open(data_dir / "parley.db") as database, database.reading() as connection:
        documents = (await connection.scalars(select(func.length(receipts.c.document)))).all()
        assert len(documents) == 30
        assert max(documents) < 1_000, "no copy of what was said"
        assert await connection.scalar(select(func.count()).select_from(prompt_texts)) == 2, "persona and level"
    async with opening() as services:
        await services.removal.delete("ada", "s")
    assert_invariants(data_dir)
    async with Database.open(data_dir / "parley.db") as database, database.reading() as connection:
        for table in (receipts, prompt_texts, summaries):
            assert await connection.scalar(select(func.count()).select_from(table)) == 0, table.name


async def test_what_was_taken_away_from_a_prompt_is_noticed(services: Services, engine: ScriptedEngine) -> None:
    engine.takes_seed = True
    first = await send(services, "one")
    answer = await send(services, "two")
    assert first.parent_id is not None
    history = await services.sessions.history("ada", "s")
    await services.removal.clear("ada", "s")
    assert (await services.receipts.of("ada", answer.id)).whole, "all of it is in the trash"
    assert [m.id for m in history][-1] == answer.id
