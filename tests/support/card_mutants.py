"""Cards and lorebooks with something wrong in them, the same for the same seed."""

import json
import struct
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from random import Random
from typing import Any

from desktop_app.formats.cards.zip_files import write_files
from tests.support.card_files import card_chunk, png_with

SAMPLES = Path(__file__).parent.parent / "formats" / "cards" / "samples"
NONSENSE: tuple[Any, ...] = (
    *(None, True, 0, -1, 10**30, 1e308, "", "\0", "\ud800", "x" * 5_000, [], {}, [[]], [None], {"": ""}),
    *(
        "data:image/png;base64,!!",
        "embeded://../../x",
        "__asset:",
        "ccdefault:",
        "{{" * 500,
        "@@" * 500,
        "../../x",
        "\u202e",
    ),
)


def samples() -> list[tuple[str, bytes]]:
    """All samples by their names."""
    files = sorted(file for file in SAMPLES.iterdir() if not file.name.endswith(".expected.json"))
    return [(file.name, file.read_bytes()) for file in files]


def mutant(seed: int, whole: list[tuple[str, bytes]]) -> tuple[str, bytes]:
    """A sample with its bytes or its fields changed at random."""
    random = Random(seed)
    name, data = random.choice(whole)
    if random.random() < 0.4:
        return _with_wrong_fields(random, name, whole)
    for _time in range(random.choice((1, 1, 2, 5, 40))):
        data = random.choice(_MUTATORS)(random, data, whole)
    return name, data


def _flip(random: Random, data: bytes, _whole: object) -> bytes:
    place = random.randrange(len(data) or 1)
    return data[:place] + bytes([random.randrange(256)]) + data[place + 1 :]


def _cut(random: Random, data: bytes, _whole: object) -> bytes:
    return data[: random.randrange(len(data) + 1)]


def _without(random: Random, data: bytes, _whole: object) -> bytes:
    start = random.randrange(len(data) + 1)
    return data[:start] + data[start + random.randrange(64) :]


def _doubled(random: Random, data: bytes, _whole: object) -> bytes:
    start, length = random.randrange(len(data) + 1), random.randrange(1, 400)
    return data[:start] + data[start : start + length] * random.choice((2, 3, 50)) + data[start:]


def _number(random: Random, data: bytes, _whole: object) -> bytes:
    place = random.randrange(max(1, len(data) - 4))
    value = random.choice((0, 1, 0x7FFFFFFF, 0xFFFFFFFF, 0x80000000, len(data)))
    return data[:place] + struct.pack(random.choice("<>") + "I", value) + data[place + 4 :]


def _spliced(random: Random, data: bytes, whole: list[tuple[str, bytes]]) -> bytes:
    other = random.choice(whole)[1]
    return data[: random.randrange(len(data) + 1)] + other[random.randrange(len(other)) :]


def _filled(random: Random, data: bytes, _whole: object) -> bytes:
    place = random.randrange(len(data) + 1)
    scrap = random.choice((b"[", b'{"a":', b"\0", b"\xff", b"- ", b"&a *a ", b"PK\5\6", b"IEND", b"%", b"\n"))
    return data[:place] + scrap * random.choice((1, 10, 20_000)) + data[place:]


_MUTATORS: tuple[Callable[[Random, bytes, list[tuple[str, bytes]]], bytes], ...] = (
    *(_flip, _cut, _without, _doubled, _number, _spliced, _filled),
)


def _with_wrong_fields(random: Random, name: str, whole: list[tuple[str, bytes]]) -> tuple[str, bytes]:
    """A well made file whose document has values of other kinds than it should."""
    documents = [(each, json.loads(data)) for each, data in whole if each.endswith(".json")]
    name, document = random.choice(documents)
    document = deepcopy(document)
    for _time in range(random.choice((1, 3, 10))):
        _spoil(random, document)
    said = json.dumps(document).encode()
    kind = random.choice(("json", "png", "charx"))
    if kind == "png":
        return name, png_with(card_chunk(document, random.choice(("chara", "ccv3"))))
    return name, write_files({"card.json": said, "a/b.png": b"x"}) if kind == "charx" else said


def _spoil(random: Random, value: Any) -> None:
    while isinstance(value, dict | list) and value:
        key = random.choice(list(value) if isinstance(value, dict) else range(len(value)))
        if not isinstance(value[key], dict | list) or not value[key] or random.random() < 0.2:
            value[key] = deepcopy(random.choice(NONSENSE))
            return
        value = value[key]
