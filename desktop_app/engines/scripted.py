"""The scripted engine: says what it was told to say, for tests and demonstrations."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Self

from desktop_app.domain.engine_requests import EngineRequest
from desktop_app.domain.errors import UserError
from desktop_app.domain.messages import Role
from desktop_app.engines.protocol import Delta, ModelInfo, Usage

MODEL = "scripted"


@dataclass(frozen=True, slots=True)
class Pause:
    """A step of a reply: say nothing for so many seconds, for ever when there is no number."""

    seconds: float | None = None


HANG = Pause()
"""Say nothing until stopped."""

Step = str | Delta | Pause | Exception
"""Text to say, a delta to hand over as it is, a pause, or an error to raise."""
Reply = Sequence[Step]


class ScriptedEngine:
    """Answers each request with the next reply of its script; the same script always makes the same answers."""

    name = "scripted"
    has_context_window = True

    def __init__(self, script: Iterable[Reply] | Callable[[EngineRequest], Reply] = (), *, loop: bool = False) -> None:
        """Follow `script`: replies in order, or a function that makes the reply to a request.

        With `loop`, the replies begin anew after the last; else asking for more of them raises `UserError`.
        """
        self._reply_to: Callable[[EngineRequest], Reply]
        self._reply_to = script if callable(script) else _Replies(script, loop)
        self._closed = asyncio.Event()
        self.requests: list[EngineRequest] = []
        """What was asked, in order."""
        self.sees = False
        """Whether it takes pictures."""
        self.takes_seed = False
        """Whether it can be asked for the same answer again."""
        self.window: int | None = None
        """How many tokens it reads at once."""
        self.running = 0
        """Answers on their way."""

    @classmethod
    def echo(cls, pause: float = 0.0) -> Self:
        """Return an engine that says “You said: …” word by word, resting `pause` seconds before each."""

        def reply_to(request: EngineRequest) -> list[Step]:
            words = f"You said: {_question(request)}".split(" ")
            pieces = [word if position == 0 else f" {word}" for position, word in enumerate(words)]
            return [step for piece in pieces for step in (Pause(pause), piece)] if pause else list(pieces)

        return cls(reply_to)

    async def stream(self, request: EngineRequest) -> AsyncGenerator[Delta, None]:
        """Answer `request` with the next reply."""
        self.requests.append(request)
        said: list[str] = []
        finished = False
        self.running += 1
        try:
            self._check_open()
            for step in _after(request.begun, self._reply_to(request)):
                if isinstance(step, Exception):
                    raise step
                if isinstance(step, Pause):
                    await self._rest(step.seconds)
                    continue
                delta = step if isinstance(step, Delta) else Delta(text=step)
                said.append(delta.text)
                finished = delta.finish_reason is not None
                yield delta
                await asyncio.sleep(0)  # as a real engine would, let others have their turn
                self._check_open()
            if not finished:
                yield Delta(finish_reason="stop", usage=_usage(request, "".join(said)), model=MODEL)
        finally:
            self.running -= 1

    async def models(self) -> list[ModelInfo]:
        """Return the one model that there is."""
        return [ModelInfo(MODEL)]

    async def takes_images(self, model: str = "") -> bool:
        """Return what `sees` says."""
        del model
        return self.sees

    async def count_tokens(self, text: str) -> int:
        """Return the number of words."""
        return len(text.split())

    async def context_window(self, model: str = "") -> int | None:
        """Return what `window` says."""
        del model
        return self.window

    async def count_prompt(self, request: EngineRequest) -> int | None:
        """Return the number that the answer's usage will name."""
        return _usage(request, "").prompt_tokens

    async def aclose(self) -> None:
        """End all answers on their way, and refuse new ones."""
        self._closed.set()

    def _check_open(self) -> None:
        if self._closed.is_set():
            raise UserError("engine_failed", detail="it was closed")

    async def _rest(self, seconds: float | None) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._closed.wait()
        except TimeoutError:
            return
        self._check_open()


class _Replies:
    """The replies of a script, one for each request."""

    def __init__(self, replies: Iterable[Reply], loop: bool) -> None:
        self._replies = [list(reply) for reply in replies]
        self._loop = loop
        self._next = 0

    def __call__(self, _request: EngineRequest) -> Reply:
        if self._loop and self._next == len(self._replies):
            self._next = 0
        if self._next == len(self._replies):
            raise UserError("engine_failed", detail="its script is over")
        self._next += 1
        return self._replies[self._next - 1]


def _after(begun: str, reply: Reply) -> Reply:
    """Return what follows `begun` in a reply that begins with it, else the reply as it is."""
    if not begun or not "".join(_text(step) for step in reply).startswith(begun):
        return reply
    steps: list[Step] = []
    for step in reply:
        said = _text(step)
        left, begun = said[len(begun) :], begun[len(said) :]
        if isinstance(step, str):
            steps += [left] if left else []
        else:
            steps.append(replace(step, text=left) if isinstance(step, Delta) else step)
    return steps


def _text(step: Step) -> str:
    return step if isinstance(step, str) else step.text if isinstance(step, Delta) else ""


def _question(request: EngineRequest) -> str:
    """Return the last thing that the user said."""
    return next((turn.content for turn in reversed(request.turns) if turn.role is Role.USER), "")


def _usage(request: EngineRequest, answer: str) -> Usage:
    prompt = sum(len(turn.content.split()) for turn in request.turns)
    return Usage(prompt_tokens=prompt, completion_tokens=len(answer.split()))
