"""Headers that lie: only the expected error, and neither memory nor time for what they claim."""

import io
import struct
import tracemalloc
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.formats.gguf.header import read_header
from desktop_app.formats.gguf.model import read_model
from desktop_app.formats.gguf.source import BLOCK, LONGEST_HEADER, GGUFError
from tests.support.gguf_bytes import ARRAY, LLAMA, STRING, Of, Tensor, header, model, text, value

HUGE = (1 << 64) - 1
WORDS = 152_000


class CountedFile(io.FileIO):
    """A file that counts what is read of it."""

    reads = 0
    octets = 0

    def read(self, size: int | None = -1, /) -> bytes:
        found = super().read(-1 if size is None else size)
        self.reads += 1
        self.octets += len(found)
        return found


def read(octets: bytes) -> None:
    """Read a header that may be wrong in any way."""
    with suppress(GGUFError):
        read_model(io.BytesIO(octets), len(octets))


def vocabulary(count: int) -> list[str]:
    return [f"word{number % 977}" * (1 + number % 3) for number in range(count)]


def test_a_large_vocabulary_is_read_once_in_blocks_and_not_kept(tmp_path: Path) -> None:
    file = tmp_path / "large.gguf"
    words = vocabulary(WORDS)
    words[WORDS // 2] = "x" * (3 * BLOCK)  # longer than a block
    words[WORDS // 3] = "y" * 300
    file.write_bytes(
        model(
            {
                "tokenizer.ggml.tokens": words,
                "tokenizer.ggml.merges": vocabulary(WORDS - 1),
                "tokenizer.ggml.token_type": range(WORDS),
            }
        )
    )
    size = file.stat().st_size
    tracemalloc.start()
    with CountedFile(file) as counted:
        said = read_model(counted, size)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (said.vocabulary, said.data_end, said.chat_template) == (WORDS, size, LLAMA["tokenizer.chat_template"])
    assert counted.reads <= size // BLOCK + 4
    assert counted.octets <= size
    assert peak < 4 * BLOCK


def test_blocks_may_end_anywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    octets = model({"tokenizer.ggml.tokens": vocabulary(3_000)})
    whole = read_header(io.BytesIO(octets), len(octets))
    for block in (1, 7, 8, 9, 64, 1_000, 4_096):
        monkeypatch.setattr("desktop_app.formats.gguf.source.BLOCK", block)
        assert read_header(io.BytesIO(octets), len(octets)) == whole


@given(st.data())
def test_damaged_files(data: Any) -> None:
    octets = bytearray(model({"llama.attention.head_count_kv": [1, 2], "tokenizer.ggml.tokens": vocabulary(600)}))
    for _ in range(data.draw(st.integers(1, 6))):
        place = data.draw(st.integers(0, len(octets) - 1))
        match data.draw(st.sampled_from(["byte", "number", "cut", "double", "drop"])):
            case "byte":
                octets[place] = data.draw(st.integers(0, 255))
            case "number":
                number = data.draw(st.sampled_from([0, 1, 255, 1 << 31, 1 << 32, (1 << 63) - 1, 1 << 63, HUGE]))
                octets[place : place + 8] = struct.pack("<Q", number)
            case "cut":
                del octets[max(place, 1) :]
            case "double":
                octets[place:place] = octets[place : place + 64]
            case "drop":
                del octets[place : place + data.draw(st.integers(1, 9))]
        octets = octets or bytearray(b"G")
    read(bytes(octets))


_NUMBERS = st.integers(0, HUGE)
_VALUES = st.one_of(
    st.builds(lambda kind, rest: struct.pack("<I", kind) + rest, st.integers(0, 20), st.binary(max_size=24)),
    st.builds(lambda kind, count: struct.pack("<IIQ", ARRAY, kind, count), st.integers(0, 20), _NUMBERS),
    st.builds(lambda length: struct.pack("<IQ", STRING, length), _NUMBERS),
    st.builds(value, st.one_of(st.text(max_size=9), st.booleans(), st.floats(width=32))),
)


@given(
    _NUMBERS | st.integers(0, 4),
    _NUMBERS | st.integers(0, 6),
    st.lists(st.tuples(st.sampled_from([*LLAMA, "general.alignment", "split.count", "a"]), _VALUES), max_size=6),
    st.binary(max_size=80),
)
def test_made_up_headers(tensors: int, keys: int, pairs: list[tuple[str, bytes]], rest: bytes) -> None:
    facts = b"".join(text(key) + octets for key, octets in pairs)
    read(struct.pack("<4sIQQ", b"GGUF", 3, tensors, keys) + facts + rest)


def _array(kind: int, count: int) -> bytes:
    return struct.pack("<4sIQQ", b"GGUF", 3, 0, 1) + text("a") + struct.pack("<IIQ", ARRAY, kind, count)


@pytest.mark.parametrize(
    ("begin", "why"),
    [
        (_array(STRING, 1) + struct.pack("<Q", 1 << 39), "its header never ends"),
        (_array(STRING, HUGE), "it lists more words than any model knows"),
        (_array(0, HUGE), "it is cut off in its header"),
        (_array(0, 1 << 39), "its header never ends"),
        (_array(ARRAY, 1), "it holds a kind of list that is not known"),
        (struct.pack("<4sIQQ", b"GGUF", 3, 0, HUGE), "it counts more than any model has"),
        (struct.pack("<4sIQQ", b"GGUF", 3, HUGE, 0), "it counts more than any model has"),
        (header([("a", 1)])[:24] + struct.pack("<Q", 1 << 40), "a name in it is empty or too long"),
        (struct.pack("<4sIQQ", b"GGUF", 3, 30_000, 0), "a name in it is empty or too long"),
    ],
    ids=(
        "long text",
        "strings",
        "numbers",
        "many numbers",
        "lists of lists",
        "keys",
        "tensors",
        "long name",
        "no names",
    ),
)
def test_claims_over_a_terabyte_of_nothing(tmp_path: Path, begin: bytes, why: str) -> None:
    """The file really is that large, but for its beginning there is nothing in it."""
    file = tmp_path / "sparse.gguf"
    with file.open("wb") as written:
        written.write(begin)
        written.truncate(1 << 40)
    tracemalloc.start()
    with CountedFile(file) as counted, pytest.raises(GGUFError, match=why):
        read_header(counted, 1 << 40)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert counted.octets <= LONGEST_HEADER
    assert counted.reads <= LONGEST_HEADER // BLOCK
    assert peak < 8 * BLOCK


def test_many_long_texts_are_kept_up_to_a_limit() -> None:
    octets = header([(f"text{number}", "x" * 900_000) for number in range(12)], [Tensor()])
    facts = read_header(io.BytesIO(octets), len(octets)).facts
    assert sum(len(each) for each in facts.values() if isinstance(each, str)) <= 4 << 20
    assert len(facts) == 12


def test_numbers_of_every_kind() -> None:
    pairs = [("u8", Of(0, 200)), ("f32", 0.5), ("yes", True), ("u64", Of(10, 1 << 63)), ("none", [])]
    octets = header(pairs, [])
    facts = read_header(io.BytesIO(octets), len(octets)).facts
    assert dict(facts) == {"u8": 200, "f32": 0.5, "yes": True, "u64": 1 << 63, "none": ()}
