"""Facts that a model suggests while it rests: only here, only where that is wanted, and never before an answer."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from desktop_app.app import open_services
from desktop_app.domain.engine_requests import EngineRequest
from desktop_app.domain.engines import EngineChoice, Parameters
from desktop_app.domain.errors import UserError
from desktop_app.domain.facts import Fact
from desktop_app.domain.settings import EngineSettings, MemorySettings, Settings
from desktop_app.engines.scripted import HANG, Reply, ScriptedEngine, Step
from desktop_app.paths import Paths, prepare
from desktop_app.services import fact_suggestions
from desktop_app.services.facts import MOST_READ
from desktop_app.services.services import Services
from tests.services.test_chat import finished, send
from tests.support.clock import FakeClock
from tests.support.qt_loop import until

SAID = "Lisbon is where my flat is, knitting is my thing. Do I live in Faro?"
FLAT = {"category": "place", "key": "home", "value": "Lisbon"}
YARN = {"category": "like", "key": "", "value": "knitting"}
BOB = {"category": "name", "key": "name", "value": "Bob"}
HERE = EngineChoice("openai", "http://127.0.0.1:9/v1", "m")


class Model:
    """Answers what a person says, and keeps apart what it is asked about it."""

    def __init__(self) -> None:
        self.asked: list[EngineRequest] = []
        self.next: list[Reply] = []

    def __call__(self, request: EngineRequest) -> Reply:
        if request.persona.id != "facts":
            return ["Nice."]
        self.asked.append(request)
        default: list[Step] = [json.dumps({"facts": [FLAT, YARN, BOB]})]
        return self.next.pop(0) if self.next else default


@pytest.fixture(autouse=True)
def no_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fact_suggestions, "REST_SECONDS", 0)


@asynccontextmanager
async def _open(data_dir: Path, model: Model, *, on: bool = True) -> AsyncIterator[tuple[Services, ScriptedEngine]]:
    paths, engine = Paths(data_dir, data_dir), ScriptedEngine(model)
    prepare(paths)
    settings = Settings(user="ada", engine=EngineSettings(name="llama", model="m.gguf"), memory=MemorySettings(on))
    makers = {name: lambda _choice: engine for name in ("builtin", "llama", "openai")}
    async with open_services(paths, settings, FakeClock(), makers) as services:
        yield services, engine


async def _rested(services: Services) -> list[Fact]:
    """Return what is known or suggested once nothing goes on any more."""
    await until(lambda: services.suggestions._tasks.is_idle)
    return await services.facts.list_facts("ada")


async def test_what_rules_missed_is_suggested_and_used_once_it_is_confirmed(data_dir: Path) -> None:
    model = Model()
    async with _open(data_dir, model) as (services, _engine), aclosing(services.suggestions.arrivals()) as arrivals:
        coming = asyncio.ensure_future(anext(arrivals))
        await asyncio.sleep(0)
        end = finished(await send(services, SAID, parameters=Parameters(context_tokens=512, temperature=2)))
        assert end.learned == ()
        assert [fact.value for fact in await coming] == ["Lisbon", "knitting"]
        found = await _rested(services)
        (question, _answer) = await services.sessions.history("ada", end.session.id)
        assert {(fact.suggested, fact.confirmed, fact.source_message_id) for fact in found} == {
            (True, False, question.id)
        }
        assert await services.facts.relevant("ada", end.session.persona, "Where do I live?", 9) == []
        (asked,) = model.asked
        how = asked.parameters
        assert (asked.model, how.temperature, how.context_tokens) == ("m.gguf", 0, 512), "as it is loaded"
        assert how.json_schema
        home = next(fact for fact in found if fact.value == "Lisbon")
        await services.facts.confirm("ada", home.id)
        assert [fact.value for fact in await services.facts.relevant("ada", end.session.persona, "Hi", 9)] == ["Lisbon"]
        await send(services, "I love knitting, and Lisbon.")
        known = {fact.value: fact.suggested for fact in await _rested(services)}
        assert known == {"Lisbon": False, "knitting": False}, "said in plain words, it is no guess any more"


async def test_a_question_comes_first_and_what_it_interrupts_comes_after_it(data_dir: Path) -> None:
    model = Model()
    model.next = [[HANG], ["half ", HANG]]
    async with _open(data_dir, model) as (services, engine):
        for text in (SAID, "What else?"):
            await send(services, text)
            await until(lambda: engine.running == 1)
        assert await services.facts.list_facts("ada") == []
        assert finished(await send(services, "And now?")).answer.content == "Nice."
        assert len(await _rested(services)) == 2
        assert [request.turns[0].content.count("?") for request in model.asked] == [1, 2, 3]
        model.next = [[HANG]]
        await send(services, "Bye?")
        await until(lambda: engine.running == 1)  # and closing ends it


async def test_nothing_is_asked_where_that_is_not_wanted(data_dir: Path) -> None:
    model = Model()
    async with _open(data_dir, model) as (services, _engine):
        await send(services, SAID, temporary=True, session_id="t")
        await send(services, SAID, engine=EngineChoice("builtin"))
        await send(services, SAID, engine=replace(HERE, base_url="http://192.0.2.1:9/v1"))
        await send(services, SAID + "." * MOST_READ)
        await services.facts.set_learning("ada", on=False)
        await send(services, SAID)
        assert await _rested(services) == []
        assert model.asked == []
        await services.facts.set_learning("ada", on=True)
        await send(services, "Hm.", engine=HERE)
        await _rested(services)
        assert [request.model for request in model.asked] == ["m"]
    async with _open(data_dir / "off", model, on=False) as (services, _engine):
        await send(services, SAID)
        assert await _rested(services) == []
    assert len(model.asked) == 1


async def test_what_is_taken_back_or_known_is_not_suggested(data_dir: Path) -> None:
    async with _open(data_dir, Model()) as (services, _engine):
        await services.facts.set_fact("ada", "dislike", "", "knitting")
        await send(services, SAID + " I no longer live in Lisbon.")
        assert [(fact.category, fact.value) for fact in await _rested(services)] == [("dislike", "knitting")]


async def test_a_model_that_fails_or_takes_no_schema_harms_nothing(
    data_dir: Path, caplog: pytest.LogCaptureFixture
) -> None:
    model = Model()
    refusal = UserError("parameter_refused", names="response_format", status=400, detail="no", base_url="here")
    model.next = [[refusal], ["no JSON"], [RuntimeError(SAID)]]
    async with _open(data_dir, model) as (services, _engine):
        await send(services, SAID)
        assert await _rested(services) == []
        assert [bool(request.parameters.json_schema) for request in model.asked] == [True, False]
        await send(services, SAID)
        assert await _rested(services) == []
        assert "suggesting facts failed: RuntimeError" in caplog.text
        assert "Lisbon" not in caplog.text
        await send(services, SAID)
        assert len(await _rested(services)) == 2
        assert [bool(request.parameters.json_schema) for request in model.asked[2:]] == [False, False]
