"""What every engine promises, as tests: subclass and provide the fixture `case`."""

import asyncio
import time
from contextlib import aclosing
from dataclasses import dataclass, replace

import pytest

from desktop_app.domain.engine_requests import EngineRequest
from desktop_app.domain.errors import UserError
from desktop_app.engines.protocol import Engine
from tests.engines.asking import a_request, answer_of, first_words
from tests.engines.footprints import needs_proc, nothing_kept_open

PROMPTLY = 10.0
"""Seconds; far more than any engine should take, for machines that are busy with other things."""
ROUNDS = 5
STEPS = 60
"""Turns of the event loop in which an engine connects, asks and gets its first words."""


@dataclass(frozen=True)
class EngineCase:
    """An engine, the model that answers with an end, and the one that goes on longest."""

    engine: Engine
    model: str = ""
    long_model: str = ""

    def request(self, question: str = "Hello there", session_id: str = "s1") -> EngineRequest:
        return a_request(question, self.model, session_id)

    def long_request(self) -> EngineRequest:
        return replace(self.request("Tell me a long story"), model=self.long_model)


class EngineContract:
    """The promises."""

    async def test_streams_to_a_finish_reason(self, case: EngineCase) -> None:
        answer = await answer_of(case.engine, case.request())
        assert answer.error is None
        assert answer.text.strip()
        assert answer.finish_reason
        assert all(delta.text or delta.reasoning for delta in answer.deltas[:-1])
        assert not any(delta.finish_reason for delta in answer.deltas[:-1])

    async def test_answers_in_pieces(self, case: EngineCase) -> None:
        answer = await answer_of(case.engine, case.request())
        assert len([delta for delta in answer.deltas if delta.text]) > 1

    @needs_proc
    async def test_closing_the_iterator_ends_the_answer(self, case: EngineCase) -> None:
        async with nothing_kept_open():
            for _ in range(ROUNDS):
                stream = case.engine.stream(case.long_request())
                await first_words(stream)
                began = time.monotonic()
                await stream.aclose()
                assert time.monotonic() - began < PROMPTLY

    @needs_proc
    async def test_closing_an_iterator_that_never_began_is_fine(self, case: EngineCase) -> None:
        async with nothing_kept_open():
            await case.engine.stream(case.request()).aclose()

    @needs_proc
    async def test_cancelling_the_task_ends_the_answer(self, case: EngineCase) -> None:
        async with nothing_kept_open():
            for _ in range(ROUNDS):
                begun = asyncio.Event()

                async def read(begun: asyncio.Event = begun) -> None:
                    async with aclosing(case.engine.stream(case.long_request())) as stream:
                        await first_words(stream)
                        begun.set()
                        async for _ in stream:
                            pass
                        await asyncio.Event().wait()  # an answer that was quicker is cancelled here

                task = asyncio.create_task(read())
                async with asyncio.timeout(PROMPTLY):
                    await begun.wait()
                    task.cancel()
                    with pytest.raises(asyncio.CancelledError):
                        await task

    @needs_proc
    async def test_cancelling_at_any_step_leaves_nothing(self, case: EngineCase) -> None:
        async with nothing_kept_open():
            for turns in range(STEPS):
                task = asyncio.create_task(answer_of(case.engine, case.long_request()))
                for _ in range(turns):
                    await asyncio.sleep(0)
                task.cancel()
                await asyncio.wait({task}, timeout=PROMPTLY)
                assert task.cancelled() or task.result().finish_reason  # it may have been quicker

    async def test_two_answers_at_once_do_not_mix(self, case: EngineCase) -> None:
        ada = case.request("My name is Ada", "s1")
        bob = case.request("I like the rain in Bergen", "s2")
        alone = (await answer_of(case.engine, ada)).text, (await answer_of(case.engine, bob)).text
        together = await asyncio.gather(answer_of(case.engine, ada), answer_of(case.engine, bob))
        assert tuple(answer.text for answer in together) == alone

    async def test_a_stopped_answer_does_not_disturb_another(self, case: EngineCase) -> None:
        alone = (await answer_of(case.engine, case.request())).text
        stopped = case.engine.stream(case.long_request())
        await first_words(stopped)
        other = asyncio.create_task(answer_of(case.engine, case.request()))
        await asyncio.sleep(0)
        await stopped.aclose()
        assert (await other).text == alone

    async def test_lists_its_models(self, case: EngineCase) -> None:
        models = await case.engine.models()
        assert models
        assert all(model.id for model in models)

    async def test_says_whether_it_takes_pictures(self, case: EngineCase) -> None:
        assert await case.engine.takes_images(case.model) is False

    async def test_says_what_it_reads_at_once_where_it_knows(self, case: EngineCase) -> None:
        window = await case.engine.context_window(case.model)
        assert window is None or window > 0

    async def test_counts_a_whole_prompt_as_the_answer_does_or_not_at_all(self, case: EngineCase) -> None:
        request = case.request("How many tokens are these, with all that goes before them?")
        before = await case.engine.count_prompt(request)
        answer = await answer_of(case.engine, request)
        counted = await case.engine.count_prompt(request)
        if counted is not None:
            assert answer.usage is not None
            assert counted == answer.usage.prompt_tokens
        assert before in {None, counted}

    async def test_longer_texts_take_no_fewer_tokens(self, case: EngineCase) -> None:
        text = "Was für ein schöner Tag! 今天天气很好。 def f(x): return x 🙂"
        counts = [await case.engine.count_tokens(text[:end]) for end in range(len(text) + 1)]
        assert counts[0] == 0
        assert counts == sorted(counts)
        assert 5 <= counts[-1] <= len(text.encode())

    @needs_proc
    async def test_closing_the_engine_ends_its_answers(self, case: EngineCase) -> None:
        begun = asyncio.Event()

        async def read() -> None:
            async with aclosing(case.engine.stream(case.long_request())) as stream:
                await first_words(stream)
                begun.set()
                async for _ in stream:
                    pass

        async with nothing_kept_open():
            task = asyncio.create_task(read())
            async with asyncio.timeout(PROMPTLY):
                await begun.wait()
                await case.engine.aclose()
                try:
                    await task
                except UserError as error:
                    assert error.message

    async def test_can_be_closed_twice(self, case: EngineCase) -> None:
        await answer_of(case.engine, case.request())
        await case.engine.aclose()
        await case.engine.aclose()

    async def test_has_a_name(self, case: EngineCase) -> None:
        assert case.engine.name.isidentifier()
