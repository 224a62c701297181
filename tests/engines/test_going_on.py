"""Answers that go on where they ended: each engine adds what is missing, and says nothing of it again."""

import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.engine_requests import Turn
from desktop_app.domain.messages import Role
from desktop_app.engines.builtin import BuiltinEngine
from desktop_app.engines.openai.client import OpenAIEngine
from desktop_app.engines.openai.joint import Joint
from desktop_app.engines.scripted import ScriptedEngine
from tests.engines.asking import a_request, answer_of
from tests.engines.builtin_talk import an_engine, request_of, shipped_personas
from tests.engines.conftest import PATIENT
from tests.servers.fake_openai import Case, Exchange, FakeOpenAI
from tests.servers.tiny_gguf import ANSWER

TEXT = "The quick brown fox jumps over the lazy dog, and then it rests. After that it goes home."
QUESTIONS = ("what can you do?", "hello", "I feel sad today", "what is 17 * 23?", "tell me a story", "what day is it?")


async def _say(exchange: Exchange, text: str) -> None:
    await exchange.start()
    for start in range(0, len(text), 7):
        await exchange.say(text[start : start + 7])
    await exchange.finish()


def _begun(exchange: Exchange) -> str:
    last = exchange.request.body["messages"][-1]
    return str(last["content"]) if last["role"] == "assistant" else ""


async def goes_on(exchange: Exchange) -> None:
    """Go on, as llama.cpp and the others do."""
    await _say(exchange, TEXT[len(_begun(exchange)) :])


async def starts_anew(exchange: Exchange) -> None:
    """Say all of it again."""
    await _say(exchange, TEXT)


async def steps_back(exchange: Exchange) -> None:
    """Begin some words before the end."""
    await _say(exchange, TEXT[max(len(_begun(exchange)) - 20, 0) :])


async def refuses(exchange: Exchange) -> None:
    """Take no answer as the last message."""
    messages = exchange.request.body["messages"]
    if messages[-1]["role"] == "assistant" or "continue_final_message" in exchange.request.body:
        await exchange.respond(b'{"error": {"message": "the last message must be a user\'s"}}', "400 Bad Request")
    else:
        await _say(exchange, TEXT[len(messages[-2]["content"]) :].lstrip())


@asynccontextmanager
async def asked(case: Case) -> AsyncIterator[tuple[OpenAIEngine, FakeOpenAI]]:
    async with FakeOpenAI({case.__name__: case}) as server:
        engine = OpenAIEngine(server.base_url, case.__name__, timeouts=PATIENT)
        yield engine, server
        await engine.aclose()


@pytest.mark.parametrize("case", [goes_on, starts_anew, steps_back])
@pytest.mark.parametrize("cut", [25, 31, 44, 63, 80])
async def test_a_server_goes_on_in_its_own_way(case: Case, cut: int) -> None:
    async with asked(case) as (engine, server):
        answer = await answer_of(engine, replace(a_request(), begun=TEXT[:cut]))
    assert TEXT[:cut] + answer.text == TEXT
    assert answer.finish_reason == "stop"
    assert answer.usage is not None
    assert answer.deltas[0].model == "fake-1"
    assert all(delta.text or delta.reasoning for delta in answer.deltas[:-1])
    (received,) = server.received
    assert received.body["messages"][-1] == {"role": "assistant", "content": TEXT[:cut]}
    assert (received.body["continue_final_message"], received.body["add_generation_prompt"]) == (True, False)


@pytest.mark.parametrize("cut", [63, 80])
async def test_a_server_that_takes_no_such_message_is_asked_in_words(cut: int) -> None:
    async with asked(refuses) as (engine, server):
        answer = await answer_of(engine, replace(a_request(), begun=TEXT[:cut]))
    last = server.received[-1].body["messages"]
    assert [message["role"] for message in last] == ["system", "user", "assistant", "user"]
    assert "Go on" in last[-1]["content"]
    assert "continue_final_message" not in server.received[-1].body
    said = TEXT[:cut] + answer.text
    assert said.replace(" ", "") == TEXT.replace(" ", "")
    assert cut != 63 or said == TEXT, "a space that got lost between sentences is there"


