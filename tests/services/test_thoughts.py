"""What a model thinks is kept beside its answer: shown while it comes, stored, and never said back to a model."""

import asyncio
import json
from contextlib import aclosing

import pytest

from desktop_app.domain.messages import MessageStatus
from desktop_app.engines.protocol import Delta
from desktop_app.engines.scripted import HANG, ScriptedEngine
from desktop_app.services.chat import ContinueRequest, Finished, SendRequest, Streamed
from desktop_app.services.services import Services
from tests.support.script import Script


async def ask(services: Services, text: str) -> list[object]:
    async with aclosing(services.chat.send(SendRequest("ada", text, session_id="s"))) as events:
        return [event async for event in events]


async def test_thoughts_are_kept_and_not_sent_again(services: Services, script: Script, engine: ScriptedEngine) -> None:
    script.next(Delta(reasoning="Let me "), Delta(reasoning="see \ud83d"), Delta(reasoning="\ude00."), "Four.")
    events = await ask(services, "2 + 2?")
    assert "".join(each.thought for each in events if isinstance(each, Streamed)) == "Let me see 😀."
    assert "".join(each.text for each in events if isinstance(each, Streamed)) == "Four."
    end = events[-1]
    assert isinstance(end, Finished)
    kept = (await services.sessions.history("ada", "s"))[-1]
    assert kept == end.answer
    assert (kept.content, kept.metadata["thinking"]) == ("Four.", "Let me see 😀.")
    await ask(services, "And 3?")
    assert "Let me see" not in repr(engine.requests[-1])


async def test_thoughts_outlive_a_stop_before_the_first_word(services: Services, script: Script) -> None:
    script.next(Delta(reasoning="Hm, let me think"), HANG)
    async with aclosing(services.chat.send(SendRequest("ada", "why?", session_id="s"))) as events:
        async for event in events:
            if isinstance(event, Streamed):
                break
    kept = (await services.sessions.history("ada", "s"))[-1]
    assert (kept.content, kept.status, kept.metadata["thinking"]) == ("", MessageStatus.INTERRUPTED, "Hm, let me think")


async def test_thoughts_are_stored_while_they_come(services: Services, script: Script) -> None:
    await ask(services, "hello")
    script.next(Delta(reasoning="Hm, let me think"), HANG)
    asking = asyncio.create_task(ask(services, "why?"))
    async with asyncio.timeout(10):
        while (kept := (await services.sessions.history("ada", "s"))[-1]).metadata.get("thinking") is None:
            await asyncio.sleep(0.05)
    assert (kept.status, kept.metadata["thinking"]) == (MessageStatus.STREAMING, "Hm, let me think")
    asking.cancel()
    await asyncio.wait([asking])


async def test_an_answer_that_goes_on_keeps_what_was_thought_before(services: Services, script: Script) -> None:
    script.next(Delta(reasoning="first"), "One", HANG)
    async with aclosing(services.chat.send(SendRequest("ada", "count", session_id="s"))) as events:
        async for event in events:
            if isinstance(event, Streamed) and event.text:
                break
    cut = (await services.sessions.history("ada", "s"))[-1]
    script.next(Delta(reasoning="second"), ", two", Delta(finish_reason="stop"))
    async with aclosing(services.chat.continue_answer(ContinueRequest("ada", "s", cut.id))) as events:
        assert [event async for event in events]
    kept = (await services.sessions.history("ada", "s"))[-1]
    assert (kept.content, kept.metadata["thinking"]) == ("One, two", "first\n\nsecond")
    json.dumps(dict(kept.metadata))


@pytest.mark.parametrize(
    ("content", "sent"),
    [
        ("<think>\nHm.\n</think>\n\nYes.", "Yes."),
        ("<thinking>a</think>b</thinking>c", "c"),
        ("Yes <think>no</think>", "Yes <think>no</think>"),
        (" <think>never ended", ""),
    ],
)
async def test_thoughts_within_a_text_are_not_sent_either(
    services: Services, script: Script, engine: ScriptedEngine, content: str, sent: str
) -> None:
    script.next(content)
    await ask(services, "<think>mine</think> really?")
    assert (await services.sessions.history("ada", "s"))[-1].content == content
    await ask(services, "And?")
    turns = [(turn.role.value, turn.content) for turn in engine.requests[-1].turns]
    assert turns == [("user", "<think>mine</think> really?"), ("assistant", sent), ("user", "And?")]
