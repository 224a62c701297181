"""Models and servers that are nowhere."""

from dataclasses import replace
from pathlib import Path

from desktop_app.domain.model_files import Fit, ModelFile, ModelHeader, ModelKind, fit
from desktop_app.domain.servers import FoundServer, Health, Program, ServerModel

GIGABYTE = 10**9
FREE = 7 * GIGABYTE
_HEADER = ModelHeader(
    kind=ModelKind.CHAT,
    architecture="qwen3",
    name="Qwen3 8B",
    parameters=8_190_000_000,
    quantisation="Q4_K_M",
    context_tokens=40_960,
    layers=36,
    heads=32,
    kv_heads=8,
    embedding=4096,
    vocabulary=151_936,
    cache_values=2 * 36 * 8 * 128,
    licence="apache-2.0",
    chat_template="{% for message in messages %}",
    thinks=True,
    uses_tools=False,
    sees=False,
    split_count=0,
    data_end=None,
)


def model_file(
    name: str, gigabytes: float = 5, kind: ModelKind = ModelKind.CHAT, problem: str = "", **header: object
) -> ModelFile:
    changed = replace(_HEADER, kind=kind, name=name, **header)  # type: ignore[arg-type]
    path = Path(f"/models/{name}.gguf")
    return ModelFile(path, name, int(gigabytes * GIGABYTE), changed, found_in=("LM Studio",), problem=problem)


def fits(*files: ModelFile, context: int = 4096) -> dict[Path, Fit]:
    return {file.path: fit(file.header, file.size, context, FREE) for file in files}


SMALL, LARGE = model_file("Small"), model_file("Large", 32)
EMBEDDING, BROKEN = model_file("Embed", 1, ModelKind.EMBEDDING), model_file("Broken", problem="the file is cut off")
OLLAMA = FoundServer(
    "http://127.0.0.1:11434/v1",
    Program.OLLAMA,
    Health.READY,
    (ServerModel("qwen3:8b", 40_960, False, True), ServerModel("gemma3:4b")),
    "0.9.1",
)
FAR = FoundServer("http://box.lan:8080/v1", Program.OTHER, Health.NOT_ALLOWED, remembered=True)
LOCKED = FoundServer("http://127.0.0.1:1234/v1", Program.LM_STUDIO, Health.NEEDS_KEY)
