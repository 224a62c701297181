"""GGUF files written byte by byte, so that they can also be wrong."""

import struct
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

U8, U32, I32, F32, BOOL, STRING, ARRAY, U64 = 0, 4, 5, 6, 7, 8, 9, 10
_LAYOUTS = {U8: "<B", I32: "<i", U32: "<I", F32: "<f", BOOL: "<?", U64: "<Q"}
ALIGNMENT = 32


class Of(NamedTuple):
    """A value of a type that Python's own does not tell."""

    kind: int
    value: object


class Tensor(NamedTuple):
    """A tensor in the list of a header."""

    name: str = "token_embd.weight"
    dimensions: Sequence[int] = (32, 4)
    kind: int = 0
    offset: int = 0


LLAMA: Mapping[str, object] = {
    "general.architecture": "llama",
    "general.name": "Small Talk",
    "general.license": "mit",
    "general.file_type": 15,
    "llama.context_length": 8192,
    "llama.block_count": 2,
    "llama.embedding_length": 64,
    "llama.attention.head_count": 8,
    "llama.attention.head_count_kv": 2,
    "tokenizer.ggml.tokens": ["a", "b", "c"],
    "tokenizer.chat_template": "{% for m in messages %}{{ m.content }}{% endfor %}",
}


def text(words: str | bytes) -> bytes:
    octets = words.encode() if isinstance(words, str) else words
    return struct.pack("<Q", len(octets)) + octets


def value(it: object) -> bytes:
    """Return a value with its type in front."""
    if isinstance(it, Of):
        return struct.pack("<I", it.kind) + struct.pack(_LAYOUTS[it.kind], it.value)
    if isinstance(it, bool):
        return value(Of(BOOL, it))
    if isinstance(it, int):
        return value(Of(U32, it))
    if isinstance(it, float):
        return value(Of(F32, it))
    if isinstance(it, str):
        return struct.pack("<I", STRING) + text(it)
    assert isinstance(it, list | tuple | range)
    if it and isinstance(it[0], str):
        return struct.pack("<IIQ", ARRAY, STRING, len(it)) + b"".join(text(str(each)) for each in it)
    return struct.pack("<IIQ", ARRAY, I32, len(it)) + b"".join(struct.pack("<i", each) for each in it)


def header(facts: Iterable[tuple[str, object]], tensors: Sequence[Tensor] = (Tensor(),), version: int = 3) -> bytes:
    """Return the header of a file."""
    pairs = list(facts)
    return b"".join(
        (
            struct.pack("<4sIQQ", b"GGUF", version, len(tensors), len(pairs)),
            *(text(key) + value(it) for key, it in pairs),
            *(
                text(each.name)
                + struct.pack(f"<I{len(each.dimensions)}Q", len(each.dimensions), *each.dimensions)
                + struct.pack("<IQ", each.kind, each.offset)
                for each in tensors
            ),
        )
    )


def model(facts: Mapping[str, object] | None = None, tensors: Sequence[Tensor] = (Tensor(),), data: int = 512) -> bytes:
    """Return a whole file: a small llama with `facts` changed, and `data` bytes of numbers; None leaves a fact out."""
    said = {**LLAMA, **(facts or {})}
    begun = header([(key, it) for key, it in said.items() if it is not None], tensors)
    return begun + b"\0" * (-len(begun) % ALIGNMENT) + b"\0" * data
