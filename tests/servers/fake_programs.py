"""What programs that serve models answer to those who look at them, as their manuals and sources say."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from tests.servers.fake_openai import read_request


def listing(*models: Mapping[str, Any]) -> dict[str, Any]:
    return {"object": "list", "data": list(models)}


@dataclass
class Program:
    """A program by its answers, by path; an answer may be a pair of HTTP status and document."""

    answers: Mapping[str, Any]
    asked: list[str] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    bodies: list[dict[str, Any]] = field(default_factory=list)


def ollama() -> Program:
    return Program(
        {
            "/v1/models": listing(
                {"id": "llama3.2:latest", "object": "model", "created": 1, "owned_by": "library"},
                {"id": "nomic-embed-text:latest", "object": "model", "created": 1, "owned_by": "library"},
            ),
            "/api/version": {"version": "0.12.6"},
        }
    )


def lm_studio() -> Program:
    known = {"object": "model", "publisher": "p", "arch": "a", "compatibility_type": "gguf", "quantization": "Q4_K_M"}
    return Program(
        {
            "/v1/models": listing(
                {"id": "qwen2-vl-7b", "object": "model", "owned_by": "organization_owner"},
                {"id": "llama-3.1-8b", "object": "model", "owned_by": "organization_owner"},
                {"id": "text-vectors", "object": "model", "owned_by": "organization_owner"},
            ),
            "/api/v0/models": listing(
                {**known, "id": "qwen2-vl-7b", "type": "vlm", "state": "not-loaded", "max_context_length": 32768},
                {
                    **known,
                    "id": "llama-3.1-8b",
                    "type": "llm",
                    "state": "loaded",
                    "max_context_length": 131072,
                    "loaded_context_length": 4096,
                },
                {**known, "id": "text-vectors", "type": "embeddings", "state": "not-loaded"},
            ),
        }
    )


def llama_server() -> Program:
    return Program(
        {
            "/v1/models": {
                **listing({"id": "/m/gemma.gguf", "owned_by": "llamacpp", "meta": {"n_ctx_train": 131072}}),
                "models": [{"name": "/m/gemma.gguf", "capabilities": ["completion"]}],
            },
            "/props": {
                "default_generation_settings": {"n_ctx": 8192, "params": {}},
                "total_slots": 1,
                "modalities": {"vision": False, "audio": False},
                "build_info": "b6000-abc",
            },
        }
    )


def vllm() -> Program:
    model = {"id": "Qwen/Qwen3-4B", "object": "model", "owned_by": "vllm", "max_model_len": 40960}
    return Program({"/v1/models": listing(model), "/version": {"version": "0.11.0"}})


def local_ai() -> Program:
    return Program(
        {
            "/v1/models": listing({"id": "gpt-4", "object": "model"}, {"id": "whisper-1", "object": "model"}),
            "/.well-known/localai.json": {"version": "v3.5.0", "endpoints": {}, "capabilities": {}},
            "/version": {"version": "v3.5.0"},
        }
    )


def text_generation_webui() -> Program:
    return Program(
        {
            "/v1/models": listing({"id": "mistral.gguf", "object": "model", "created": 0, "owned_by": "user"}),
            "/v1/internal/model/info": {"model_name": "mistral.gguf", "lora_names": []},
        }
    )


def jan() -> Program:
    return Program({"/v1/models": listing({"id": "jan-nano", "object": "model", "created": 1, "owned_by": "user"})})


def gpt4all() -> Program:
    model = {"id": "Llama 3 8B", "object": "model", "created": 0, "owned_by": "humanity", "parent": None}
    return Program({"/v1/models": listing(model)})


@asynccontextmanager
async def running(program: Program) -> AsyncIterator[str]:
    """Run a program on a port of its own; give its base URL."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        request = await read_request(reader)
        program.asked.append(request.path)
        program.bodies.append(request.body)
        program.keys.append(request.headers.get("authorization", ""))
        status, document = _answer(program.answers, request.path)
        body = json.dumps(document).encode()
        head = f"HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n"
        writer.write(f"{head}Connection: close\r\n\r\n".encode() + body)
        await writer.drain()

    async with listening(serve) as base_url:
        yield base_url


def _answer(answers: Mapping[str, Any], path: str) -> Sequence[Any]:
    answer = answers.get(path, (404, {"error": {"message": "no such path", "code": 404}}))
    return answer if isinstance(answer, tuple) else (200, answer)


@asynccontextmanager
async def listening(serve: Any) -> AsyncIterator[str]:
    """Let `serve` answer connections to a port of its own; give its base URL."""
    tasks: set[asyncio.Task[None]] = set()

    async def served(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            with suppress(ConnectionError, asyncio.IncompleteReadError):
                await serve(reader, writer)
        finally:
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()

    def accepted(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.get_running_loop().create_task(served(reader, writer), name="fake program's connection")
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    server = await asyncio.start_server(accepted, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await server.wait_closed()
