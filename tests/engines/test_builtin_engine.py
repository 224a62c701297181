"""The built-in responder as an engine: streams, stops, and bears any text."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.domain.engine_requests import Turn
from desktop_app.domain.messages import Role
from desktop_app.engines.builtin import BuiltinEngine, matching
from desktop_app.engines.builtin.reading import HEAD, MAX_WORDS, TAIL, MessageReader
from desktop_app.engines.protocol import ModelInfo
from tests.engines.asking import answer_of
from tests.engines.builtin_talk import an_engine, request_of, shipped_personas, shipped_rules, talk, the_engine
from tests.engines.contract import EngineCase, EngineContract
from tests.support.often import often

PERSONAS = sorted(shipped_personas())


class TestBuiltin(EngineContract):
    @pytest.fixture
    async def case(self) -> AsyncIterator[EngineCase]:
        engine = BuiltinEngine(shipped_rules(), pause=0.0005)
        yield EngineCase(engine)
        await engine.aclose()


async def test_streams_small_pieces_that_make_the_whole() -> None:
    engine = an_engine()
    answer = await answer_of(engine, request_of([Turn(Role.USER, "what can you do?")]))
    assert len(answer.deltas) > 30
    assert max(len(delta.text) for delta in answer.deltas) < 60
    assert "\n\n- **" in answer.text or "\n\n- keep" in answer.text
    assert answer.finish_reason == "stop"
    assert answer.usage is None
    assert answer.deltas[-1].model is None


async def test_rests_before_each_piece(monkeypatch: pytest.MonkeyPatch) -> None:
    rests: list[float] = []
    sleep = asyncio.sleep

    async def counted(seconds: float) -> None:
        rests.append(seconds)
        await sleep(0)

    monkeypatch.setattr(asyncio, "sleep", counted)
    answer = await answer_of(BuiltinEngine(shipped_rules(), pause=0.25), request_of([Turn(Role.USER, "hello")]))
    assert rests == [0.25] * (len(answer.deltas) - 1)


async def test_offers_one_model_and_estimates_tokens() -> None:
    engine = an_engine()
    assert await engine.models() == [ModelInfo("rules")]
    assert await engine.count_tokens("") == 0
    assert 8 <= await engine.count_tokens("The quick brown fox jumps over the lazy dog.") <= 14
    assert await engine.count_tokens("日本語です") == 5
    assert await engine.count_tokens("\ud800") >= 0


async def test_the_same_question_has_the_same_answer_and_another_session_another() -> None:
    say = ["hello", "I went to the sea", "ok"]
    assert await talk(say) == await talk(say)
    assert len({tuple(await talk(say, session_id=f"s{number}")) for number in range(8)}) > 1


async def test_knows_nothing_of_other_sessions_between_requests() -> None:
    engine = an_engine()
    await talk(["My name is Ada"], engine=engine, session_id="s1")
    answers = await talk(["what is my name"], engine=engine, session_id="s2")
    assert "Ada" not in answers[0]


async def test_answers_several_at_once() -> None:
    engine = an_engine()
    talks = [talk([f"My name is {name}", "what is my name"], engine=engine) for name in ("Ada", "Ben", "Cleo")]
    assert ["Ada" in one[-1] or "Ben" in one[-1] or "Cleo" in one[-1] for one in await asyncio.gather(*talks)] == [
        True
    ] * 3


async def test_bears_turns_in_any_order() -> None:
    engine = an_engine()
    for turns in (
        [],
        [Turn(Role.ASSISTANT, "Hello.")],
        [Turn(Role.USER, "my name is Ada"), Turn(Role.USER, "what is my name")],
        [Turn(Role.USER, "12*7"), Turn(Role.ASSISTANT, "")],
        [Turn(Role.ASSISTANT, ""), Turn(Role.USER, "")],
    ):
        answer = await answer_of(engine, request_of(turns))
        assert answer.text.strip()


async def test_a_name_is_remembered_through_a_long_session() -> None:
    turns = [Turn(Role.USER, "My name is Ada")]
    for number in range(600):
        turns += [Turn(Role.ASSISTANT, "And then?"), Turn(Role.USER, f"I went to place number {number}")]
    turns += [Turn(Role.ASSISTANT, "I see."), Turn(Role.USER, "what is my name?")]
    answer = await answer_of(an_engine(), request_of(turns))
    assert "Ada" in answer.text


async def test_others_have_their_turn_while_a_long_session_is_read() -> None:
    turns = [Turn(Role.USER, "I like tea"), Turn(Role.ASSISTANT, "Do you?")] * 200
    ticks = 0

    async def tick() -> None:
        nonlocal ticks
        while True:
            ticks += 1
            await asyncio.sleep(0)

    async with asyncio.TaskGroup() as tasks:
        ticking = tasks.create_task(tick())
        async with aclosing(an_engine().stream(request_of([*turns, Turn(Role.USER, "hello")]))) as stream:
            await anext(stream)
        ticking.cancel()
    assert ticks > 10


NASTY = {
    "one letter": "a" * 1_000_000,
    "one word": "word " * 200_000,
    "no spaces": "my name is " + "x" * 1_000_000,
    "spaces": " " * 1_000_000,
    "newlines": "\n" * 1_000_000,
    "commas": "i like a, and i like b, " * 40_000,
    "questions": "what? " * 160_000,
    "brackets": "((((" * 250_000,
    "sums": "1+" * 500_000,
    "powers": "9^" * 500_000 + "9",
    "quotes": "“" * 1_000_000,
    "i am": "i am " * 200_000,
    "emoji": "😢" * 500_000,
    "surrogates": "\ud83d" * 1_000_000,
    "combining": "e" + "\u0301" * 1_000_000,
    "controls": "\x00\x1b\x07" * 330_000,
    "japanese": "どうも" * 330_000,
    "urls": "http://a.b/?" * 80_000,
    "dates": "2024-02-29 " * 90_000,
    "code": "{};()\n" * 160_000,
}


@pytest.mark.parametrize("text", NASTY.values(), ids=NASTY.keys())
async def test_a_megabyte_costs_no_more_work_than_a_page(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work is counted, not timed: words read and phrases tried are as bounded for a megabyte as for ten kilobytes."""
    tried = 0
    longest = 0
    match_phrase = matching.match_phrase

    def counted(*arguments: object) -> object:
        nonlocal tried, longest
        tried += 1
        longest = max(longest, len(str(arguments[2])))
        return match_phrase(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(matching, "match_phrase", counted)
    engine = an_engine()
    answer = await answer_of(engine, request_of([Turn(Role.USER, text)]))
    assert answer.text
    assert answer.error is None
    spent = tried
    await answer_of(engine, request_of([Turn(Role.USER, text[:10_000] + text[-2_000:])]))
    assert spent <= 1.1 * (tried - spent) + 50
    assert spent < 40_000
    assert longest <= MAX_WORDS * 62


def test_only_the_ends_of_a_message_are_read() -> None:
    reader = MessageReader(shipped_rules())
    message = reader.read("start " + "x" * 1_000_000 + " stop")
    assert len(message.text) <= HEAD + TAIL + 10
    assert message.words[0].plain == "start"
    assert message.words[-1].plain == "stop"


@given(st.text(max_size=80), st.sampled_from(PERSONAS))
@settings(max_examples=often(150), deadline=None)
def test_any_text_has_an_answer(text: str, persona: str) -> None:
    answer = asyncio.run(answer_of(the_engine(), request_of([Turn(Role.USER, text)], persona)))
    assert answer.error is None
    assert answer.text.strip()
    assert answer.finish_reason == "stop"


VOCABULARY = """
    my name is i am you are what do like remember that the sister called ada not forget and , . ? ! how old days until
    2024-02-30 christmas 12 * / ( ) % roll 99d99 choose or next yes no stop riddle tell me about 's feel because {x}
    {name} convert miles km yesterday box breathing story prompt six-word game add milk to list on plus half of that it
    in weeks kelvin and about no i meant more again why repeat rephrase time tokyo percent off average prime binary 20%
    5:30 pm hours split between wife Anna she Lisbon say did when we talk notes 9**9**9 0x1f x! '
"""
WORDS = st.sampled_from(VOCABULARY.split())


@given(st.lists(st.lists(WORDS, max_size=12).map(" ".join), min_size=1, max_size=5), st.sampled_from(PERSONAS))
@settings(max_examples=often(120), deadline=None)
def test_any_talk_in_words_of_the_rules_has_answers_without_open_gaps(say: list[str], persona: str) -> None:
    for answer in asyncio.run(talk(say, persona)):
        assert answer.strip()
        assert "{" not in answer.replace("{x}", "").replace("{name}", "").replace("{X}", "").replace("{Name}", "")


@pytest.mark.full
@given(st.lists(st.one_of(st.lists(WORDS, max_size=12).map(" ".join), st.text(max_size=60)), min_size=1, max_size=4))
@settings(max_examples=often(2_000), deadline=None)
def test_two_thousand_talks_have_answers(say: list[str]) -> None:
    assert all(answer.strip() for answer in asyncio.run(talk(say, PERSONAS[len(say[0]) % len(PERSONAS)])))


async def test_an_answer_made_anew_is_another_one() -> None:
    engine = an_engine()
    request = request_of([Turn(Role.USER, "I feel a bit lost today")])
    texts = [(await answer_of(engine, replace(request, version=version))).text for version in range(6)]
    assert len(set(texts)) > 1
    assert (await answer_of(engine, replace(request, version=3))).text == texts[3]
