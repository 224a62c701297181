"""A model that is loaded, and the way to it."""

import asyncio
import json
from contextlib import aclosing

from desktop_app.domain.errors import UserError
from desktop_app.domain.network import Expect
from desktop_app.engines.llama.child import ALIAS
from desktop_app.engines.llama.process import LlamaProcess
from desktop_app.engines.openai.addresses import checked_address
from desktop_app.engines.openai.client import OpenAIEngine
from desktop_app.engines.openai.connection import Connection, Timeouts
from desktop_app.engines.openai.prompts import TokenEstimate

_EXTRAS = {"return_progress": True}
"""With this the first words come at once, however long the prompt, and a sign of life every second after them."""
_LIMIT = 1024 * 1024
_PAUSE = 0.1


class ServedModel:
    """Talks to the process that holds a model: through `socket`, or at `url` where there is none."""

    def __init__(
        self,
        process: LlamaProcess,
        url: str,
        socket: str,
        key: str,
        silence: float,
        estimate: TokenEstimate,
        expect: Expect,
    ) -> None:
        self.process = process
        waits = Timeouts(connect=silence, first_byte=silence, silence=silence)
        self.client = OpenAIEngine(
            f"{url}/v1",
            ALIAS,
            key,
            timeouts=waits,
            socket=socket,
            extras=_EXTRAS,
            estimate=estimate,
            expect=expect,
        )
        self._other = Connection(checked_address(url, ()), key, (), waits, socket, expect)

    @property
    def is_alive(self) -> bool:
        """Whether the process is there."""
        return not self.process.ended.is_set()

    async def is_free(self, seconds: float, answers: int) -> bool:
        """Tell whether, within `seconds`, no more than `answers` are being worked on."""
        try:
            async with asyncio.timeout(seconds):
                while True:
                    if await self._working() <= answers:
                        return True
                    await asyncio.sleep(_PAUSE)
        except (TimeoutError, UserError, ValueError, TypeError, KeyError):
            return False

    async def aclose(self, seconds: float) -> None:
        """End the process; answers on their way end as cut off."""
        try:
            await self.process.aclose(seconds)
        finally:
            await self.client.aclose()
            await self._other.aclose()

    async def _working(self) -> int:
        """Return how many answers it works on."""
        async with aclosing(await self._other.open("GET", "/slots")) as answer:
            slots = json.loads(await answer.read_all(_LIMIT, _PAUSE * 10))
        return sum(bool(slot["is_processing"]) for slot in slots)
