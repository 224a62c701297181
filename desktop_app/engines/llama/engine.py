"""The engine that answers from model files on this computer."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path

from desktop_app.domain.engine_requests import EngineRequest
from desktop_app.domain.engines import EngineState, Parameters
from desktop_app.domain.errors import UserError
from desktop_app.domain.network import Expect, expect_nothing
from desktop_app.engines.heavy import done_aside
from desktop_app.engines.llama.child import ALIAS
from desktop_app.engines.llama.host import NAME, ModelHost
from desktop_app.engines.llama.loading import Loader
from desktop_app.engines.llama.options import LoadOptions, Patience, default_threads
from desktop_app.engines.llama.residents import Residents
from desktop_app.engines.openai.prompts import TokenEstimate
from desktop_app.engines.protocol import Delta, ModelInfo


class LlamaEngine:
    """Answers with llama.cpp, which runs in a process of its own for each model file that is loaded.

    A model is the path of its file. It is loaded when it is asked first, and one at a time unless memory allows more.
    """

    name = NAME
    has_context_window = True
    takes_seed = True

    def __init__(
        self,
        command: Sequence[str],
        log: Path,
        report: Callable[[EngineState], None] = lambda _state: None,
        *,
        model: str = "",
        context_tokens: int = 4096,
        threads: int = 0,
        rest_minutes: float = 15,
        patience: Patience | None = None,
        memory: int = 0,
        residents: Residents | None = None,
        projector_of: Callable[[Path], Awaitable[Path | None]] | None = None,
        expect: Expect = expect_nothing,
    ) -> None:
        """Start processes by `command`; `model` answers where a request names none.

        How the engine fares goes to `report`, llama.cpp's own complaints to `log`. A model rests in memory for
        `rest_minutes`, 0 for as long as Parley runs; its process takes at most `memory` bytes, 0 for what it may need.
        Engines that share `residents` share the computer's memory. `projector_of` finds the file with which a model
        sees; without it none does.
        `expect` hears of connections to processes that no Unix socket leads to.
        """
        self._loader = Loader(tuple(command), log, patience or Patience(), memory, expect=expect)
        self._report = report
        self._model = model
        self._options = LoadOptions(context_tokens, threads or default_threads())
        self._rest_seconds = rest_minutes * 60
        self._hosts: dict[Path, ModelHost] = {}
        self._residents = residents or Residents()
        self._projector_of = projector_of
        self._projectors: dict[Path, str] = {}
        self._estimate = TokenEstimate()
        self._closed = False

    async def stream(self, request: EngineRequest) -> AsyncGenerator[Delta, None]:
        """Answer `request`, after its model is loaded; closing the iterator stops either."""
        host = self._host(request.model)
        await self._residents.load(host, await self._loading(host, request.parameters))
        async with host.answering() as served:
            asked = replace(request, model=ALIAS)
            async with aclosing(served.client.stream(asked)) as deltas:
                async for delta in deltas:
                    yield delta if delta.model is None else replace(delta, model=host.path.name)

    async def start(self, model: str = "", parameters: Parameters | None = None) -> None:
        """Load a model now, however often it stopped by itself before."""
        host = self._host(model)
        host.forgive()
        await self._residents.load(host, await self._loading(host, parameters or Parameters()))

    def use_context(self, tokens: int) -> None:
        """Read so many tokens at once where a question does not say it; a loaded model is loaded anew for that."""
        self._options = replace(self._options, context_tokens=tokens)

    async def unload(self, model: str = "") -> None:
        """Let go of a model, once it is not being asked; it is loaded again with the next question."""
        host = self._host(model)
        await host.free.wait()
        await host.unload()

    async def models(self) -> list[ModelInfo]:
        """Return the model that answers where none is named, and those that were asked."""
        default = [self._path(self._model)] if self._model else []
        return [ModelInfo(str(path)) for path in dict.fromkeys([*default, *self._hosts])]

    async def takes_images(self, model: str = "") -> bool:
        """Tell whether there is a file with which the model sees; of a loaded one, whether it was of use."""
        if not (model or self._model):
            return False
        host = self._host(model)
        if host.served is not None:
            return await host.served.client.takes_images(ALIAS)
        return bool(await self._projector(host.path))

    async def count_tokens(self, text: str) -> int:
        """Return an estimate, which gets better with each answer of a model."""
        newest = next(reversed(self._hosts.values()), None)
        estimate = newest.estimate if newest is not None else self._estimate
        return await done_aside(len(text), estimate.tokens_in, text)

    async def context_window(self, model: str = "") -> int | None:
        """Return what the loaded model reads at once, else what it would be given if it can read as much."""
        if not (model or self._model):
            return None
        host = self._host(model)
        known = await host.served.client.context_window(ALIAS) if host.served is not None else None
        return known or (host.options or self._options).context_tokens

    async def count_prompt(self, request: EngineRequest) -> int | None:
        """Return what the model's own tokenizer counts; None where it is not loaded."""
        if not (request.model or self._model):
            return None
        served = self._host(request.model).served
        return None if served is None else await served.client.count_prompt(replace(request, model=ALIAS))

    async def aclose(self) -> None:
        """End all processes; answers on their way end as cut off."""
        self._closed = True
        while self._hosts:
            _path, host = self._hosts.popitem()
            await host.aclose()
            self._residents.remove(host)

    async def _loading(self, host: ModelHost, parameters: Parameters) -> LoadOptions:
        """Return how a model is to be loaded for an answer."""
        return replace(self._options.changed_by(parameters), projector=await self._projector(host.path))

    async def _projector(self, path: Path) -> str:
        """Return the file with which a model sees, empty where there is none; looked for once."""
        if path not in self._projectors:
            found = None if self._projector_of is None else await self._projector_of(path)
            self._projectors[path] = "" if found is None else str(found)
        return self._projectors[path]

    def _host(self, model: str) -> ModelHost:
        if self._closed:
            raise UserError("engine_failed", detail="it was closed")
        if not (model or self._model):
            raise UserError("model_not_chosen")
        path = self._path(model or self._model)
        if path not in self._hosts:
            self._hosts[path] = ModelHost(path, self._loader, self._rest_seconds, self._report)
            self._residents.add(self._hosts[path])
        return self._hosts[path]

    def _path(self, model: str) -> Path:
        return Path(model).expanduser().absolute()
