"""Each session is answered as it chose, however many at once; what fails is asked once and kept."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from desktop_app.app import open_services
from desktop_app.domain.engine_requests import EngineRequest
from desktop_app.domain.engines import EngineChoice, Parameters, SessionEngine
from desktop_app.domain.errors import UserError
from desktop_app.domain.messages import MessageStatus
from desktop_app.domain.settings import EngineSettings, Settings
from desktop_app.engines.scripted import Reply, ScriptedEngine
from desktop_app.paths import Paths, prepare
from desktop_app.services.chat import AgainRequest, Finished, SendRequest
from desktop_app.services.services import Services
from tests.services.test_chat import finished, send


class Engines:
    """Scripted engines of several names; one can be out of order."""

    def __init__(self) -> None:
        self.broken: set[str] = set()
        self.asked: list[tuple[str, EngineRequest]] = []

    def make(self, choice: EngineChoice) -> ScriptedEngine:
        def reply(request: EngineRequest) -> Reply:
            self.asked.append((choice.name, request))
            if choice.name in self.broken:
                return ["Well", UserError("engine_unreachable", base_url=choice.base_url)]
            return [f"{choice.name} {request.model} {request.parameters.temperature}"]

        engine = ScriptedEngine(reply)
        engine.name = choice.name
        return engine


@pytest.fixture
def engines() -> Engines:
    return Engines()


@asynccontextmanager
async def _opened(data_dir: Path, engines: Engines) -> AsyncIterator[Services]:
    paths = Paths(data_dir, data_dir)
    prepare(paths)
    settings = replace(Settings(user="ada"), engine=EngineSettings(name="builtin"))
    makers = dict.fromkeys(("builtin", "llama", "openai"), engines.make)
    async with open_services(paths, settings, makers=makers) as services:
        yield services


@pytest.fixture
async def services(data_dir: Path, engines: Engines) -> AsyncIterator[Services]:
    async with _opened(data_dir, engines) as opened:
        yield opened


async def test_fifty_sessions_at_once_are_each_answered_as_they_chose(services: Services) -> None:
    async def talk(number: int) -> None:
        session = (await services.sessions.create("ada", name=f"talk {number}")).session
        choice = EngineChoice("llama", model=f"/{number}.gguf") if number % 2 else EngineChoice()
        await services.session_engines.set(
            "ada", session.id, SessionEngine(choice, Parameters(temperature=number / 100))
        )
        for question in ("one", "two")[: 1 if number % 5 else 2]:
            once = EngineChoice("llama", model="/once.gguf") if number % 5 == 0 and question == "one" else None
            said = finished(await send(services, question, session_id=session.id, engine=once or EngineChoice())).answer
            expected = once or (choice if choice.name else EngineChoice("builtin"))
            assert (said.content, said.engine) == (
                f"{expected.name} {expected.model} {number / 100}",
                expected.name,
            )

    await asyncio.gather(*map(talk, range(50)))


async def test_what_is_chosen_is_kept_undone_and_forked(data_dir: Path, engines: Engines) -> None:
    own = SessionEngine(EngineChoice("llama", model="/m.gguf"), Parameters(seed=1))
    async with _opened(data_dir, engines) as services:
        await services.sessions.create("ada", session_id="s")
        await services.session_engines.set("ada", "s", own)
        answer = finished(await send(services, "hi", session_id="s")).answer
        fork = await services.turns.fork("ada", "s", answer.id)
        await services.session_engines.set("ada", "s", None)
        undone = await services.undo.undo("ada")
        assert undone is not None
        assert undone.words == "“hi” is answered as before again."
    async with _opened(data_dir, engines) as services:
        assert await services.session_engines.get("ada", "s") == own
        assert await services.session_engines.get("ada", fork.id) == own


async def test_a_chosen_engine_that_fails_is_asked_once_and_nothing_else_answers(
    services: Services, engines: Engines
) -> None:
    await services.sessions.create("ada", session_id="s")
    gone = SessionEngine(EngineChoice("openai", "http://127.0.0.1:1/v1"))
    await services.session_engines.set("ada", "s", gone)
    engines.broken.add("openai")
    with pytest.raises(UserError) as failure:
        await send(services, "hello?", session_id="s")
    assert failure.value.code == "engine_unreachable"
    assert [name for name, _request in engines.asked] == ["openai"]
    question, partial = await services.sessions.history("ada", "s")
    assert (question.content, partial.content, partial.status) == ("hello?", "Well", MessageStatus.INTERRUPTED)
    request = AgainRequest("ada", "s", question.id, engine=EngineChoice("builtin"))
    async with aclosing(services.chat.say_again(request)) as events:
        (end,) = [event async for event in events if isinstance(event, Finished)]
    assert end.answer.engine == "builtin"
    assert (await services.session_engines.get("ada", "s")) == gone, "what is asked for once changes nothing"


async def test_what_a_question_asks_for_in_vain_stores_nothing(services: Services) -> None:
    for asked in (EngineChoice("oracle"), EngineChoice("oracle", "http://127.0.0.1:1")):
        with pytest.raises(UserError) as refused:
            await send(services, "hi", engine=asked)
        assert refused.value.code == "unknown_engine"
    with pytest.raises(UserError) as bad:
        await send(services, "hi", session_id="s", parameters=Parameters(temperature=99))
    assert bad.value.code == "bad_parameter"
    assert all(each.message_count == 0 for each in await services.sessions.list_sessions("ada"))


async def test_repeating_a_request_of_another_user_changes_nothing(services: Services) -> None:
    await services.sessions.create("ada", session_id="s")
    with pytest.raises(UserError) as refused:
        await services.session_engines.set("bob", "s", SessionEngine(EngineChoice("llama")))
    assert refused.value.code == "session_of_other_user"
    async with aclosing(services.chat.send(SendRequest("ada", "hi", session_id="s"))) as events:
        assert [event async for event in events]
    assert await services.session_engines.get("ada", "s") is None