async def test_llama_cpp_takes_the_answer_as_begun(llama_base_url: str) -> None:
    engine = OpenAIEngine(llama_base_url, timeouts=PATIENT)
    answer = await answer_of(engine, replace(a_request(), begun=ANSWER[:20]))
    await engine.aclose()
    # Had it begun another answer it would have said all of it; after letters, this model knows but the end.
    assert (answer.error, answer.text, answer.finish_reason) == (None, "", "stop")
    assert answer.usage is not None
    assert answer.usage.completion_tokens == 1


@pytest.mark.parametrize("persona", sorted(shipped_personas()))
async def test_the_built_in_responder_says_the_same_answer_to_its_end(persona: str) -> None:
    chance = random.Random(persona)
    engine = an_engine()
    for question in QUESTIONS:
        for version in (0, 1):
            request = replace(request_of([Turn(Role.USER, question)], persona), version=version)
            whole = (await answer_of(engine, request)).text
            cut = chance.randrange(1, len(whole))
            answer = await answer_of(engine, replace(request, begun=whole[:cut]))
            assert whole[:cut] + answer.text == whole
            assert answer.finish_reason == "stop"


async def test_it_cannot_go_on_with_words_of_another(engine_of_rules: BuiltinEngine) -> None:
    answer = await answer_of(engine_of_rules, replace(request_of([Turn(Role.USER, "hello")]), begun="As a model, I"))
    assert (answer.text, answer.code) == ("", "continue_impossible")


@pytest.fixture
def engine_of_rules() -> BuiltinEngine:
    return an_engine()


async def test_a_script_goes_on_where_it_fits_and_says_the_next_reply_where_not() -> None:
    engine = ScriptedEngine([["one ", "two ", "three"], ["other"]])
    assert (await answer_of(engine, replace(a_request(), begun="one t"))).text == "wo three"
    assert (await answer_of(engine, replace(a_request(), begun="one t"))).text == "other"


def _joined(begun: str, said: str, cuts: list[int], *, prompted: bool = False) -> str:
    joint = Joint(begun, prompted=prompted)
    places = sorted({0, *(cut % (len(said) + 1) for cut in cuts), len(said)})
    pieces = [said[first:last] for first, last in pairwise(places)]
    return "".join(joint.feed(piece) for piece in pieces) + joint.end()


texts = st.text(alphabet="ab \n.é🙂", max_size=60)
cuts = st.lists(st.integers(0, 1_000), max_size=20)


@given(texts, texts, cuts)
def test_how_it_comes_in_pieces_makes_no_difference(begun: str, said: str, cuts: list[int]) -> None:
    assert _joined(begun, said, cuts) == _joined(begun, said, [])


@given(st.text(min_size=1, max_size=80), st.text(min_size=1, max_size=80), cuts)
def test_a_text_said_from_its_beginning_is_never_there_twice(begun: str, rest: str, cuts: list[int]) -> None:
    assert _joined(begun, begun + rest, cuts) == rest


@given(st.lists(st.integers(0, 10**6), min_size=8, max_size=30, unique=True), st.integers(4, 7), cuts)
def test_nor_is_one_said_from_some_words_before_its_end(numbers: list[int], back: int, cuts: list[int]) -> None:
    words = [f"word{number}" for number in numbers]
    begun, said = " ".join(words[:-1]), " ".join(words[-1 - back :])
    assert begun + _joined(begun, said, cuts) == " ".join(words)


@given(texts, st.text(max_size=60), cuts)
def test_what_is_not_a_repetition_is_kept_to_the_letter(begun: str, new: str, cuts: list[int]) -> None:
    assert _joined("a begin that nothing repeats: x" + begun, "Z" + new, cuts) == "Z" + new


@pytest.mark.parametrize(
    ("begun", "said", "new"),
    [
        ("It ended.", "Then", " Then"),
        ("a = [1,", "2]", " 2]"),
        ("wor", "ld", "ld"),
        ("It ended. ", "Then", "Then"),
        ("It ended.", "\n\nThen", "\n\nThen"),
        ("0, 0, 0, 0, ", "0, 0, 0", "0, 0, 0"),
        ("| --- | --- |\n| --- |", " --- |", " --- |"),
    ],
)
def test_what_it_does_where_two_parts_meet(begun: str, said: str, new: str) -> None:
    assert _joined(begun, said, [], prompted=True) == new
