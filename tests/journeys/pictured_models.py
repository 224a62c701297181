"""Pictures of the model page: a made-up home with models as programs keep them, and a server that has some."""

import asyncio
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from tests.servers.fake_programs import Program, listing, running
from tests.support.accessibility import Window
from tests.support.desktop import Desktop
from tests.support.gguf_bytes import Tensor, model
from tests.support.x11 import Screen

PAGE = ("dialog", "Models and engines")
ENTRIES = ("list", "What can answer")
PARAMETERS = ("dialog", "Parameters")
_Q4_K = 12
_TEMPLATE = "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n{% endfor %}<think></think>"


class Model(NamedTuple):
    """A model as it looks from outside: what its header says, and its size in gigabytes."""

    file: str
    architecture: str
    billions: float
    gigabytes: float
    context: int
    layers: int
    licence: str


MODELS = (
    Model(".lmstudio/models/Qwen/Qwen3-8B-GGUF/Qwen3-8B-Q4_K_M.gguf", "qwen3", 8.19, 5.03, 40_960, 36, "apache-2.0"),
    Model(".lmstudio/models/lmstudio/gemma-3-4b/gemma-3-4b-it-Q4_K_M.gguf", "gemma3", 3.88, 2.49, 131_072, 34, "gemma"),
    Model("models/Mistral-Large-2411-Q4_K_M.gguf", "llama", 122.6, 73.2, 131_072, 88, "mrl"),
    Model(".cache/llama.cpp/SmolLM3-3B-Q4_K_M.gguf", "smollm3", 3.08, 1.92, 65_536, 36, "apache-2.0"),
)


def furnish(home: Path) -> None:
    """Put the models into a home; they take no room on the disk, for all but their headers is a hole."""
    for each in MODELS:
        arch = each.architecture
        facts: dict[str, object] = {
            "general.architecture": arch,
            "general.name": Path(each.file).stem,
            "general.license": each.licence,
            f"{arch}.context_length": each.context,
            f"{arch}.block_count": each.layers,
            f"{arch}.embedding_length": 4096,
            f"{arch}.attention.head_count": 32,
            f"{arch}.attention.head_count_kv": 8,
            "tokenizer.chat_template": _TEMPLATE,
        }
        rows = int(each.billions * 10**9 / 4096)
        octets = model(facts, [Tensor(dimensions=(4096, rows), kind=_Q4_K)], data=0)
        file = home / each.file
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(octets)
        os.truncate(file, int(each.gigabytes * 10**9))


@contextmanager
def ollama() -> Iterator[str]:
    """Run what answers like Ollama with two models; give its address."""
    models = [{"id": name, "object": "model", "owned_by": "library"} for name in ("qwen3:14b", "llama3.2:3b")]
    program = Program({"/v1/models": listing(*models), "/api/version": {"version": "0.12.6"}})
    ready, ends, urls = threading.Event(), list[tuple[asyncio.AbstractEventLoop, asyncio.Event]](), list[str]()

    async def serve() -> None:
        async with running(program) as base_url:
            end = asyncio.Event()
            ends.append((asyncio.get_running_loop(), end))
            urls.append(base_url)
            ready.set()
            await end.wait()

    thread = threading.Thread(target=lambda: asyncio.run(serve()), name="server for the picture")
    thread.start()
    try:
        assert ready.wait(10), "the server did not start"
        yield urls[0]
    finally:
        for loop, end in ends:
            loop.call_soon_threadsafe(end.set)
        thread.join(10)


def open_models(desktop: Desktop, window: Window, size: tuple[int, int]) -> None:
    """Open the model page at the largest that fits easily."""
    window.wait_for("push button", "Send")
    with Screen.open(desktop.environment["DISPLAY"]) as screen:
        screen.fill(*size)
        screen.put_pointer(size[0] - 1, size[1] - 1)
        screen.give_keyboard()
    window.wait_for("frame", "…", state="active")
    window.wait_for("push button", "Engine", state="showing")  # from then on it is at work
    window.press_control("m")
    window.wait_for(*PAGE)
    window.wait_for("list item", "gemma-3-4b-it-Q4_K_M", PAGE, ENTRIES)
    window.wait_for("list item", "qwen3:14b", PAGE, ENTRIES)
    window.select(*ENTRIES, "gemma-3-4b-it-Q4_K_M", PAGE)
    window.wait_for("label", "Architecture: gemma3", PAGE)


def open_parameters(window: Window) -> None:
    """Go from the model page to the parameters."""
    window.press("push button", "Close", PAGE)
    window.wait_until_gone(*PAGE)
    window.press_keys("Ctrl+Shift+P")
    window.wait_for(*PARAMETERS)
