"""What a GGUF header says, as the values that Parley works with."""

from collections.abc import Iterable, Mapping
from typing import BinaryIO

from desktop_app.domain.model_files import ModelHeader, ModelKind
from desktop_app.formats.gguf.header import Header, Number, Skipped, Value, read_header
from desktop_app.formats.gguf.templates import sees, thinks, uses_tools
from desktop_app.formats.gguf.tensors import MIXTURES, TENSOR_TYPES

_PROJECTORS = frozenset({"clip"})
_EMBEDDERS = frozenset(
    {
        *(
            "bert",
            "nomic-bert",
            "nomic-bert-moe",
            "neo-bert",
            "modern-bert",
            "eurobert",
            "jina-bert-v2",
            "jina-bert-v3",
        ),
        *("gemma-embedding", "llama-embed", "t5encoder"),
    }
)
_OTHERS = frozenset({"wavtokenizer-dec", "whisper", "t5", "flux", "sd1", "sdxl", "sd3", "control_vector", ""})
_NO_MODELS = frozenset({"adapter", "imatrix", "vocab"})
_MOST = 1 << 48
_LONGEST_WORD = 200


def read_model(file: BinaryIO, size: int) -> ModelHeader:
    """Return what the header of `file` says of its model; raise `GGUFError` for anything else than a GGUF file."""
    return described(read_header(file, size))


def described(header: Header) -> ModelHeader:
    """Return a header's facts, each where it makes sense."""
    facts = _Reader(header.facts)
    template = facts.text("tokenizer.chat_template")
    heads, kv_heads = facts.numbers("attention.head_count"), facts.numbers("attention.head_count_kv")
    return ModelHeader(
        kind=_kind(header, facts),
        architecture=facts.architecture,
        name=facts.word("general.name") or facts.word("general.basename"),
        parameters=header.tensors.elements,
        quantisation=_quantisation(header, facts),
        context_tokens=facts.number("context_length"),
        layers=facts.number("block_count"),
        heads=max(heads, default=0),
        kv_heads=max(kv_heads or heads, default=0),
        embedding=facts.number("embedding_length") or facts.number("vision.projection_dim"),
        vocabulary=facts.number("vocab_size") or facts.count("tokenizer.ggml.tokens"),
        cache_values=_cache_values(facts, heads, kv_heads or heads),
        licence=_licence(facts),
        chat_template=template,
        thinks=thinks(template),
        uses_tools=uses_tools(template),
        sees=sees(template),
        split_count=facts.number("split.count", own=False),
        data_end=header.tensors.end,
    )


class _Reader:
    """Looks facts up and passes over those of a kind that makes no sense."""

    def __init__(self, facts: Mapping[str, Value]) -> None:
        self._facts = facts
        self.architecture = self.word("general.architecture")

    def text(self, key: str) -> str:
        value = self._facts.get(key, "")
        return value if isinstance(value, str) else ""

    def word(self, key: str) -> str:
        """Return a text on one line, of bounded length."""
        return " ".join(self.text(key)[: _LONGEST_WORD * 4].split())[:_LONGEST_WORD].strip()

    def number(self, key: str, *, own: bool = True) -> int:
        """Return a number, the architecture's `own` or one of the file; 0 where there is none."""
        return max(self.numbers(key, own=own), default=0)

    def numbers(self, key: str, *, own: bool = True) -> tuple[int, ...]:
        """Return a number, or one for each layer."""
        value = self._facts.get(f"{self.architecture}.{key}" if own else key, ())
        return tuple(_whole(value if isinstance(value, tuple) else (value,)))

    def count(self, key: str) -> int:
        value = self._facts.get(key)
        return value.count if isinstance(value, Skipped) else 0


def _whole(values: Iterable[Number | str | Skipped]) -> Iterable[int]:
    for value in values:
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < _MOST:
            yield value


def _kind(header: Header, facts: _Reader) -> ModelKind:
    architecture, said = facts.architecture, facts.text("general.type")
    if architecture in _PROJECTORS or said == "mmproj":
        return ModelKind.OTHER if header.facts.get("clip.has_vision_encoder") is False else ModelKind.PROJECTOR
    if architecture in _OTHERS or said in _NO_MODELS or not header.tensors.count:
        return ModelKind.OTHER
    if architecture in _EMBEDDERS or facts.number("pooling_type"):
        return ModelKind.EMBEDDING
    # With its eyes in the same file it is made for the program that put them there, and loads nowhere else.
    return ModelKind.OTHER if header.tensors.sees else ModelKind.CHAT


def _quantisation(header: Header, facts: _Reader) -> str:
    """Return what the file calls its mixture, else the type that most of its bytes have."""
    called = facts.numbers("general.file_type", own=False)
    if called and called[0] in MIXTURES:
        return MIXTURES[called[0]]
    types = header.tensors.types
    return TENSOR_TYPES[max(types, key=lambda kind: types[kind])].name if types else ""


def _cache_values(facts: _Reader, heads: tuple[int, ...], kv_heads: tuple[int, ...]) -> int:
    """Return how many numbers each token leaves behind: a key and a value for each head of each layer."""
    width = facts.number("embedding_length") // max(heads, default=0) if max(heads, default=0) else 0
    key = facts.number("attention.key_length") or width
    value = facts.number("attention.value_length") or width
    layers = facts.number("block_count")
    over_all = sum(kv_heads) if len(kv_heads) == layers else layers * max(kv_heads, default=0)
    return over_all * (key + value)


def _licence(facts: _Reader) -> str:
    keys = ("general.license", "general.license.name", "general.license.link")
    return next(filter(None, map(facts.word, keys)), "")
