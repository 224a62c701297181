"""The OpenAI-compatible engine: streams answers of llama.cpp, Ollama, LM Studio, vLLM and their like."""

import asyncio
from collections.abc import AsyncGenerator, Collection, Mapping
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import Any

from desktop_app.domain.engine_requests import EngineRequest
from desktop_app.domain.engines import Parameters
from desktop_app.domain.errors import UserError
from desktop_app.domain.network import Expect, expect_nothing
from desktop_app.domain.servers import checked_key
from desktop_app.domain.stopwatch import Stopwatch
from desktop_app.engines.heavy import done_aside
from desktop_app.engines.openai.addresses import checked_address
from desktop_app.engines.openai.connection import Answer, Connection, KeyFinder, Timeouts
from desktop_app.engines.openai.counting import COUNT_PATH, counted, counts_exactly, window_of
from desktop_app.engines.openai.details import Details
from desktop_app.engines.openai.joint import Joint
from desktop_app.engines.openai.parameters import ENOUGH_TOKENS, explained, is_terse, payload_of
from desktop_app.engines.openai.payloads import error_in, models_in, parsed
from desktop_app.engines.openai.prompts import (
    TokenEstimate,
    Wording,
    chat_body,
    continuing,
    guess_of,
    messages_asking_to_go_on,
    messages_for,
    messages_going_on,
)
from desktop_app.engines.openai.reading import AnswerReader
from desktop_app.engines.openai.server_times import timings_of
from desktop_app.engines.openai.sight import sees, talks
from desktop_app.engines.protocol import Delta, ModelInfo

