"""Engines: which ones there are, made when first asked for, started anew where one failed."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import aclosing, suppress
from dataclasses import replace
from typing import Protocol, runtime_checkable

from desktop_app.domain.choosing import BUILTIN, LLAMA, OPENAI, choice_over, known_as
from desktop_app.domain.engines import EngineChoice, EngineCondition, EngineState, Parameters
from desktop_app.domain.errors import UserError
from desktop_app.domain.settings import EngineSettings
from desktop_app.engines.protocol import Engine
from desktop_app.services.engine_states import EngineStates

EngineMaker = Callable[[EngineChoice], Engine]
"""Makes an engine; raises `UserError` for a choice that cannot be served, such as a bad address."""


@runtime_checkable
class Startable(Protocol):
    """An engine that loads models, and gives up on one that ends by itself too often."""

    async def start(self, model: str = "", parameters: Parameters | None = None) -> None:
        """Load a model in that way, whatever became of it before."""
        ...


@runtime_checkable
class Contextual(Protocol):
    """An engine that reads as much at once as the settings say, where a question does not say it."""

    def use_context(self, tokens: int) -> None:
        """Read so many tokens at once, from the next question on."""
        ...


class EngineService:
    """The engines in use; each server address has one, and so has each model file."""

    def __init__(
        self, makers: Mapping[str, EngineMaker], settings: EngineSettings, states: EngineStates | None = None
    ) -> None:
        """Offer the engines that `makers` make, by name; how they fare is told to `states`."""
        self._makers = makers
        self._settings = settings
        self._states = states or EngineStates()
        self._engines: dict[tuple[str, str], Engine] = {}
        self._making = asyncio.Lock()

    def names(self) -> list[str]:
        """Return the names that can be asked for."""
        return list(self._makers)

    @property
    def settings(self) -> EngineSettings:
        """What the settings say, as they are now."""
        return self._settings

    def use(self, settings: EngineSettings) -> None:
        """Go by other settings from the next question on; answers on their way end as they began."""
        self._settings = settings
        for engine in self._engines.values():
            self._set_context(engine)

    def chosen_in_settings(self, choice: EngineChoice | None = None) -> EngineChoice:
        """Return `choice` with its empty fields filled from the settings; without a name where nobody chose.

        Raises `UserError` for an engine that there is not.
        """
        asked, settings = choice or EngineChoice(), self._settings
        name = "" if settings.name == "auto" else settings.name
        address = settings.base_url if name in ("", OPENAI) else ""
        found = choice_over(asked, EngineChoice(name, address, settings.model))
        self.check_name(found.name)
        # The address in the settings is where servers are asked, whatever else the settings let answer.
        unplaced = found.name == OPENAI and not found.base_url
        return replace(found, base_url=settings.base_url) if unplaced else found

    def check_name(self, name: str) -> None:
        """Raise `UserError` for an engine that there is not; no name is none."""
        if name and name not in self._makers:
            offered = [each for each in (BUILTIN, LLAMA, OPENAI) if each in self._makers]  # one is for tests alone
            raise UserError("unknown_engine", engine=name, known=", ".join(offered))

    def completed(self, choice: EngineChoice) -> EngineChoice:
        """Return `choice` with its empty fields filled from the settings; where nobody chose, the built-in responder.

        What else may answer then is for `ChoosingService` to say, which looks around.
        """
        found = self.chosen_in_settings(choice)
        return found if found.name else EngineChoice(BUILTIN, model=found.model)

    async def resolve(self, choice: EngineChoice) -> Engine:
        """Return the engine for a completed `choice`; raise `UserError` when there can be none."""
        key = _key(choice)
        async with self._making:
            if key not in self._engines:
                # In a thread: reading rules and importing what an engine needs takes a while.
                self._engines[key] = await asyncio.to_thread(self._makers[choice.name], choice)
                self._set_context(self._engines[key])
        return self._engines[key]

    async def states(self) -> AsyncGenerator[EngineState, None]:
        """Yield how each engine fares, and then each change."""
        async with aclosing(self._states.watch()) as states:
            async for state in states:
                yield state

    def answered(self, choice: EngineChoice) -> None:
        """Take note that a server answered; other engines tell of themselves."""
        if choice.name == OPENAI:
            self._states.report(_of_server(choice, EngineCondition.READY))

    def failed(self, choice: EngineChoice, error: UserError) -> None:
        """Take note that a server did not answer."""
        if choice.name == OPENAI:
            self._states.report(_of_server(choice, EngineCondition.STOPPED, error.message))

    async def restart(self, choice: EngineChoice, parameters: Parameters | None = None) -> None:
        """Start a model anew that ended by itself, however often it did; what needs no start may be asked again.

        It is loaded as `parameters` say, lest the next question load it once more. Raises `UserError` where it does
        not start.
        """
        completed = self.completed(choice)
        engine = await self.resolve(completed)
        if isinstance(engine, Startable):
            await engine.start(completed.model, parameters)
        elif completed.name == OPENAI:
            self._states.report(_of_server(completed, EngineCondition.IDLE))

    async def warm_up(self, choice: EngineChoice | None = None) -> None:
        """Make the engine of the settings, so that the first message need not wait for it."""
        with suppress(UserError):  # what is wrong with it is told when it is asked
            await self.resolve(self.completed(choice or EngineChoice()))

    def _set_context(self, engine: Engine) -> None:
        if isinstance(engine, Contextual):
            engine.use_context(int(self._settings.context_tokens))

    async def aclose(self) -> None:
        """Close all engines."""
        while self._engines:
            _key, engine = self._engines.popitem()
            await engine.aclose()


def _key(choice: EngineChoice) -> tuple[str, str]:
    """Return what has an engine of its own: a server, all models of which share it, and a model file."""
    known = known_as(choice)
    places = {OPENAI: known.base_url, LLAMA: known.model}
    return choice.name, places.get(choice.name, "")


def _of_server(choice: EngineChoice, condition: EngineCondition, reason: str = "") -> EngineState:
    return EngineState(OPENAI, condition, choice.model, reason=reason, base_url=choice.base_url)
