"""One question to several engines at once: each answers beside the others, and is stopped, failed and kept alone."""

import asyncio
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from desktop_app.app import open_services
from desktop_app.domain.engine_requests import EngineRequest
from desktop_app.domain.engines import EngineChoice, Parameters, SessionEngine
from desktop_app.domain.errors import UserError
from desktop_app.domain.settings import EngineSettings, Settings
from desktop_app.engines.scripted import HANG, Reply, ScriptedEngine, Step
from desktop_app.paths import Paths, prepare
from desktop_app.services.chat import ContinueRequest, Finished, SeveralRequest, Streamed
from desktop_app.services.services import Services
from desktop_app.services.side_by_side import Failed, OfAnswer, SeveralEvent, Stopped, StoredSeveral
from tests.support.invariants import assert_invariants

SIDES = tuple(
    SessionEngine(EngineChoice("llama", model=f"/{name}.gguf"), Parameters(temperature=number / 10))
    for number, name in enumerate(("quick", "slow", "broken"))
)
_KILLED = """
import asyncio, sys
from pathlib import Path
from tests.services.test_side_by_side import SIDES, Streamed, OfAnswer, SeveralRequest, opened
async def main():
    async with opened(Path(sys.argv[1])) as services:
        async for event in services.chat.ask_several(SeveralRequest("ada", "s", SIDES[1:2] * 2, "hello")):
            if isinstance(event, OfAnswer) and isinstance(event.event, Streamed):
                print(event.answer_id, flush=True)
asyncio.run(main())
"""


def _engine(choice: EngineChoice) -> ScriptedEngine:
    def reply(request: EngineRequest) -> Reply:
        said = f"{Path(request.model).stem} {request.parameters.temperature}"
        ends: dict[str, Step] = {"slow": HANG, "broken": UserError("engine_cut_off", base_url="http://127.0.0.1:1")}
        return [said, *([ends[each] for each in ends if each in said])]

    engine = ScriptedEngine(reply)
    engine.name = choice.name
    return engine


@asynccontextmanager
async def opened(data_dir: Path) -> AsyncIterator[Services]:
    paths = Paths(data_dir, data_dir)
    prepare(paths)
    settings = replace(Settings(user="ada"), engine=EngineSettings(name="builtin"))
    async with open_services(paths, settings, makers=dict.fromkeys(("builtin", "llama"), _engine)) as services:
        yield services


@pytest.fixture
async def services(data_dir: Path) -> AsyncIterator[Services]:
    async with opened(data_dir) as made:
        yield made


async def test_nothing_is_stored_for_what_cannot_answer(services: Services) -> None:
    nonsense = EngineChoice("nonsense")
    await services.sessions.ensure("there", "ada")
    for stream in (
        services.chat.ask_several(SeveralRequest("ada", "s", (*SIDES[:1], SessionEngine(nonsense)), "hello")),
        services.chat.continue_answer(ContinueRequest("ada", "there", 1, engine=nonsense)),
    ):
        with pytest.raises(UserError, match="unknown_engine"):
            async with aclosing(stream) as events:
                async for _event in events:
                    pass
    with pytest.raises(UserError, match="session_not_found"):
        await services.sessions.show("ada", "s")


async def answers(services: Services) -> list[tuple[str, str]]:
    found = await services.sessions.history("ada", "s", all_branches=True)
    return [(each.content, each.status.value) for each in found if each.role == "assistant"]


