"""The engine of model files: what it promises beyond the contract."""

import asyncio
import json
import os
import tempfile
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from desktop_app.domain.engine_requests import AttachedFile, EngineRequest, Turn
from desktop_app.domain.engines import EngineCondition, Parameters
from desktop_app.domain.messages import Role
from desktop_app.domain.model_files import memory_needed
from desktop_app.domain.tasks import Tasks
from desktop_app.engine_makers import _is_room_for, _projector_of
from desktop_app.engines.llama.engine import LlamaEngine
from desktop_app.engines.llama.options import LoadOptions, default_threads
from desktop_app.engines.llama.residents import Residents
from desktop_app.engines.openai.client import OpenAIEngine
from desktop_app.paths import part
from desktop_app.services.model_reading import ModelReader
from desktop_app.store.model_notes import ModelNotes
from tests.engines.asking import Answer, a_request, answer_of, first_words
from tests.engines.footprints import needs_proc, nothing_kept_open
from tests.engines.llama_worker import a_worker, command_of
from tests.servers.tiny_gguf import ANSWER, make_tiny_gguf
from tests.servers.tiny_projector import make_tiny_projector
from tests.support.images import png

IDLE, LOADING, READY = EngineCondition.IDLE, EngineCondition.LOADING, EngineCondition.READY


def further(before: EngineRequest, answer: Answer, question: str) -> EngineRequest:
    """Return the next turn of a conversation."""
    return replace(before, turns=(*before.turns, Turn(Role.ASSISTANT, answer.text), Turn(Role.USER, question)))


async def test_it_answers_word_for_word_and_says_how_it_fares(tiny_model: Path, tmp_path: Path) -> None:
    async with a_worker(tiny_model, tmp_path) as worker:
        answer = await answer_of(worker.engine, a_request())
        assert (answer.text, answer.finish_reason) == (ANSWER, "stop")
        assert answer.usage is not None
        assert answer.usage.completion_tokens == len(ANSWER.split(" ")) + 1  # the end is a token too
        assert next(delta.model for delta in answer.deltas if delta.model) == "tiny.gguf"
        timings = answer.deltas[-1].timings
        assert timings is not None
        assert timings.tokens > 0
        assert worker.conditions == [LOADING, READY]
        assert {state.model for state in worker.states} == {str(tiny_model)}
        shares = [state.loaded for state in worker.states if state.condition is LOADING]
        assert all(share is not None and 0 <= share < 1 for share in shares)


async def test_a_further_turn_is_not_read_from_its_beginning(tiny_model: Path, tmp_path: Path) -> None:
    async with a_worker(tiny_model, tmp_path) as worker:
        ada, bob = (a_request(f"{name} has a good deal to tell " * 20, session_id=name) for name in ("Ada", "Bob"))
        answers = [await answer_of(worker.engine, request) for request in (ada, bob)]
        for request, answer in zip((ada, bob), answers, strict=True):
            timings = (await answer_of(worker.engine, further(request, answer, "And?"))).deltas[-1].timings
            assert timings is not None
            assert timings.cached_tokens is not None
            assert timings.cached_tokens > 500, "the prompt of one session drove out the other's"


@pytest.mark.parametrize(
    ("parameters", "text", "reason"),
    [
        (Parameters(max_tokens=4), "Hello! I am a", "length"),
        (Parameters(stop=(" small",)), "Hello! I am a very", "stop"),
        (Parameters(temperature=0.0, top_k=1, top_p=0.5, min_p=0.1, seed=7, repeat_penalty=1.0), ANSWER, "stop"),
        (Parameters(grammar='root ::= "Hello!" " I" " am"'), "Hello! I am", "stop"),
    ],
)
async def test_parameters_are_heeded(
    tiny_model: Path, tmp_path: Path, parameters: Parameters, text: str, reason: str
) -> None:
    async with a_worker(tiny_model, tmp_path) as worker:
        answer = await answer_of(worker.engine, replace(a_request(), parameters=parameters))
        assert (answer.code, answer.text, answer.finish_reason) == ("", text, reason)


async def test_a_schema_makes_json_and_what_no_model_can_heed_is_refused(tiny_model: Path, tmp_path: Path) -> None:
    async with a_worker(tiny_model, tmp_path) as worker:
        schema = json.dumps({"type": "object", "properties": {"a": {"type": "boolean"}}, "required": ["a"]})
        answer = await answer_of(worker.engine, replace(a_request(), parameters=Parameters(json_schema=schema)))
        assert isinstance(json.loads(answer.text)["a"], bool)
        broken = await answer_of(worker.engine, replace(a_request(), parameters=Parameters(grammar="root ::= (")))
        assert broken.code == "model_refused"
        assert (await answer_of(worker.engine, a_request())).text == ANSWER


