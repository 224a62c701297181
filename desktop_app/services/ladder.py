"""The ladder: what answers where nobody chose. Last used, else a server, else a model file, else the built-in one."""

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from desktop_app.domain import choosing_sentences as sentences
from desktop_app.domain.choosing import BUILTIN, LLAMA, OPENAI, Climb, Rung, Step
from desktop_app.domain.engines import EngineChoice
from desktop_app.domain.errors import UserError
from desktop_app.domain.hosts import may_be_here, plain_host
from desktop_app.domain.model_files import Fit, FitVerdict, ModelFile
from desktop_app.domain.servers import FoundServer, Health, talks_by_name
from desktop_app.services.engines import EngineService

_BUILTIN_STEP = Step(Rung.BUILTIN, sentences.BUILTIN_RESPONDER, choice=EngineChoice(BUILTIN))
_QUICK_BYTES = 6 * 2**30
"""Files up to this size answer at a bearable pace on most computers; of larger ones the smallest is taken."""
_LAST_USED_SECONDS = 1.0


class FindsServers(Protocol):
    """Finds servers on this computer."""

    async def found(self) -> Sequence[FoundServer]:
        """Return those that answer, and those that the user named."""
        ...


class FindsModels(Protocol):
    """Finds model files on this computer."""

    async def files(self) -> Sequence[ModelFile]:
        """Return all that there are."""
        ...

    async def fit(self, file: ModelFile, context_tokens: int) -> Fit:
        """Return whether one goes into the memory that is free."""
        ...


class Ladder:
    """Looks at each rung in turn; nothing on another computer is ever taken."""

    def __init__(self, engines: EngineService, servers: FindsServers | None, models: FindsModels | None) -> None:
        """Look for what the finders find; without one that rung is passed over."""
        self._engines = engines
        self._servers = servers
        self._models = models

    async def steps(self, last: EngineChoice | None, failed: Mapping[EngineChoice, str]) -> AsyncGenerator[Step, None]:
        """Yield what is tried, up to the one that is taken; `failed` says what not to take again, and why."""
        looks = {
            Rung.LAST_USED: partial(self._last_used, last, failed),
            Rung.SERVER: partial(self._server, failed),
            Rung.FILE: partial(self._file, failed),
        }
        for rung, look in looks.items():
            try:
                step = await look()
            except UserError as error:  # it always answers
                step = Step(rung, str(rung), error.message)
            if step is None:
                continue
            yield step
            if step.taken:
                return
        yield _BUILTIN_STEP

    async def server(self, model: str = "") -> EngineChoice | None:
        """Return a server on this computer that is ready, with that model where one is asked for."""
        step = await self._server({}, model)
        return step.choice if step is not None and step.taken else None

    async def file(self) -> EngineChoice | None:
        """Return a model file that fits into memory."""
        step = await self._file({})
        return step.choice if step is not None and step.taken else None

    async def _last_used(self, last: EngineChoice | None, failed: Mapping[EngineChoice, str]) -> Step | None:
        if last is None or last.name not in self._engines.names():
            return None
        about = shown(last)
        reason = failed.get(last, "") or await self._why_not(last)
        return Step(Rung.LAST_USED, about, reason, None if reason else last)

    async def _why_not(self, last: EngineChoice) -> str:
        if last.name == LLAMA:
            return "" if await asyncio.to_thread(Path(last.model).is_file) else sentences.FILE_GONE
        if not is_here(last.base_url):
            return sentences.ELSEWHERE
        try:
            async with asyncio.timeout(_LAST_USED_SECONDS):
                listed = await (await self._engines.resolve(last)).models()
        except (UserError, TimeoutError):
            return sentences.SILENT
        return "" if not last.model or last.model in {each.id for each in listed} else sentences.MODEL_GONE

    async def _server(self, failed: Mapping[EngineChoice, str], model: str = "") -> Step | None:
        if self._servers is None or OPENAI not in self._engines.names():
            return None
        found = [each for each in await self._servers.found() if is_here(each.base_url)]
        reasons = []
        for each in found:
            name = _model_of(each, model)
            choice = EngineChoice(OPENAI, each.base_url, name)
            about = sentences.served_by(str(each.program), name)
            reason = failed.get(choice, "") or _server_reason(each, name)
            if not reason:
                return Step(Rung.SERVER, about, choice=choice)
            reasons.append(f"{about}: {reason}")
        return Step(Rung.SERVER, sentences.A_SERVER, "; ".join(reasons) or sentences.NO_SERVER)

    async def _file(self, failed: Mapping[EngineChoice, str]) -> Step | None:
        if self._models is None or LLAMA not in self._engines.names():
            return None
        usable = [each for each in await self._models.files() if each.usable]
        if not usable:
            return Step(Rung.FILE, sentences.A_FILE, sentences.NO_FILE)
        reasons, usual = [], int(self._engines.settings.context_tokens)
        for each in _in_order(usable):
            choice = EngineChoice(LLAMA, model=str(each.path))
            reason = failed.get(choice, "")
            if not reason:
                fit = await self._models.fit(each, min(usual, each.header.context_tokens or usual))
                if fit.verdict in {FitVerdict.FITS, FitVerdict.TIGHT}:
                    return Step(Rung.FILE, each.name, choice=choice)
                unknown = fit.verdict is FitVerdict.UNKNOWN
                reason = sentences.MEMORY_UNKNOWN if unknown else sentences.TOO_LARGE
            reasons.append(f"{each.name}: {reason}")
        return Step(Rung.FILE, sentences.A_FILE, sentences.first_reasons(reasons))


def provisional(steps: Sequence[Step]) -> Climb:
    """Return what answers while something is still being looked for: the built-in responder."""
    return Climb((*steps, Step(Rung.SERVER, sentences.A_MODEL, sentences.STILL_LOOKING), _BUILTIN_STEP), settled=False)


def shown(choice: EngineChoice) -> str:
    """Return what a person calls an engine with its model."""
    if choice.name == BUILTIN:
        return _BUILTIN_STEP.about
    if choice.name == LLAMA:
        return Path(choice.model).name or sentences.A_FILE
    return sentences.model_at(choice.model, choice.base_url) if choice.model else choice.base_url or choice.name


def is_here(base_url: str) -> bool:
    """Tell whether an address is on this computer, as far as can be told without asking a name server."""
    with suppress(ValueError):
        return may_be_here(plain_host(urlsplit(base_url).hostname or ""))
    return False


def _server_reason(server: FoundServer, model: str) -> str:
    if server.health is Health.READY and model:
        return ""
    return sentences.UNWELL.get(server.health, sentences.NO_CHAT_MODEL)


def _model_of(server: FoundServer, wanted: str) -> str:
    """Return the model to ask for: the one that is wanted, else one that is loaded already, else the first."""
    chatting = [each for each in server.models if talks_by_name(each.name)]
    if wanted:
        return next((each.name for each in chatting if each.name == wanted), "")
    first = next((each for each in chatting if each.loaded), chatting[0] if chatting else None)
    return first.name if first is not None else ""


def _in_order(files: Sequence[ModelFile]) -> list[ModelFile]:
    """Return the files, the largest that answer quickly first, then those that do not, the smallest first."""
    quick = sorted((each for each in files if each.size <= _QUICK_BYTES), key=lambda each: -each.size)
    return quick + sorted((each for each in files if each.size > _QUICK_BYTES), key=lambda each: each.size)
