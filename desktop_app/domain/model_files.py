"""Model files: what a file's header says of the model in it, and a model as it was found on this computer."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class ModelKind(StrEnum):
    """What a model file is good for."""

    CHAT = "chat"
    EMBEDDING = "embedding"
    """It turns texts into numbers for searching, and cannot answer."""
    PROJECTOR = "projector"
    """The part with which another model sees."""
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class ModelHeader:
    """What the header of a model file says, or of all its parts together; 0 and empty where it does not say it."""

    kind: ModelKind
    architecture: str
    name: str
    parameters: int
    quantisation: str
    context_tokens: int
    """How many tokens the model was trained to read at once."""
    layers: int
    heads: int
    kv_heads: int
    embedding: int
    """How many numbers stand for a token; in a projector, for a piece of a picture."""
    vocabulary: int
    cache_values: int
    """How many numbers it keeps in memory for each token of a conversation."""
    licence: str
    chat_template: str
    thinks: bool
    uses_tools: bool
    sees: bool
    """By its template, which some that see have no word of; what counts is the projector beside it."""
    split_count: int
    """Files that the model is split into; 0 and 1 for a whole one."""
    data_end: int | None
    """Where the last of the model's bytes should be, None where that is not known."""


@dataclass(frozen=True, slots=True)
class ModelFile:
    """A model on this computer, which stays where it is; `path` is its first file where it is split.

    `problem` says in a few words why it cannot be used; it is empty for one that can.
    """

    path: Path
    name: str
    size: int
    """Bytes of all its parts together."""
    header: ModelHeader
    parts: tuple[Path, ...] = ()
    """All files of a split model in their order, none for a whole one."""
    projector: Path | None = None
    projector_size: int = 0
    """Bytes of the file with which it sees."""
    found_in: tuple[str, ...] = ()
    """The programs in whose folders it was found."""
    names: tuple[str, ...] = ()
    """What those programs call it."""
    sha256: str = ""
    """Where it was computed before."""
    problem: str = ""

    @property
    def usable(self) -> bool:
        """Whether it can be asked."""
        return self.header.kind is ModelKind.CHAT and not self.problem

    @property
    def sees(self) -> bool:
        """Whether it can be shown pictures: the part that sees for it lies beside it."""
        return self.projector is not None

    @property
    def loaded_size(self) -> int:
        """Bytes of all that is loaded into memory when it is asked."""
        return self.size + self.projector_size


@dataclass(frozen=True, slots=True)
class FolderTrouble:
    """A place that could not be looked through, or not to its end; `what` says why in a few words."""

    program: str
    folder: Path
    what: str


@dataclass(frozen=True, slots=True)
class FoundModels:
    """All models on this computer, and the places that kept theirs to themselves."""

    files: tuple[ModelFile, ...]
    troubles: tuple[FolderTrouble, ...]


@dataclass(frozen=True, slots=True)
class FileProgress:
    """How far the work on a file has come, in bytes; `total` is 0 where it is not known."""

    done: int
    total: int
    sha256: str = ""
    """The checksum, when it is known at the end."""


class FitVerdict(StrEnum):
    """Whether a model goes into the memory that is free."""

    FITS = "fits"
    TIGHT = "tight"
    TOO_LARGE = "does not fit"
    UNKNOWN = "unknown"
    """The computer does not say how much memory is free."""


@dataclass(frozen=True, slots=True)
class Fit:
    """What a model needs with so many tokens of context, beside what is free, in bytes."""

    verdict: FitVerdict
    needed: int
    available: int | None
    context_tokens: int
    largest_context: int
    """The most tokens with which it fits, 0 where none do."""


SMALLEST_CONTEXT = 512
"""Tokens; with fewer, no conversation can be had."""
_CONTEXT_STEP = 256
_TOKENS_AT_ONCE = 512
_BYTES_OF_CACHE = 2
_BYTES_OF_WORK = 4
_MARGIN = 10
"""Percent by which what is needed may be wrong, either way."""


def memory_needed(header: ModelHeader, size: int, context_tokens: int) -> int:
    """Return the bytes that a model takes: itself, what it remembers of the conversation, and room to compute.

    Layers that look back only a little, or remember in a compressed form, take less than this.
    """
    remembered = _BYTES_OF_CACHE * header.cache_values * context_tokens
    work = _BYTES_OF_WORK * _TOKENS_AT_ONCE * (header.vocabulary + 8 * header.embedding)
    return size + remembered + work


def fit(header: ModelHeader, size: int, context_tokens: int, available: int | None) -> Fit:
    """Return whether a model of `size` bytes fits into `available` bytes of memory with so many tokens of context."""
    needed = memory_needed(header, size, context_tokens)
    if available is None:
        return Fit(FitVerdict.UNKNOWN, needed, None, context_tokens, 0)
    if available * 100 > needed * (100 + _MARGIN):
        verdict = FitVerdict.FITS
    elif available * 100 >= needed * (100 - _MARGIN):
        verdict = FitVerdict.TIGHT
    else:
        verdict = FitVerdict.TOO_LARGE
    return Fit(verdict, needed, available, context_tokens, _largest_context(header, size, available))


def _largest_context(header: ModelHeader, size: int, available: int) -> int:
    room = available * 100 // (100 + _MARGIN) - memory_needed(header, size, 0)
    each = _BYTES_OF_CACHE * header.cache_values
    trained = header.context_tokens or SMALLEST_CONTEXT
    if room < 0:
        return 0
    most = min(trained, room // each) if each else trained
    rounded = most if most == trained else most // _CONTEXT_STEP * _CONTEXT_STEP
    return rounded if rounded >= min(SMALLEST_CONTEXT, trained) else 0