async def test_an_answer_goes_on_where_it_was_begun(tiny_model: Path, tmp_path: Path) -> None:
    async with a_worker(tiny_model, tmp_path) as worker:
        begun = " ".join(ANSWER.split(" ")[:5])
        answer = await answer_of(worker.engine, replace(a_request(), begun=begun))
        assert answer.error is None


async def test_what_it_reads_at_once_belongs_to_the_session(tiny_model: Path, tmp_path: Path) -> None:
    async with a_worker(tiny_model, tmp_path, context_tokens=2048) as worker:
        assert await worker.engine.context_window() == 2048
        assert await worker.engine.count_prompt(a_request()) is None  # nothing is loaded to ask
        await answer_of(worker.engine, a_request())
        narrow = replace(a_request("word " * 200), parameters=Parameters(context_tokens=512))
        refused = await answer_of(worker.engine, narrow)
        assert refused.code == "prompt_too_long"
        assert refused.error is not None
        assert refused.error.details["window"] == 512 == await worker.engine.context_window()
        assert worker.conditions == [LOADING, READY, LOADING, READY]


@needs_proc
async def test_loading_is_stopped_at_any_moment_and_leaves_nothing(
    tiny_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tempfile.mkdtemp()  # a socket's path may not be as long as those of tests are
    monkeypatch.setattr(tempfile, "tempdir", folder)
    async with a_worker(tiny_model, tmp_path) as worker, nothing_kept_open():
        for moment in (0, 0.01, 0.05, 0.1, 0.15, 0.2):
            task = asyncio.create_task(answer_of(worker.engine, a_request()))
            await asyncio.sleep(moment)
            task.cancel()
            await asyncio.wait({task}, timeout=10)
            assert task.cancelled() or task.result().text == ANSWER
            await worker.engine.unload()
        assert worker.states[-1].condition is IDLE
    os.rmdir(folder)  # which it could not, were anything left there


async def test_where_no_socket_can_be_it_is_found_by_a_port_and_a_key(
    tiny_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = tmp_path / ("long" * 25)
    long.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(long))
    async with a_worker(tiny_model, tmp_path) as worker:
        assert (await answer_of(worker.engine, a_request())).text == ANSWER
        [host] = worker.engine._hosts.values()
        assert host.served is not None
        stranger = OpenAIEngine(host.served.client._base_url)
        assert (await answer_of(stranger, a_request())).code == "engine_wants_key"
        await stranger.aclose()


async def test_two_who_wait_for_a_model_do_not_depend_on_each_other(tiny_model: Path, tmp_path: Path) -> None:
    async with a_worker(tiny_model, tmp_path) as worker:
        first, second = (asyncio.create_task(answer_of(worker.engine, a_request())) for _ in range(2))
        await asyncio.sleep(0.05)
        first.cancel()
        assert (await second).text == ANSWER


async def test_work_that_has_ended_keeps_nobody_from_beginning_it_again() -> None:
    tasks, done = Tasks(), list[str]()

    async def work(word: str) -> None:
        done.append(word)
        # What is called soon comes after the end of this task, and before what its end calls.
        if word == "first":
            asyncio.get_running_loop().call_soon(lambda: tasks.start_once(work("second"), name="rest"))

    tasks.start_once(work("first"), name="rest")
    for _ in range(10):
        await asyncio.sleep(0)
    assert done == ["first", "second"]
    await tasks.aclose()
    assert not tasks.is_running("rest")


async def test_it_leaves_the_memory_after_a_rest_and_comes_back(tiny_model: Path, tmp_path: Path) -> None:
    async with a_worker(tiny_model, tmp_path, rest_minutes=0.002) as worker:
        for _ in range(2):
            stream = worker.engine.stream(a_request())
            await first_words(stream)
            process = worker.process
            async for _ in stream:
                pass
            await worker.gone(process)
            await worker.until(IDLE)
        assert worker.conditions == [LOADING, READY, IDLE, LOADING, READY, IDLE]


@pytest.mark.parametrize("room", [False, True])
async def test_a_model_gives_way_to_another_unless_there_is_room(
    tiny_model: Path, endless_model: Path, tmp_path: Path, room: bool
) -> None:
    async def is_room(_model: Path, _context: int) -> bool:
        return room

    residents = Residents(is_room)
    async with (
        a_worker(tiny_model, tmp_path, residents=residents) as one,
        a_worker(endless_model, tmp_path, residents=residents) as other,
    ):
        asked = one.engine.stream(a_request())
        await first_words(asked)
        loading = asyncio.create_task(other.engine.start())
        if not room:
            await asyncio.sleep(0.3)
            assert not other.states, "it came while the other one answered"
        async for _ in asked:
            pass
        await loading
        assert (one.states[-1].condition is READY) is room


@pytest.mark.parametrize("template", [None, "{% for m in messages %}{{ m['role'] ", "{{ raise_exception('no') }}"])
async def test_without_a_template_of_use_it_is_asked_in_the_usual_way(tmp_path: Path, template: str | None) -> None:
    make_tiny_gguf(tmp_path / "model.gguf", template=template)
    async with a_worker(tmp_path / "model.gguf", tmp_path) as worker:
        answer = await answer_of(worker.engine, a_request())
        assert answer.finish_reason == "stop"
        said = "<|im_start|>system<|im_end|>"  # one token a byte
        assert answer.usage is not None
        assert answer.usage.prompt_tokens > len(said)


async def test_without_llama_cpp_it_says_so(tiny_model: Path, tmp_path: Path) -> None:
    command = command_of("sys.modules['xllamacpp'] = None\nfrom desktop_app.engines.llama.child import main; main()")
    async with a_worker(tiny_model, tmp_path, command=command) as worker:
        assert (await answer_of(worker.engine, a_request())).code == "llama_missing"
    async with a_worker(tiny_model, tmp_path, command=["/no/such/program"]) as worker:
        assert (await answer_of(worker.engine, a_request())).code == "llama_missing"


async def test_what_is_no_choice_is_told(tmp_path: Path) -> None:
    engine = LlamaEngine(part("llama"), tmp_path / "log")
    assert (await answer_of(engine, a_request())).code == "model_not_chosen"
    assert (await answer_of(engine, a_request(model=str(tmp_path / "none.gguf")))).code == "model_missing"
    assert (await answer_of(engine, a_request(model=str(tmp_path)))).code == "model_missing"
    assert await engine.context_window() is None
    assert await engine.count_prompt(a_request()) is None
    await engine.aclose()
    assert (await answer_of(engine, a_request(model="x.gguf"))).code == "engine_failed"


def test_one_core_is_left_to_the_window() -> None:
    assert 1 <= default_threads() <= max(1, (os.cpu_count() or 2) - 1)
    asked = LoadOptions(4096, 3).changed_by(Parameters(threads=2, gpu_layers=0))
    assert asked == LoadOptions(4096, 2, 0)


async def test_a_model_sees_with_the_file_beside_it_and_without_that_it_only_talks(tmp_path: Path) -> None:
    picture = AttachedFile("a.png", "image/png", 100, width=20, height=20, data=png(20, 20))
    asked = replace(a_request(), turns=(Turn(Role.USER, "What is it?", (picture,)),))
    for name, is_seen in (("seer", True), ("broken", False)):
        folder = tmp_path / name
        folder.mkdir()
        make_tiny_gguf(folder / f"{name}.gguf")
        make_tiny_projector(folder / f"mmproj-{name}.gguf")
        if not is_seen:
            whole = (folder / f"mmproj-{name}.gguf").read_bytes()
            (folder / f"mmproj-{name}.gguf").write_bytes(whole[: len(whole) // 2])
        finding = partial(_projector_of, tmp_path / "notes.json")
        async with a_worker(folder / f"{name}.gguf", tmp_path, projector_of=finding) as worker:
            assert await worker.engine.takes_images(), "there is such a file"
            assert (await answer_of(worker.engine, a_request())).text == ANSWER
            assert await worker.engine.takes_images() is is_seen
            if is_seen:
                blind = replace(asked, turns=(Turn(Role.USER, "What is it?"),))
                answers = [await answer_of(worker.engine, each) for each in (asked, blind)]
                assert [answer.text for answer in answers] == [ANSWER, ANSWER]
                seen, unseen = (answer.usage.prompt_tokens for answer in answers if answer.usage is not None)
                assert seen >= unseen + 4, "the picture has four patches"


async def test_whether_there_is_room_is_told_by_the_rule_that_the_list_goes_by(
    tiny_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    header = ModelReader(ModelNotes(tmp_path / "notes.json")).around(tiny_model)[0].header
    needed = memory_needed(header, tiny_model.stat().st_size, 4096)
    for free, is_room in ((needed * 2, True), (needed, False), (None, False)):
        monkeypatch.setattr("desktop_app.services.model_reading.available_memory", lambda free=free: free)
        assert await _is_room_for(tmp_path / "notes.json", tiny_model, 4096) is is_room
    assert not await _is_room_for(tmp_path / "notes.json", tmp_path / "none.gguf", 4096)
