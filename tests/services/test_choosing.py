"""What answers: the question's choice, else its session's, else the settings', else what is found on the computer."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from desktop_app.domain.choosing import Chosen, ChosenBy, Rung, choice_over, known_as
from desktop_app.domain.choosing_sentences import climb_words
from desktop_app.domain.engines import EngineChoice, EngineCondition, EngineState, Parameters, SessionEngine
from desktop_app.domain.errors import UserError
from desktop_app.domain.model_files import Fit, FitVerdict, ModelFile, ModelHeader, ModelKind
from desktop_app.domain.recovery import Offer, offers_for
from desktop_app.domain.servers import FoundServer, Health, Program, ServerModel
from desktop_app.domain.settings import EngineSettings
from desktop_app.engines.scripted import ScriptedEngine
from desktop_app.services.choosing import ChoosingService
from desktop_app.services.engine_states import EngineStates
from desktop_app.services.engines import EngineService
from desktop_app.services.ladder import Ladder
from desktop_app.store.database import Database
from desktop_app.store.marks import MarkStore
from tests.support.gate import held_back

HERE = "http://127.0.0.1:11434/v1"
THERE = "http://box.example:8080/v1"
_SMALL, _LARGE = 2 * 2**30, 5 * 2**30


class Named(ScriptedEngine):
    """A scripted engine of any name."""

    def __init__(self, choice: EngineChoice) -> None:
        super().__init__(lambda request: [f"{choice.name} {request.model} {request.parameters.temperature}"])
        self.name = choice.name
        self.started: list[str] = []

    async def start(self, model: str = "", parameters: Parameters | None = None) -> None:
        del parameters
        self.started.append(model)


class Computer:
    """Servers and files as they are found, and how long looking for them takes."""

    def __init__(self) -> None:
        self.servers: list[FoundServer] = []
        self.models: list[ModelFile] = []
        self.verdict = FitVerdict.FITS
        self.hold = asyncio.Event()
        self.hold.set()
        self.looked = 0

    async def found(self) -> Sequence[FoundServer]:
        self.looked += 1
        await self.hold.wait()
        return self.servers

    async def files(self) -> Sequence[ModelFile]:
        return self.models

    async def fit(self, file: ModelFile, context_tokens: int) -> Fit:
        return Fit(self.verdict, file.size, None, context_tokens, context_tokens)


def server(base_url: str = HERE, health: Health = Health.READY, *models: str) -> FoundServer:
    return FoundServer(base_url, Program.OLLAMA, health, tuple(ServerModel(each) for each in models or ("qwen",)))


def model_file(path: Path, size: int = _SMALL, **values: Any) -> ModelFile:
    text: dict[str, Any] = dict.fromkeys(("architecture", "name", "quantisation", "licence", "chat_template"), "")
    counts = ("parameters", "context_tokens", "layers", "heads", "kv_heads", "embedding", "vocabulary", "cache_values")
    flags = dict.fromkeys(("thinks", "uses_tools", "sees"), False)
    said = {**text, **dict.fromkeys(counts, 1), **flags, "kind": ModelKind.CHAT, "split_count": 0, "data_end": None}
    header = ModelHeader(**{**said, **values})
    return ModelFile(path, path.name, size, header)


class Bench:
    """A choosing service over engines that only say who they are."""

    def __init__(self, database: Database, computer: Computer, settings: EngineSettings, patience: float) -> None:
        names = ("builtin", "openai", "llama")
        self.made: list[Named] = []
        self.states = EngineStates()
        self.engines = EngineService(dict.fromkeys(names, self._make), settings, self.states)
        ladder = Ladder(self.engines, computer, computer)
        self.choosing = ChoosingService(self.engines, ladder, MarkStore(database), patience)

    def _make(self, choice: EngineChoice) -> Named:
        self.made.append(Named(choice))
        return self.made[-1]

    async def choice(self, *asked: Any) -> EngineChoice:
        return (await self.choosing.chosen("ada", *asked)).choice


@asynccontextmanager
async def bench(computer: Computer, database: Database, patience: float = 30, **settings: Any) -> AsyncIterator[Bench]:
    made = Bench(database, computer, EngineSettings(**settings), patience)
    try:
        yield made
    finally:
        await made.choosing.aclose()
        await made.engines.aclose()


@pytest.fixture
async def database() -> AsyncIterator[Database]:
    async with Database.open(None) as opened:
        yield opened


@pytest.fixture
async def computer() -> Computer:
    return Computer()


@pytest.mark.parametrize(
    ("above", "below", "result"),
    [
        (("", "", ""), ("llama", "", "/m.gguf"), ("llama", "", "/m.gguf")),
        (("", "", "/n.gguf"), ("llama", "", "/m.gguf"), ("llama", "", "/n.gguf")),
        (("", "", "/n.gguf"), ("openai", HERE, "qwen"), ("llama", "", "/n.gguf")),
        (("openai", "", ""), ("openai", HERE, "qwen"), ("openai", HERE, "qwen")),
        (("", THERE, ""), ("openai", HERE, "qwen"), ("openai", THERE, "")),
        (("builtin", "", ""), ("openai", HERE, "qwen"), ("builtin", "", "")),
        (("", "", "qwen"), ("", "", ""), ("", "", "qwen")),
        (("", "", "C:\\m.GGUF"), ("", "", ""), ("llama", "", "C:\\m.GGUF")),
    ],
)
def test_what_is_left_open_is_filled_only_from_the_same_engine(
    above: tuple[str, str, str], below: tuple[str, str, str], result: tuple[str, str, str]
) -> None:
    assert choice_over(EngineChoice(*above), EngineChoice(*below)) == EngineChoice(*result)


async def test_the_question_s_choice_goes_before_the_session_s_and_that_before_the_settings(
    computer: Computer, database: Database
) -> None:
    own = SessionEngine(EngineChoice("llama", model="/own.gguf"), Parameters(temperature=0.5, seed=7))
    async with bench(computer, database, name="openai", base_url=HERE, model="qwen") as here:
        chosen = here.choosing.chosen
        assert await chosen("ada") == Chosen(EngineChoice("openai", HERE, "qwen"), Parameters(), ChosenBy.SETTINGS)
        assert await chosen("ada", own) == Chosen(own.choice, own.parameters, ChosenBy.SESSION, is_own=True)
        once = await chosen("ada", own, EngineChoice("builtin"), Parameters(temperature=0.0))
        assert (once.choice, once.by) == (EngineChoice("builtin"), ChosenBy.QUESTION)
        assert once.parameters == Parameters(temperature=0.0, seed=7)
        warm = await chosen("ada", SessionEngine(parameters=Parameters(temperature=2.0)))
        assert (warm.choice.name, warm.parameters.temperature, warm.by) == ("openai", 2.0, ChosenBy.SETTINGS)
        with pytest.raises(UserError) as refused:
            await chosen("ada", None, EngineChoice("oracle"))
        assert refused.value.code == "unknown_engine"
    assert computer.looked == 0, "nobody looks around where something is chosen"


async def test_where_nobody_chose_the_ladder_is_climbed_once(computer: Computer, database: Database) -> None:
    computer.servers = [server(THERE), server(HERE, Health.READY, "nomic-embed", "qwen", "llama3")]
    async with bench(computer, database) as here:
        chosen = await here.choosing.chosen("ada")
        assert (chosen.choice, chosen.by) == (EngineChoice("openai", HERE, "qwen"), ChosenBy.LADDER)
        assert chosen.climb is not None
        assert climb_words(chosen.climb) == "Answering with Ollama with qwen."
        assert await here.choice() == chosen.choice
        assert computer.looked == 1
        assert await here.choice(None, EngineChoice(model="llama3")) == EngineChoice("openai", HERE, "llama3")
        computer.servers = []
        assert await here.choice() == chosen.choice, "it is kept until something changes"
        here.choosing.look_again()
        assert await here.choice() == EngineChoice("builtin")


async def test_what_is_not_on_this_computer_is_never_taken(computer: Computer, database: Database) -> None:
    computer.servers = [server(THERE), server("http://127.0.0.1.example/v1"), server("nonsense")]
    async with bench(computer, database) as here:
        await here.choosing.answered("ada", Chosen(EngineChoice("openai", THERE), Parameters(), ChosenBy.QUESTION))
        climb = await here.choosing.climb("ada")
        assert [(step.rung, step.taken) for step in climb.steps] == [
            (Rung.LAST_USED, False),
            (Rung.SERVER, False),
            (Rung.FILE, False),
            (Rung.BUILTIN, True),
        ]
        assert climb.steps[0].reason == "it is on another computer, which is only asked when it is chosen"
        assert here.made == [], "it was not even looked at"


async def test_of_the_files_one_is_taken_that_fits_and_answers_quickly(computer: Computer, database: Database) -> None:
    paths = [Path(f"/models/{name}.gguf") for name in ("small", "large", "huge", "other")]
    computer.models = [
        model_file(paths[0]),
        model_file(paths[1], _LARGE),
        model_file(paths[2], 40 * _LARGE),
        model_file(paths[3], _LARGE + 1, kind=ModelKind.EMBEDDING),
    ]
    async with bench(computer, database) as here:
        assert await here.choice() == EngineChoice("llama", model="/models/large.gguf")
        chosen = await here.choosing.chosen("ada")
        here.choosing.failed(chosen, UserError("engine_failed", detail="it crashed"))
        assert await here.choice() == EngineChoice("llama", model="/models/small.gguf"), "the next that fits"
        await here.choosing.restart(chosen.choice)
        assert here.made[-1].started == ["/models/large.gguf"]
        assert await here.choice() == chosen.choice
        computer.verdict = FitVerdict.TOO_LARGE
        here.choosing.look_again()
        climb = await here.choosing.climb("ada")
        assert climb_words(climb) == (
            "Answering with the built-in responder (a server on this computer: none answers; a model file: large.gguf:"
            " does not fit into memory; small.gguf: does not fit into memory; huge.gguf: does not fit into memory)."
        )


async def test_what_was_chosen_last_comes_first_for_its_user_alone(
    computer: Computer, database: Database, tmp_path: Path
) -> None:
    file = tmp_path / "mine.gguf"
    file.touch()
    computer.servers = [server()]
    mine = EngineChoice("llama", model=str(file))
    async with bench(computer, database) as here:
        await here.choosing.answered("ada", Chosen(EngineChoice("builtin"), Parameters(), ChosenBy.QUESTION))
        assert (await here.choice()).name == "openai", "the built-in responder is last anyway"
        await here.choosing.answered("ada", Chosen(mine, Parameters(), ChosenBy.SESSION))
        assert await here.choice() == mine
        assert (await here.choosing.chosen("bob")).choice.name == "openai"
    async with bench(computer, database) as later:
        assert await later.choice() == mine, "it is remembered"
        file.unlink()
        assert await later.choice() == mine, "it was decided"
    async with bench(computer, database) as last:
        climb = await last.choosing.climb("ada")
        assert (climb.steps[0].reason, climb.choice.name) == ("its file is gone", "openai")


async def test_a_first_answer_does_not_wait_for_what_takes_long_to_find(computer: Computer, database: Database) -> None:
    computer.hold.clear()
    computer.servers = [server()]
    async with bench(computer, database, patience=0.01) as here:
        meanwhile = await here.choosing.chosen("ada")
        assert meanwhile.choice == EngineChoice("builtin")
        assert meanwhile.climb is not None
        assert not meanwhile.climb.settled
        assert "still being looked for" in climb_words(meanwhile.climb)
        computer.hold.set()
        while not (await here.choosing.climb("ada")).settled:
            await asyncio.sleep(0)
        assert (await here.choice()).name == "openai"
        computer.hold.clear()
        here.choosing.look_again()
        assert not (await here.choosing.climb("ada")).settled
        here.choosing.look_again()  # while one is on its way; both end when all is closed
        assert not (await here.choosing.climb("ada")).settled


async def test_a_rung_that_fails_is_passed_over(computer: Computer, database: Database) -> None:
    class Broken(Computer):
        async def found(self) -> Sequence[FoundServer]:
            raise UserError("computer_short", what="open files")

    async with bench(Broken(), database) as here:
        climb = await here.choosing.climb("ada")
        assert climb.choice == EngineChoice("builtin")
        assert climb.steps[0].reason.startswith("The computer has no more to give")


async def test_a_chosen_engine_that_fails_stays_chosen(computer: Computer, database: Database) -> None:
    computer.servers = [server()]
    own = SessionEngine(EngineChoice("openai", HERE, "qwen"))
    async with bench(computer, database) as here:
        gone = UserError("engine_unreachable", base_url=HERE)
        here.choosing.failed(await here.choosing.chosen("ada", own), gone)
        assert await here.choice(own) == own.choice
        stopped = EngineState("openai", EngineCondition.STOPPED, "qwen", reason=gone.message, base_url=HERE)
        async with aclosing(here.engines.states()) as states:
            assert await anext(states) == stopped
        assert offers_for(gone, own.choice) == (Offer.USE_BUILTIN, Offer.CHOOSE), "a server is not ours to start"
        model = EngineChoice("llama", model="/m.gguf")
        assert offers_for(gone, model) == (Offer.RESTART, Offer.USE_BUILTIN, Offer.CHOOSE)
        assert offers_for(gone, EngineChoice("builtin")) == ()
        assert offers_for(UserError("store_full"), own.choice) == ()


async def test_settings_changed_while_it_runs_hold_from_the_next_question_on(
    computer: Computer, database: Database
) -> None:
    async with bench(computer, database) as here:
        assert await here.choice() == EngineChoice("builtin")
        await here.choosing.use(EngineSettings(name="openai", base_url=HERE))
        assert await here.choice() == EngineChoice("openai", HERE)
        await here.choosing.use(EngineSettings(base_url=HERE))
        assert await here.choice() == EngineChoice("openai", HERE), "an address alone is a choice"
        await here.choosing.use(EngineSettings(model="/m.gguf"))
        assert await here.choice() == EngineChoice("llama", model="/m.gguf")


async def test_states_are_told_as_they_come_and_the_latest_to_who_is_slow(
    computer: Computer, database: Database
) -> None:
    async with bench(computer, database) as here:
        loading = [EngineState("llama", EngineCondition.LOADING, "m", loaded=share / 4) for share in range(4)]
        ready = EngineState("llama", EngineCondition.READY, "m")
        here.states.report(loading[0])
        async with aclosing(here.engines.states()) as states:
            assert await anext(states) == loading[0]
            for state in (*loading, ready, EngineState("openai", EngineCondition.READY, "n")):
                here.states.report(state)
            assert [(await anext(states)).engine, (await anext(states)).engine] == ["llama", "openai"]
        async with aclosing(here.engines.states()) as states:
            assert await anext(states) == ready


async def test_two_servers_with_one_model_and_two_spellings_of_one_file_are_told_apart_rightly(
    computer: Computer, database: Database
) -> None:
    async with bench(computer, database) as here:
        gone = UserError("engine_unreachable", base_url=THERE)
        here.engines.answered(EngineChoice("openai", HERE, "qwen"))
        here.engines.failed(EngineChoice("openai", THERE, "qwen"), gone)
        here.engines.answered(EngineChoice("openai", HERE.replace("127.0.0.1", "LOCALHOST") + "/", "qwen"))
        async with aclosing(here.engines.states()) as states:
            told = [await anext(states), await anext(states)]
        assert sorted((known_as(state.choice).base_url, state.condition) for state in told) == [
            (HERE, EngineCondition.READY),
            (THERE, EngineCondition.STOPPED),
        ]
        home = EngineChoice("llama", model="~/m.gguf")
        assert known_as(home) == EngineChoice("llama", model=str(Path.home() / "m.gguf"))
        assert await here.engines.resolve(home) is await here.engines.resolve(known_as(home))


async def test_what_one_session_chose_is_not_what_others_used_last(computer: Computer, database: Database) -> None:
    there = EngineChoice("openai", HERE, "qwen")
    async with bench(computer, database) as here:
        own = SessionEngine(EngineChoice("llama", model=str(Path("/m.gguf"))))
        await here.choosing.answered("ada", await here.choosing.chosen("ada", own))
        await here.choosing.answered("ada", await here.choosing.chosen("ada", own, there))
        assert await here.choice() == EngineChoice("builtin")
        await here.choosing.answered("ada", await here.choosing.chosen("ada", None, there))
        assert (await here.choosing.climb("ada")).steps[0].about == f"qwen at {HERE}"


async def test_what_was_found_for_a_choice_is_believed_for_a_while(computer: Computer, database: Database) -> None:
    computer.servers = [server()]
    async with bench(computer, database) as here:
        for _ in range(3):
            assert (await here.choice(None, EngineChoice("openai"))).base_url == HERE
        assert computer.looked == 1
        chosen = await here.choosing.chosen("ada", None, EngineChoice("openai"))
        here.choosing.failed(chosen, UserError("engine_unreachable", base_url=HERE))
        computer.servers = []
        assert (await here.choice(None, EngineChoice("openai"))).base_url == "", "what failed is looked for again"


async def test_what_failed_while_it_was_looked_for_is_not_believed(computer: Computer, database: Database) -> None:
    computer.servers = [server()]
    async with bench(computer, database) as here:
        chosen = await here.choosing.chosen("ada", None, EngineChoice("openai"))
        here.choosing.look_again()
        computer.hold.clear()
        looking = asyncio.ensure_future(here.choice(None, EngineChoice("openai")))
        while computer.looked < 2:
            await asyncio.sleep(0)
        here.choosing.failed(chosen, UserError("engine_unreachable", base_url=HERE))
        computer.hold.set()
        assert (await looking).base_url == HERE
        computer.servers = []
        assert (await here.choice(None, EngineChoice("openai"))).base_url == ""


async def test_what_was_used_while_one_remembered_is_what_was_used_last(
    computer: Computer, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    computer.servers = [server()]
    used = EngineChoice("openai", THERE, "qwen")
    async with bench(computer, database) as here:
        gate = held_back(monkeypatch, here.choosing._marks, "read")
        climbing = asyncio.ensure_future(here.choosing.climb("ada"))
        await gate.reached.wait()
        await here.choosing.answered("ada", Chosen(used, Parameters(), ChosenBy.SESSION))
        gate.open()
        await climbing
        assert await here.choosing._last_used("ada") == used


async def test_fifty_sessions_at_once_do_not_leak_into_each_other(computer: Computer, database: Database) -> None:
    async with bench(computer, database) as here:

        async def ask(number: int) -> Chosen:
            kinds = (EngineChoice("llama", model=f"/{number}.gguf"), EngineChoice("openai", HERE, f"m{number}"))
            own = SessionEngine(kinds[number % 2], Parameters(temperature=number / 100))
            await asyncio.sleep(0)
            return await here.choosing.chosen("ada", own)

        for number, chosen in enumerate(await asyncio.gather(*map(ask, range(50)))):
            assert chosen.parameters == Parameters(temperature=number / 100)
            assert chosen.choice.model in (f"/{number}.gguf", f"m{number}")
