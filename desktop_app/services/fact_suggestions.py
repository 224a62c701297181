"""Suggestions of facts: while a model on this computer rests, it is asked what its user said of themselves."""

import asyncio
import logging
import traceback
from collections import deque
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import aclosing, contextmanager
from dataclasses import dataclass

from desktop_app.domain.choosing import LLAMA, OPENAI, Chosen
from desktop_app.domain.clock import Clock
from desktop_app.domain.engine_requests import EngineRequest, Turn
from desktop_app.domain.engines import EngineChoice, Parameters
from desktop_app.domain.errors import UserError
from desktop_app.domain.fact_suggestions import INSTRUCTIONS, SCHEMA, asked_about, suggestions_in
from desktop_app.domain.facts import Fact
from desktop_app.domain.messages import Message, Role
from desktop_app.domain.parameters import loading_parameters
from desktop_app.domain.personas import Persona
from desktop_app.domain.tasks import Tasks
from desktop_app.engines.protocol import Engine
from desktop_app.services.engines import EngineService
from desktop_app.services.exchange import Stored
from desktop_app.services.facts import MOST_READ, FactService
from desktop_app.services.ladder import is_here

REST_SECONDS = 3.0
"""How long nothing is asked before a model is taken to rest."""
PATIENCE = 60.0
"""Seconds for which a model may think about it."""
_MOST_MESSAGES = 4
_MOST_TOKENS = 300
_MOST_ANSWER = 4_000
_REFUSED = frozenset({"parameter_refused", "engine_refused"})
_SUGGESTING = "suggesting"
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Heard:
    """A message that was answered, by what, and who heard it."""

    user_id: str
    persona: str
    question: Message
    chosen: Chosen


class FactSuggestions:
    """Finds facts that rules did not see, for their user to confirm; whatever is asked comes first."""

    def __init__(self, facts: FactService, engines: EngineService, clock: Clock, *, on: bool) -> None:
        """Do nothing unless `on`."""
        self._facts = facts
        self._engines = engines
        self._clock = clock
        self._on = on
        self._heard: deque[_Heard] = deque(maxlen=_MOST_MESSAGES)
        self._asked = 0
        self._tasks = Tasks(self._on_failed)
        self._without_schema: set[EngineChoice] = set()
        self._watchers: set[asyncio.Queue[list[Fact]]] = set()

    @property
    def is_on(self) -> bool:
        """Tell whether models are asked at all."""
        return self._on

    def switch(self, *, on: bool) -> None:
        """Ask models from now on, or ask none any more; what is going on is given up then."""
        self._on = on
        if not on:
            self._heard.clear()
            self._tasks.stop(_SUGGESTING)

    def heard(self, event: Stored) -> None:
        """Take note that a message was answered. It goes to no model but the one that answered it, and only here."""
        session, persona = event.session, event.answer.persona or event.session.persona
        if not self._on or session.temporary or len(event.question.content) > MOST_READ:
            return
        if _is_model_here(event.chosen.choice):
            self._heard.append(_Heard(session.user_id, persona, event.question, event.chosen))

    @contextmanager
    def quiet(self) -> Iterator[None]:
        """Leave the engines alone while something is asked of them; what was begun is given up at once."""
        self._asked += 1
        self._tasks.stop(_SUGGESTING)
        try:
            yield
        finally:
            self._asked -= 1
            if self._on and self._heard and not self._asked:
                self._tasks.start(self._when_idle(), name=_SUGGESTING)

    async def arrivals(self) -> AsyncGenerator[list[Fact], None]:
        """Yield what is suggested from now on."""
        queue: asyncio.Queue[list[Fact]] = asyncio.Queue()
        self._watchers.add(queue)
        try:
            while True:
                yield await queue.get()
        finally:
            self._watchers.discard(queue)

    async def aclose(self) -> None:
        """Give up what is going on; nothing is begun any more."""
        self._on = False
        await self._tasks.aclose()

    def _on_failed(self, error: BaseException) -> None:
        self._heard.clear()  # lest it fail at that again and again
        # What the exception says could hold anything, so it stays out.
        where = "".join(traceback.format_tb(error.__traceback__))
        _log.error("suggesting facts failed: %s\n%s", type(error).__name__, where)

    async def _when_idle(self) -> None:
        await asyncio.sleep(REST_SECONDS)
        while self._heard:
            last = self._heard[-1]
            group = [each for each in self._heard if _place(each) == _place(last)]
            try:
                async with asyncio.timeout(PATIENCE):
                    await self._suggest(group)
            except (UserError, TimeoutError) as error:
                _log.debug("no facts were suggested: %s", type(error).__name__)
            # Not before: what a question interrupts is asked again after it.
            for each in group:
                self._heard.remove(each)

    async def _suggest(self, group: Sequence[_Heard]) -> None:
        """Let the model that answered find facts in what it was told, and keep them as suggestions."""
        last, questions = group[-1], [each.question for each in group]
        if not await self._facts.is_learning(last.user_id):
            return
        engine, texts = await self._engines.resolve(last.chosen.choice), [each.content for each in questions]
        answer = await self._answer(engine, last, asked_about(texts))
        suggested = await self._facts.suggest(last.user_id, last.persona, questions, suggestions_in(answer, texts))
        for watcher in self._watchers if suggested else ():
            watcher.put_nowait(suggested)

    async def _answer(self, engine: Engine, heard: _Heard, asked: str) -> str:
        choice = heard.chosen.choice
        if choice not in self._without_schema:
            try:
                return await self._streamed(engine, heard, asked, SCHEMA)
            except UserError as error:
                if error.code not in _REFUSED:
                    raise
                self._without_schema.add(choice)  # a server that takes none
        return await self._streamed(engine, heard, asked, "")

    async def _streamed(self, engine: Engine, heard: _Heard, asked: str, schema: str) -> str:
        """Return what the engine says; nothing where its model left the memory meanwhile, or where it rambles."""
        chosen, said = heard.chosen, ""
        how = Parameters(temperature=0, max_tokens=_MOST_TOKENS, json_schema=schema)
        request = EngineRequest(
            session_id=heard.question.session_id,
            persona=Persona("facts", "", "", "", INSTRUCTIONS, "", ""),
            turns=(Turn(Role.USER, asked),),
            now=self._clock.now(),
            model=chosen.choice.model,
            parameters=how.over(loading_parameters(chosen.parameters)),
        )
        if chosen.choice.name == LLAMA and await engine.count_prompt(request) is None:
            return ""
        async with aclosing(engine.stream(request)) as deltas:
            async for delta in deltas:
                said += delta.text
                if len(said) > _MOST_ANSWER:
                    return ""
        return said


def _is_model_here(choice: EngineChoice) -> bool:
    """Tell whether a choice is a model on this computer: what is asked unasked never leaves it."""
    return choice.name == LLAMA or (choice.name == OPENAI and is_here(choice.base_url))


def _place(heard: _Heard) -> tuple[str, str, EngineChoice]:
    return heard.user_id, heard.persona, heard.chosen.choice
