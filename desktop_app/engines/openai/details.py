"""What a server tells of a model only where its own programs ask, beside the protocol."""

import asyncio
import re
from collections.abc import Mapping
from contextlib import aclosing
from typing import Any

from desktop_app.domain.errors import UserError
from desktop_app.domain.tasks import together
from desktop_app.engines.openai.connection import Connection
from desktop_app.engines.openai.payloads import count_in, object_in, parsed
from desktop_app.engines.openai.programs import LLAMA_PROPS, LM_STUDIO_MODELS
from desktop_app.engines.protocol import ModelInfo

_SECONDS = 3.0
_LIMIT = 4 * 1024 * 1024
_OLLAMA_DEFAULT = 4096
"""Tokens that Ollama reads of a model for which nobody asked for more; the rest it drops without a word."""
_NUM_CTX = re.compile(r"^num_ctx\s+(\d{1,9})\s*$", re.MULTILINE)


class Details:
    """Asks a server about its models, by the way that its program has; nothing of programs that are not known."""

    def __init__(self, root: Connection) -> None:
        """Ask over `root`, which begins where the server's address has its /v1."""
        self._root = root

    async def completed(self, model: ModelInfo) -> ModelInfo:
        """Return the model with what else its server tells of it."""
        match model.details.get("owned_by"):
            case "library":
                more = await self._ollama(model.id)
            case "organization_owner":
                more = await self._lm_studio(model.id)
            case "llamacpp":
                more = await self._llama()
            case _:
                more = {}
        return ModelInfo(model.id, {**more, **model.details})

    async def tokens_of(self, messages: object) -> int | None:
        """Return what llama.cpp's server counts for a conversation, as those do that are too old to say it at once."""
        prompt = (await self.ask("/apply-template", {"messages": messages})).get("prompt")
        if not isinstance(prompt, str):
            return None
        body = {"content": prompt, "add_special": True, "parse_special": True}
        tokens = (await self.ask("/tokenize", body)).get("tokens")
        return len(tokens) if isinstance(tokens, list) and tokens else None

    async def ask(self, path: str, body: Mapping[str, Any] | None = None) -> Mapping[str, Any]:
        """Return the JSON document at `path`; an empty one where there is none in time."""
        try:
            async with asyncio.timeout(_SECONDS):
                async with aclosing(await self._root.open("GET" if body is None else "POST", path, body)) as answer:
                    return parsed(await answer.read_all(_LIMIT, _SECONDS)) or {}
        except (TimeoutError, UserError):
            return {}

    async def aclose(self) -> None:
        """Close all connections."""
        await self._root.aclose()

    async def _ollama(self, name: str) -> dict[str, Any]:
        shown, running = await together(self.ask("/api/show", {"model": name}), self.ask("/api/ps"))
        models = running.get("models")
        loaded = [object_in(each) for each in models] if isinstance(models, list) else []
        window = next((each.get("context_length") for each in loaded if each.get("name") == name), None)
        if count_in(window) is None and shown:
            window = _ollama_window(shown)
        return {"capabilities": shown.get("capabilities"), "context_length": window}

    async def _lm_studio(self, name: str) -> dict[str, Any]:
        listed = (await self.ask(LM_STUDIO_MODELS)).get("data")
        entries = map(object_in, listed) if isinstance(listed, list) else ()
        return dict(next((each for each in entries if each.get("id") == name), {}))

    async def _llama(self) -> dict[str, Any]:
        props = await self.ask(LLAMA_PROPS)
        settings = object_in(props.get("default_generation_settings"))
        # What a model sees depends on the file of its eyes, which the list of models says nothing of.
        return {"context_length": settings.get("n_ctx"), "modalities": props.get("modalities")}


def _ollama_window(shown: Mapping[str, Any]) -> int:
    """Return how much Ollama would read: what was asked for in the model's file, else its default or all there is."""
    parameters = shown.get("parameters")
    asked = _NUM_CTX.search(parameters) if isinstance(parameters, str) else None
    if asked is not None:
        return int(asked[1])
    trained = (
        count_in(value)
        for key, value in object_in(shown.get("model_info")).items()
        if str(key).endswith(".context_length")
    )
    return min(next(filter(None, trained), _OLLAMA_DEFAULT), _OLLAMA_DEFAULT)
