"""Engines: which one answers, made when first asked for."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress

from desktop_app.domain.engines import EngineChoice
from desktop_app.domain.errors import UserError
from desktop_app.domain.settings import EngineSettings
from desktop_app.engines.protocol import Engine

EngineMaker = Callable[[EngineChoice], Engine]
"""Makes an engine; raises `UserError` for a choice that cannot be served, such as a bad address."""


class EngineService:
    """The engines in use; each server address has one."""

    def __init__(self, makers: Mapping[str, EngineMaker], settings: EngineSettings) -> None:
        """Offer the engines that `makers` make, by name."""
        self._makers = makers
        self._settings = settings
        self._engines: dict[tuple[str, str], Engine] = {}
        self._making = asyncio.Lock()

    def names(self) -> list[str]:
        """Return the names that can be asked for."""
        return list(self._makers)

    def completed(self, choice: EngineChoice) -> EngineChoice:
        """Return `choice` with its empty fields filled from the settings."""
        settings = self._settings
        name = choice.name or ("openai" if choice.base_url else settings.name)
        if name not in self._makers:
            raise UserError("unknown_engine", engine=name, known=", ".join(self._makers))
        if name != settings.name:
            return EngineChoice(name, choice.base_url or settings.base_url, choice.model)
        return EngineChoice(name, choice.base_url or settings.base_url, choice.model or settings.model)

    async def resolve(self, choice: EngineChoice) -> Engine:
        """Return the engine for a completed `choice`; raise `UserError` when there can be none."""
        key = (choice.name, choice.base_url)
        async with self._making:
            if key not in self._engines:
                # In a thread: reading rules and importing what an engine needs takes a while.
                self._engines[key] = await asyncio.to_thread(self._makers[choice.name], choice)
        return self._engines[key]

    async def takes_images(self, choice: EngineChoice) -> bool:
        """Tell whether what answers can see pictures; no where that cannot be found out."""
        completed = self.completed(choice)
        return await (await self.resolve(completed)).takes_images(completed.model)

    async def warm_up(self) -> None:
        """Make the engine of the settings, so that the first message need not wait for it."""
        with suppress(UserError):  # what is wrong with it is told when it is asked
            await self.resolve(self.completed(EngineChoice()))

    async def aclose(self) -> None:
        """Close all engines."""
        while self._engines:
            _key, engine = self._engines.popitem()
            await engine.aclose()
