"""Questions to engines, and what came of them."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import UTC, datetime

from desktop_app.domain.engine_requests import EngineRequest, Turn
from desktop_app.domain.errors import UserError
from desktop_app.domain.messages import Role
from desktop_app.domain.personas import Persona
from desktop_app.engines.protocol import Delta, Engine, Usage

PERSONA = Persona(
    id="default_assistant",
    name="Assistant",
    description="Helps.",
    glyph="A",
    system_prompt="You are a helpful assistant.",
    greeting="Hello.",
    style="plain",
)


def a_request(question: str = "Hello there", model: str = "", session_id: str = "s1") -> EngineRequest:
    turns = (Turn(Role.USER, question),)
    return EngineRequest(session_id, PERSONA, turns, now=datetime(2026, 5, 4, 12, tzinfo=UTC), model=model)


@dataclass
class Answer:
    """An answer put together, and the error that ended it if one did."""

    deltas: list[Delta] = field(default_factory=list)
    error: UserError | None = None

    @property
    def text(self) -> str:
        return "".join(delta.text for delta in self.deltas)

    @property
    def reasoning(self) -> str:
        return "".join(delta.reasoning for delta in self.deltas)

    @property
    def finish_reason(self) -> str | None:
        return self.deltas[-1].finish_reason if self.deltas else None

    @property
    def usage(self) -> Usage | None:
        return self.deltas[-1].usage if self.deltas else None

    @property
    def code(self) -> str:
        return self.error.code if self.error else ""


async def answer_of(engine: Engine, request: EngineRequest) -> Answer:
    """Return the whole answer, with the `UserError` that ended it if one did."""
    answer = Answer()
    try:
        async with aclosing(engine.stream(request)) as stream:
            async for delta in stream:
                answer.deltas.append(delta)
    except UserError as error:
        assert error.message  # the sentence has what its gaps need
        answer.error = error
    return answer


async def first_words(stream: AsyncGenerator[Delta, None]) -> str:
    """Read `stream` up to the first text and return that."""
    async for delta in stream:
        if delta.text:
            return delta.text
    raise AssertionError("the answer has no text")
