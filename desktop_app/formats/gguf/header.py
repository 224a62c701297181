"""The header of a GGUF file: its facts and a summary of its tensors; hostile files give only `GGUFError`."""

import math
import struct
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import BinaryIO

from desktop_app.formats.gguf.source import GGUFError, Source
from desktop_app.formats.gguf.tensors import TENSOR_TYPES

MAGIC = b"GGUF"
VERSIONS = (2, 3)
_STRING, _ARRAY = 8, 9
_NUMBERS = {
    0: struct.Struct("<B"),
    1: struct.Struct("<b"),
    2: struct.Struct("<H"),
    3: struct.Struct("<h"),
    4: struct.Struct("<I"),
    5: struct.Struct("<i"),
    6: struct.Struct("<f"),
    7: struct.Struct("<?"),
    10: struct.Struct("<Q"),
    11: struct.Struct("<q"),
    12: struct.Struct("<d"),
}
_MOST_KEYS = 65_536
_MOST_TENSORS = 32_768
_MOST_STRINGS = 4_000_000
_LONGEST_NAME = 65_535
_LONGEST_TEXT = 1 << 20
_MOST_KEPT = 4 << 20
_LONGEST_ARRAY = 1_024
"""Numbers of an array that is kept: one for each layer, not one for each word."""
_MOST_DIMENSIONS = 8
_ALIGNMENT = 32


@dataclass(frozen=True, slots=True)
class Skipped:
    """A value that was not kept: an array of so many, or a text of so many bytes."""

    count: int


Number = int | float | bool
Value = Number | str | tuple[Number, ...] | Skipped


@dataclass(frozen=True, slots=True)
class Tensors:
    """What the header lists of a model's numbers: how many, in which types (by bytes), and where their bytes end.

    `end` is None where a type is not known. `sees` tells of a vision part beside the text model's.
    """

    count: int
    elements: int
    types: Mapping[int, int]
    end: int | None
    sees: bool


@dataclass(frozen=True, slots=True)
class Header:
    """All that is kept of a header."""

    version: int
    facts: Mapping[str, Value]
    tensors: Tensors


def read_header(file: BinaryIO, size: int) -> Header:
    """Return what the header of `file`, of `size` bytes, says; raise `GGUFError` for anything else than a GGUF file."""
    source = Source(file, size)
    if source.left < len(MAGIC) or source.take(len(MAGIC)) != MAGIC:
        raise GGUFError("no_gguf")
    version = source.u32()
    if version not in VERSIONS:
        elsewhere = int.from_bytes(version.to_bytes(4, "little"), "big") in VERSIONS
        raise GGUFError("other_computer") if elsewhere else GGUFError("unknown_version", version=version)
    tensors, keys = source.u64(), source.u64()
    if tensors > _MOST_TENSORS or keys > _MOST_KEYS:
        raise GGUFError("too_many")
    facts = _Facts(source).read(keys)
    return Header(version, facts, _tensors(source, tensors, facts))


class _Facts:
    """Reads keys and values, and keeps the short ones."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._room = _MOST_KEPT
        self._strings = _MOST_STRINGS

    def read(self, count: int) -> dict[str, Value]:
        facts: dict[str, Value] = {}
        for _ in range(count):
            key = _name(self._source)
            if key in facts:
                raise GGUFError("twice")
            facts[key] = self._value(self._source.u32())
        return facts

    def _value(self, kind: int) -> Value:
        if kind in _NUMBERS:
            return self._source.number(_NUMBERS[kind])
        if kind == _STRING:
            return self._text()
        if kind == _ARRAY:
            return self._array(self._source.u32(), self._source.u64())
        raise GGUFError("unknown_value")

    def _text(self) -> str | Skipped:
        length = self._source.u64()
        if length > min(_LONGEST_TEXT, self._room):
            self._source.skip(length)
            return Skipped(length)
        self._room -= length
        return self._source.take(length).decode("utf-8", "replace")

    def _array(self, kind: int, count: int) -> tuple[Number, ...] | Skipped:
        if kind == _STRING:
            self._strings -= count
            if self._strings < 0:
                raise GGUFError("too_many_words")
            self._source.skip_strings(count)
            return Skipped(count)
        if kind not in _NUMBERS:
            raise GGUFError("unknown_list")
        layout = _NUMBERS[kind]
        if count > min(_LONGEST_ARRAY, self._room // layout.size):
            self._source.skip(count * layout.size)
            return Skipped(count)
        self._room -= count * layout.size
        return tuple(number for (number,) in layout.iter_unpack(self._source.take(count * layout.size)))


def _name(source: Source) -> str:
    length = source.u64()
    if not 0 < length <= _LONGEST_NAME:
        raise GGUFError("bad_name_length")
    try:
        return source.take(length).decode("utf-8")
    except UnicodeDecodeError as error:
        raise GGUFError("bad_name") from error


def _tensors(source: Source, count: int, facts: Mapping[str, Value]) -> Tensors:
    elements, end, sees = 0, 0, False
    types: Counter[int] = Counter()
    known = True
    for _ in range(count):
        name = _name(source)
        sees = sees or name.startswith(("v.", "mm."))
        kind, numbers, offset = _shape(source)
        elements += numbers
        if kind not in TENSOR_TYPES:
            known = False
            continue
        tensor_type = TENSOR_TYPES[kind]
        octets = -(-numbers // tensor_type.block) * tensor_type.octets
        types[kind] += octets
        end = max(end, offset + octets)
    begin = -(-source.position // _alignment(facts)) * _alignment(facts)
    return Tensors(count, elements, types, begin + end if known else None, sees)


def _shape(source: Source) -> tuple[int, int, int]:
    """Return a tensor's type, how many numbers it has, and where they begin."""
    dimensions = source.u32()
    if dimensions > _MOST_DIMENSIONS:
        raise GGUFError("too_many_dimensions")
    numbers = math.prod(source.u64() for _ in range(dimensions))
    kind, offset = source.u32(), source.u64()
    if max(numbers, offset) >= 1 << 62:
        raise GGUFError("too_large")
    return kind, numbers, offset


def _alignment(facts: Mapping[str, Value]) -> int:
    alignment = facts.get("general.alignment", _ALIGNMENT)
    if not isinstance(alignment, int) or alignment <= 0 or alignment & (alignment - 1) or alignment > 1 << 20:
        raise GGUFError("unknown_layout")
    return alignment
