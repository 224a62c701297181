"""The built-in responder as an engine: streams its answer like a model."""

import asyncio
import re
from collections.abc import AsyncGenerator

from desktop_app.domain.engine_requests import EngineRequest
from desktop_app.domain.errors import UserError
from desktop_app.domain.responder import ResponderRules
from desktop_app.engines.builtin.history import History
from desktop_app.engines.builtin.responder import Responder
from desktop_app.engines.protocol import Delta, ModelInfo

_PIECE = re.compile(r"\s*\S+(?:\s+(?=$))?")
_DENSE = re.compile("[\u1100-\u11ff\u2e80-\ud7ff\uf900-\ufaff\U00020000-\U0003ffff]")
"""Characters of scripts that take about a token each."""
_BYTES_PER_TOKEN = 3.6


class BuiltinEngine:
    """Answers by `rules`, word by word, resting `pause` seconds before each; quotes from `history` when asked to."""

    name = "builtin"
    has_context_window = False
    takes_seed = False

    def __init__(self, rules: ResponderRules, history: History | None = None, *, pause: float = 0.012) -> None:
        self._responder = Responder(rules, history)
        self._pause = pause
        self._closed = False

    async def stream(self, request: EngineRequest) -> AsyncGenerator[Delta, None]:
        """Answer `request`."""
        text = await self._responder.answer(request)
        if not text.startswith(request.begun):
            raise UserError("continue_impossible")
        for piece in _PIECE.findall(text[len(request.begun) :]):
            await asyncio.sleep(self._pause)
            if self._closed:
                raise UserError("engine_failed", detail="it was closed")
            yield Delta(text=piece)
        yield Delta(finish_reason="stop")

    async def models(self) -> list[ModelInfo]:
        """Return the one set of rules that there is."""
        return [ModelInfo("rules")]

    async def takes_images(self, model: str = "") -> bool:
        """Say no: of a picture it knows the name and the size."""
        del model
        return False

    async def count_tokens(self, text: str) -> int:
        """Estimate the tokens that a language model would make of `text`."""
        dense = len(_DENSE.findall(text))
        others = len(text.encode("utf-8", "surrogatepass")) - 3 * dense
        return dense + round(max(others, 0) / _BYTES_PER_TOKEN)

    async def context_window(self, model: str = "") -> int | None:
        """Return None: it reads no tokens."""
        del model
        return None

    async def count_prompt(self, request: EngineRequest) -> int | None:
        """Return None: there is no prompt."""
        del request
        return None

    async def aclose(self) -> None:
        """End all answers on their way, and refuse new ones."""
        self._closed = True