_WHOLE_ANSWER_LIMIT = 8 * 1024 * 1024
_PATH = "/chat/completions"
_MODEL_LIST_LIMIT = 4 * 1024 * 1024
_COUNT_LIMIT = 64 * 1024
_TURN = 0.004
"""Seconds after which others have their turn on the event loop."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """What was asked, and what comes."""

    messages: list[Wording]
    answer: Answer
    joint: Joint


class OpenAIEngine:
    """Asks a server of the OpenAI protocol; it must be on this computer unless the user allowed its host."""

    name = "openai"
    has_context_window = True
    takes_seed = True

    def __init__(
        self,
        base_url: str,
        model: str = "",
        api_key: str | KeyFinder | None = None,
        *,
        allowed_hosts: Collection[str] = (),
        timeouts: Timeouts | None = None,
        socket: str = "",
        extras: Mapping[str, Any] | None = None,
        estimate: TokenEstimate | None = None,
        expect: Expect = expect_nothing,
    ) -> None:
        """Ask the server at `base_url` (which mostly ends in /v1) for `model`, else for the first one it lists.

        `api_key` may be what finds it, each time, and `allowed_hosts` may change while the engine is in use. Nothing
        is connected yet; raises `UserError` for an address that cannot be used. With a Unix `socket` the server is
        reached by that; `extras` are fields that it understands beside the protocol's, and `estimate` is what was
        learned of its tokens before. `expect` hears of each connection beforehand.
        """
        address = checked_address(base_url, allowed_hosts)
        self._base_url = address.shown
        self._model = model
        self._first_model = ""
        self._terse: frozenset[str] = frozenset()
        self._timeouts = timeouts or Timeouts()
        key = checked_key(api_key) if isinstance(api_key, str) else api_key or ""
        self._connection = Connection(address, key, allowed_hosts, self._timeouts, socket, expect)
        root = replace(address, path=address.path.removesuffix("/v1"))
        self._details = Details(Connection(root, key, allowed_hosts, self._timeouts, socket, expect))
        self._extras = extras or {}
        self._estimate = estimate or TokenEstimate()

    async def stream(self, request: EngineRequest) -> AsyncGenerator[Delta, None]:
        """Answer `request`; closing the iterator closes the connection, which stops the server too."""
        try:
            model = request.model or self._model or await self._first_listed()
            parameters = await self._payload(request.parameters, model)
            watch = Stopwatch()
            asked = await self._asked(request, model, parameters)
            async with aclosing(asked.answer), aclosing(self._joined(asked, watch)) as deltas:
                async for delta in deltas:
                    if delta.usage is not None:
                        guess = await done_aside(request.weight, guess_of, asked.messages)
                        self._estimate.learn(guess, delta.usage.prompt_tokens)
                    yield delta
        except UserError:
            self._first_model = ""  # the server may have another one by now
            raise

    async def models(self) -> list[ModelInfo]:
        """Return the models that the server lists."""
        async with aclosing(await self._connection.open("GET", "/models")) as answer:
            payload = parsed(await answer.read_all(_MODEL_LIST_LIMIT, self._timeouts.silence)) or {}
        refusal = error_in(payload, self._connection.api_key)
        if refusal is not None:
            raise UserError("engine_refused", base_url=self._base_url, detail=refusal)
        models = models_in(payload)
        if models is None:
            raise UserError("engine_garbled", base_url=self._base_url, detail="it lists no models")
        self._terse = frozenset(each.id for each in models if is_terse(each))
        return models

    async def takes_images(self, model: str = "") -> bool:
        """Tell what the server says of that model, or else what its name does; no where nobody can be asked."""
        try:
            return sees(await self._described(model))
        except UserError:
            return False

    async def count_tokens(self, text: str) -> int:
        """Return an estimate, which gets better with each answer that came with the server's own count."""
        return await done_aside(len(text), self._estimate.tokens_in, text)

    async def context_window(self, model: str = "") -> int | None:
        """Return what the server says of that model, in its list or where its own programs ask."""
        try:
            return window_of(await self._described(model))
        except UserError:
            return None

    async def count_prompt(self, request: EngineRequest) -> int | None:
        """Return what the server counts; None from all but llama.cpp's, which alone does so."""
        try:
            model = await self._listed(request.model)
            if not counts_exactly(model):
                return None
            body = await done_aside(request.weight, _body, request, model.id)
            async with aclosing(await self._connection.open("POST", COUNT_PATH, body)) as answer:
                return counted(parsed(await answer.read_all(_COUNT_LIMIT, self._timeouts.silence)) or {})
        except UserError as error:
            too_old = error.details.get("status") == 404 and not request.begun
            if not too_old:
                return None
            return await self._details.tokens_of(await done_aside(request.weight, messages_for, request))

    async def aclose(self) -> None:
        """Close all connections; answers on their way end as cut off."""
        await self._connection.aclose()
        await self._details.aclose()

    async def _described(self, model: str) -> ModelInfo:
        return await self._details.completed(await self._listed(model))

    async def _listed(self, model: str) -> ModelInfo:
        """Return what the server says of that model, or of the one that would answer."""
        wanted = model or self._model or await self._first_listed()
        return next((each for each in await self.models() if each.id == wanted), ModelInfo(wanted))

    async def _first_listed(self) -> str:
        if not self._first_model:
            models = await self.models()
            if not models:
                raise UserError("engine_no_models", base_url=self._base_url)
            # Those that turn text into numbers stand among the others.
            self._first_model = next(filter(talks, models), models[0]).id
        return self._first_model

    async def _payload(self, parameters: Parameters, model: str) -> dict[str, Any]:
        is_llama = bool(parameters.grammar) and counts_exactly(await self._listed(model))
        if model in self._terse and parameters.max_tokens is None:
            parameters = replace(parameters, max_tokens=ENOUGH_TOKENS)
        return payload_of(parameters, self._base_url, is_llama=is_llama)

    async def _asked(self, request: EngineRequest, model: str, parameters: dict[str, Any]) -> _Asked:
        """Ask for an answer, or for more of one: as the server may know it, else in words."""
        try:
            if not request.begun:
                messages = await done_aside(request.weight, messages_for, request)
                return _Asked(messages, await self._open(messages, model, parameters), Joint(""))
            messages = await done_aside(request.weight, messages_going_on, request)
            try:
                answer = await self._open(messages, model, continuing(parameters))
                return _Asked(messages, answer, Joint(request.begun))
            except UserError as refusal:
                if refusal.code != "engine_refused":
                    raise
            messages = await done_aside(request.weight, messages_asking_to_go_on, request)
            return _Asked(messages, await self._open(messages, model, parameters), Joint(request.begun, prompted=True))
        except UserError as refusal:
            raise explained(refusal, parameters) from refusal

    async def _open(self, messages: list[Wording], model: str, more: Mapping[str, Any]) -> Answer:
        return await self._connection.open("POST", _PATH, {**chat_body(messages, model), **self._extras, **more})

    async def _joined(self, asked: _Asked, watch: Stopwatch) -> AsyncGenerator[Delta, None]:
        """Yield what is new in an answer."""
        model = None
        reader = AnswerReader(self._base_url, self._connection.api_key)
        async with aclosing(self._deltas(asked.answer, reader)) as deltas:
            async for delta in deltas:
                if delta.text or delta.reasoning:
                    watch.note()
                text = asked.joint.feed(delta.text)
                if delta.finish_reason is not None:
                    text += asked.joint.end()
                model = delta.model or model
                if delta.finish_reason is not None:
                    yield replace(delta, text=text, model=model, timings=timings_of(watch, delta.usage, reader.times))
                elif text or delta.reasoning:
                    yield replace(delta, text=text, model=model)
                    model = None

    async def _deltas(self, answer: Answer, reader: AnswerReader) -> AsyncGenerator[Delta, None]:
        if answer.is_json:
            for delta in reader.feed_whole(await answer.read_all(_WHOLE_ANSWER_LIMIT, self._timeouts.first_byte)):
                yield delta
        seconds, clock = self._timeouts.first_byte, asyncio.get_running_loop().time
        due = clock() + _TURN
        while not reader.done:
            try:
                chunk = await answer.read(seconds)
            except UserError:
                if reader.finished:  # all that is missing is the statistics
                    break
                raise
            if not chunk:
                break
            for delta in reader.feed(chunk):
                yield delta
                seconds = self._timeouts.silence
            if clock() > due:  # a server that is far ahead is read without a pause otherwise
                await asyncio.sleep(0)
                due = clock() + _TURN
            if reader.finished:
                seconds = self._timeouts.trailer
        for delta in reader.end():
            yield delta


def _body(request: EngineRequest, model: str) -> dict[str, Any]:
    """Return what is asked at first; going on may have to be asked for in words, where a server refuses this."""
    if not request.begun:
        return chat_body(messages_for(request), model)
    return continuing(chat_body(messages_going_on(request), model))
