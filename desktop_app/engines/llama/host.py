"""One model file: loaded when asked, answering, let go after a rest, started again after it died."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from desktop_app.domain import model_sentences as sentences
from desktop_app.domain.engines import EngineCondition, EngineState
from desktop_app.domain.errors import UserError
from desktop_app.domain.tasks import Tasks
from desktop_app.engines.llama.failures import GARBLED, HUNG_UP, REFUSED, SILENT, ending, why_refused
from desktop_app.engines.llama.loading import Loader, LoadingEndedError, size_of
from desktop_app.engines.llama.options import LoadOptions
from desktop_app.engines.llama.served import ServedModel
from desktop_app.engines.openai.prompts import TokenEstimate

NAME = "llama"
_STOPPED = "stopped"
_ODD = {SILENT: sentences.NO_LIFE} | dict.fromkeys(HUNG_UP, sentences.HUNG_UP)


class ModelHost:
    """Holds one model file while it is needed; tells `report` how it fares."""

    def __init__(self, path: Path, loader: Loader, rest_seconds: float, report: Callable[[EngineState], None]) -> None:
        """Let go of the model after `rest_seconds` without an answer; 0 for never."""
        self.path = path
        self.options: LoadOptions | None = None
        """How it is loaded, or was last."""
        self.estimate = TokenEstimate()
        self.free = asyncio.Event()
        """Nothing is being answered."""
        self.free.set()
        self._loader = loader
        self._patience = loader.patience
        self._rest_seconds = rest_seconds
        self._report = report
        self._served: ServedModel | None = None
        self._loading = asyncio.Lock()
        self._tasks = Tasks()
        self._answers = 0
        self._rest: asyncio.TimerHandle | None = None
        self._deaths = 0
        self._died_at = 0.0
        self._reason = ""

    @property
    def served(self) -> ServedModel | None:
        """The model, where it is loaded."""
        return self._served if self._served is not None and self._served.is_alive else None

    def is_ready(self, options: LoadOptions) -> bool:
        """Tell whether it is loaded in that way and nothing is in doubt about it."""
        return self.served is not None and self.options == options and not self._tasks.is_running(_STOPPED)

    def size(self) -> int:
        """Return the bytes of its file; raise `UserError` where there is none."""
        return size_of(self.path)

    def forgive(self) -> None:
        """Start it again when it is asked next, however often it died."""
        self._deaths = 0

    async def load(self, options: LoadOptions) -> None:
        """Return when it is loaded as `options` say; cancelled, it is not loaded."""
        async with self._loading:
            await self._tasks.ended(_STOPPED)  # which may end it
            if self.is_ready(options):
                return
            while self._answers and self.served is not None:  # another one may begin before this has its turn
                await self.free.wait()
            await self._end()
            await self._hold_back()
            await self._start(options)

    @asynccontextmanager
    async def answering(self) -> AsyncIterator[ServedModel]:
        """Give the loaded model for one answer; explain what goes wrong with it."""
        served = self._served
        assert served is not None  # noqa: S101  `load` came first
        self._begin_answer()
        whole = False
        try:
            yield served
            whole = True
            self._deaths = 0
        except UserError as error:
            raise await self._explained(served, error) from error
        finally:
            self._answers -= 1
            if not whole and served.is_alive:
                self._tasks.start_once(self._see_it_stopped(served), name=_STOPPED)
            if not self._answers:
                self.free.set()
                self._rest_soon()

    async def unload(self) -> None:
        """Let go of the model unless it is being asked; it is loaded again when it is asked next."""
        async with self._loading:
            if self._answers or self._served is None:
                return
            await self._end()
            self._tell(EngineCondition.IDLE)

    async def aclose(self) -> None:
        """End everything."""
        await self._tasks.aclose()
        await self._end()

    async def _start(self, options: LoadOptions) -> None:
        self._tell(EngineCondition.LOADING, loaded=0.0)
        self._reason = ""
        try:
            self._served = await self._loader.load(
                self.path,
                options,
                self.estimate,
                lambda share: self._tell(EngineCondition.LOADING, loaded=share),
                lambda code: self._mourn(ending(code)),
            )
        except LoadingEndedError as error:
            raise UserError("model_stopped", reason=self._reason) from error
        except BaseException as error:
            self._tell(EngineCondition.IDLE, reason=error.message if isinstance(error, UserError) else "")
            raise
        self.options = options
        self._tell(EngineCondition.READY)

    async def _hold_back(self) -> None:
        """Wait a little longer after each death in a row; raise `UserError` after too many."""
        pauses = self._patience.restarts
        if self._deaths > len(pauses):
            raise UserError("model_stopped_often", count=self._deaths, reason=self._reason)
        if self._deaths:
            until = self._died_at + pauses[self._deaths - 1]
            await asyncio.sleep(max(0.0, until - time.monotonic()))

    def _begin_answer(self) -> None:
        self._answers += 1
        self.free.clear()
        if self._rest is not None:
            self._rest.cancel()
            self._rest = None

    async def _explained(self, served: ServedModel, error: UserError) -> UserError:
        """Return what happened, in words that fit a process of our own; end it where it cannot be trusted."""
        process = served.process
        if process.ended_by_us and error.code in HUNG_UP:
            return UserError("engine_failed", detail="it was closed")
        if error.code in REFUSED:
            return why_refused(error)
        if error.code not in HUNG_UP | GARBLED | {SILENT}:
            return error
        if error.code in HUNG_UP:
            with suppress(TimeoutError):
                async with asyncio.timeout(self._patience.close):
                    await process.ended.wait()
        if not process.ended.is_set() and not process.ended_by_us:
            self._mourn(_ODD.get(error.code, sentences.NONSENSE))
            process.kill()
            await process.ended.wait()
        if error.code == SILENT:
            return UserError("model_silent", seconds=f"{self._patience.silence:g}")
        return UserError("model_stopped", reason=self._reason)

    async def _see_it_stopped(self, served: ServedModel) -> None:
        """End the process where a stopped answer does not let go of the model, as in the midst of a long prompt."""
        free = await served.is_free(self._patience.stop, self._answers)
        if not free and not self._answers and served.is_alive and served is self._served:
            await self._end()
            self._tell(EngineCondition.IDLE)

    def _rest_soon(self) -> None:
        if self._rest_seconds and self.served is not None:
            go = lambda: self._tasks.start_once(self.unload(), name="rest")  # noqa: E731
            self._rest = asyncio.get_running_loop().call_later(self._rest_seconds, go)

    def _mourn(self, reason: str) -> None:
        """Count a death of the process that Parley did not bring about, or had to."""
        self._deaths += 1
        self._died_at = time.monotonic()
        self._reason = reason
        often = self._deaths > len(self._patience.restarts)
        self._tell(EngineCondition.STOPPED if often else EngineCondition.IDLE, reason=reason)

    async def _end(self) -> None:
        """End the process, if there is one, and wait until it is gone."""
        if self._rest is not None:
            self._rest.cancel()
            self._rest = None
        served, self._served = self._served, None
        if served is not None:
            await served.aclose(self._patience.close)

    def _tell(self, condition: EngineCondition, loaded: float | None = None, reason: str = "") -> None:
        self._report(EngineState(NAME, condition, str(self.path), loaded, reason))
