"""A home folder in which every program keeps models the way it does."""

import hashlib
import json
import os
from pathlib import Path

from tests.support.gguf_bytes import Tensor, header, model

BERT = {"general.architecture": "bert", "bert.embedding_length": 64, "bert.block_count": 2, "general.name": "Finder"}
CLIP = {"general.architecture": "clip", "clip.vision.projection_dim": 64, "general.name": "Seer"}


def named(name: str, **facts: object) -> bytes:
    """Return a model of its own."""
    return model({"general.name": name, **{key.replace("__", "."): value for key, value in facts.items()}})


def put(file: Path, octets: bytes) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(octets)
    return file


def fill_ollama(folder: Path, models: dict[str, bytes], projector: bytes = b"") -> None:
    """Put models into a folder as Ollama does; their names are `host/owner/model/tag`."""
    for name, octets in models.items():
        layers = [
            {"mediaType": "application/vnd.ollama.image.model", "digest": _blob(folder, octets)},
            {"mediaType": "application/vnd.ollama.image.params", "digest": _blob(folder, b'{"stop":["x"]}')},
        ]
        if projector:
            layers.append({"mediaType": "application/vnd.ollama.image.projector", "digest": _blob(folder, projector)})
        put(folder / "manifests" / name, json.dumps({"schemaVersion": 2, "layers": layers}).encode())


def _blob(folder: Path, octets: bytes) -> str:
    digest = hashlib.sha256(octets).hexdigest()
    put(folder / "blobs" / f"sha256-{digest}", octets)
    return f"sha256:{digest}"


def fill_hub(folder: Path, repository: str, files: dict[str, bytes], *, links: bool = True) -> None:
    """Put files into a folder as the Hugging Face library does."""
    own = folder / f"models--{repository.replace('/', '--')}"
    put(own / "refs" / "main", b"0123abcd")
    for name, octets in files.items():
        blob = own / "blobs" / hashlib.sha256(octets).hexdigest()
        if not links:
            put(own / "snapshots" / "0123abcd" / name, octets)
            continue
        put(blob, octets)
        for snapshot in ("0123abcd", "4567cdef"):  # two versions that share the file
            link = own / "snapshots" / snapshot / name
            link.parent.mkdir(parents=True, exist_ok=True)
            link.symlink_to(os.path.relpath(blob, link.parent))


def split(stem: str, count: int) -> dict[str, bytes]:
    """Return the files of a model in so many parts, by name."""
    facts = {"split.count": count, "general.name": stem}
    parts = {f"{stem}-00001-of-{count:05}.gguf": model(facts)}
    for number in range(2, count + 1):
        begun = header([("split.no", number - 1), ("split.count", count)], [Tensor(f"blk.{number}.w")])
        parts[f"{stem}-{number:05}-of-{count:05}.gguf"] = begun + b"\0" * 600
    return parts


def fill_with_every_program_s(home: Path, platform: str, *, links: bool = True) -> dict[str, str]:
    """Fill a home folder; return the program that each model must be found in, by the model's name."""
    share = {
        "linux": home / ".local" / "share",
        "darwin": home / "Library" / "Application Support",
        "win32": home / "AppData" / "Local",
    }[platform]
    cache = {"linux": home / ".cache", "darwin": home / "Library" / "Caches", "win32": share}[platform]
    config = {"linux": home / ".config", "darwin": share, "win32": home / "AppData" / "Roaming"}[platform]
    fill_ollama(
        home / ".ollama" / "models",
        {
            "registry.example/library/alpaca/7b": named("Alpaca"),
            "registry.example/library/alpaca/latest": named("Alpaca"),
            "registry.example/ada/own/v1": named("Own"),
            "hf.example/org/Model-GGUF/Q4_K_M": named("From hub"),
        },
    )
    put(home / ".lmstudio" / "models" / "org" / "Studio-GGUF" / "Studio-7B-Q4_K_M.gguf", named("Studio"))
    put(home / ".cache" / "lm-studio" / "models" / "org" / "Old-GGUF" / "Old-Studio.gguf", named("Old"))
    put(config / "Jan" / "data" / "llamacpp" / "models" / "jan-nano" / "model.gguf", named(""))
    put(home / "jan" / "models" / "tiny" / "Tiny-Jan.gguf", named("Tiny Jan"))
    put(share / "nomic.ai" / "GPT4All" / "Hermes.Q4_0.gguf", named("Hermes"))
    put(cache / "llama.cpp" / "org_Cpp_cpp-q8_0.gguf", named("Cpp"))
    hub = home / ".cache" / "huggingface" / "hub"
    fill_hub(hub, "org/Hub-GGUF", {"hub-q4.gguf": named("Hub"), "sub/hub-q8.gguf": named("Hub 8")}, links=links)
    fill_hub(hub, "org/Split-GGUF", split("hub-split", 3), links=links)
    return {
        "alpaca:7b": "Ollama",
        "ada/own:v1": "Ollama",
        "hf.example/org/Model-GGUF:Q4_K_M": "Ollama",
        "Studio-7B-Q4_K_M": "LM Studio",
        "Old-Studio": "LM Studio",
        "jan-nano": "Jan",
        "Tiny-Jan": "Jan",
        "Hermes.Q4_0": "GPT4All",
        "org_Cpp_cpp-q8_0": "llama.cpp",
        "hub-q4": "Hugging Face",
        "hub-q8": "Hugging Face",
        "hub-split": "Hugging Face",
    }
