"""How much engines read at once."""

import asyncio
import time
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum

from desktop_app.domain.engines import EngineChoice, Parameters
from desktop_app.domain.settings import EngineSettings
from desktop_app.engines.protocol import Engine

_ASKED_FOR = 3.0
"""Seconds that an engine has to say it."""
_BELIEVED_FOR = 30.0
"""Seconds until it is asked again: another model may have been loaded."""


class WindowSource(StrEnum):
    """Who said how much is read at once."""

    SESSION = "session"
    ENGINE = "engine"
    SETTINGS = "settings"


@dataclass(frozen=True, slots=True)
class Window:
    """How many tokens are read at once, and who said so."""

    tokens: float
    source: WindowSource


class Windows:
    """Finds out what fits into a prompt: the session's own word first, then the engine's, then the settings'."""

    def __init__(self, settings: EngineSettings) -> None:
        self._settings = settings
        self._told: dict[EngineChoice, tuple[float, int | None]] = {}
        self._refused: dict[EngineChoice, float] = {}

    async def of(self, engine: Engine, choice: EngineChoice, parameters: Parameters) -> Window | None:
        """Return what `engine` reads at once; None for one without a limit."""
        if not engine.has_context_window:
            return None
        window = await self._said(engine, choice, parameters)
        most = self._refused.get(choice)
        return window if most is None or window.tokens <= most else Window(most, WindowSource.ENGINE)

    def refuse(self, choice: EngineChoice, tokens: float) -> None:
        """Take note that an engine read no more than that, whatever was said before."""
        self._refused[choice] = tokens

    async def _said(self, engine: Engine, choice: EngineChoice, parameters: Parameters) -> Window:
        if parameters.context_tokens is not None:
            return Window(parameters.context_tokens, WindowSource.SESSION)
        told = await self._told_by(engine, choice)
        if told is not None:
            return Window(told, WindowSource.ENGINE)
        return Window(self._settings.context_tokens, WindowSource.SETTINGS)

    async def _told_by(self, engine: Engine, choice: EngineChoice) -> int | None:
        asked, before = self._told.get(choice, (-_BELIEVED_FOR, None))
        if time.monotonic() - asked < _BELIEVED_FOR:
            return before
        told = before
        with suppress(TimeoutError):
            async with asyncio.timeout(_ASKED_FOR):
                told = await engine.context_window(choice.model)
        if told != before:
            self._refused.pop(choice, None)
        self._told[choice] = time.monotonic(), told
        return told