async def test_each_answers_for_itself_and_the_first_is_shown(services: Services) -> None:
    request = SeveralRequest("ada", "s", SIDES, "which?")
    events: list[SeveralEvent] = []
    stopping: list[bool] = []
    async with aclosing(services.chat.ask_several(request)) as stream:
        async for event in stream:
            events.append(event)
            if sum(isinstance(each, OfAnswer) and isinstance(each.event, Streamed) for each in events) == 3:
                slow = _stored(events).answers[1].id
                stopping.append(services.chat.stop_answer(slow))
    stored = _stored(events)
    assert stored.created
    assert [each.choice.model for each in stored.chosen] == ["/quick.gguf", "/slow.gguf", "/broken.gguf"]
    ends = {event.answer_id: event.event for event in events if isinstance(event, OfAnswer)}
    quick, slow_end, broken = (ends[each.id] for each in stored.answers)
    assert isinstance(quick, Finished)
    assert isinstance(slow_end, Stopped)
    assert isinstance(broken, Failed)
    assert broken.error.code == "engine_cut_off"
    assert stopping[0]
    assert not services.chat.stop_answer(stored.answers[1].id), "it is over"
    assert await answers(services) == [
        ("quick 0.0", "complete"),
        ("slow 0.1", "interrupted"),
        ("broken 0.2", "interrupted"),
    ]
    shown = await services.sessions.history("ada", "s")
    assert [each.content for each in shown] == ["which?", "quick 0.0"]
    assert (await services.sessions.show("ada", "s")).query_count == 1


async def test_the_question_counts_once_whoever_answers_it(services: Services) -> None:
    sides = (SIDES[2], SIDES[0], SIDES[0])
    first = await _all(services, SeveralRequest("ada", "s", sides, "which?"))
    persona = first.session.persona
    assert (await services.chat.affinity("ada", persona)).points == 2
    again = await _all(services, SeveralRequest("ada", "s", (SIDES[0],) * 2, message_id=first.question.id))
    assert again.question.id == first.question.id
    assert (await services.chat.affinity("ada", persona)).points == 2
    assert len(await answers(services)) == 5
    shown = (await services.sessions.history("ada", "s"))[-1]
    assert shown.id == again.answers[0].id


async def test_leaving_or_cancelling_stops_all_and_keeps_what_came(services: Services) -> None:
    request = SeveralRequest("ada", "s", (SIDES[1],) * 3, "well?")
    async with aclosing(services.chat.ask_several(request)) as stream:
        assert isinstance(await anext(stream), StoredSeveral)
    assert [status for _text, status in await answers(services)] == ["interrupted"] * 3

    async def listen() -> None:
        async with aclosing(services.chat.ask_several(replace(request, text="and?"))) as events:
            async for event in events:
                if isinstance(event, OfAnswer):
                    told.set()

    told = asyncio.Event()
    task = asyncio.ensure_future(listen())
    await told.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    found = await answers(services)
    assert len(found) == 6
    assert {status for _text, status in found} == {"interrupted"}
    assert ("slow 0.1", "interrupted") in found


@pytest.mark.parametrize("number", [0, 1, 4])
async def test_two_or_three_are_asked(services: Services, number: int) -> None:
    with pytest.raises(UserError) as refused:
        await _all(services, SeveralRequest("ada", "s", (SIDES[0],) * number, "hi"))
    assert refused.value.code == "bad_number_of_sides"
    assert await services.sessions.list_sessions("ada") == []


async def test_killed_in_the_midst_each_keeps_its_text(data_dir: Path) -> None:
    words = [sys.executable, "-c", _KILLED, str(data_dir)]
    with subprocess.Popen(words, cwd=Path(__file__).parents[2], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for _answer in range(2):
            assert await asyncio.to_thread(process.stdout.readline)
        await asyncio.sleep(1.5)  # more than what is at risk at any time
        process.send_signal(signal.SIGKILL)
    async with opened(data_dir) as services:
        assert await answers(services) == [("slow 0.1", "interrupted")] * 2
    assert_invariants(data_dir)


def _stored(events: list[SeveralEvent]) -> StoredSeveral:
    (stored,) = [event for event in events if isinstance(event, StoredSeveral)]
    return stored


async def _all(services: Services, request: SeveralRequest) -> StoredSeveral:
    async with aclosing(services.chat.ask_several(request)) as stream:
        return _stored([event async for event in stream])
