"""The headers of model files, in processor time: each read once, among them one of a very large vocabulary.

On a made-up home folder in which every program keeps models the way it does. Ends with one line a limit.
"""

import asyncio
import random
import struct
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from desktop_app.formats.gguf.model import read_model
from desktop_app.model_places import ModelPlace, model_places
from desktop_app.services.models import ModelService
from desktop_app.services.settings import PreferenceService
from tests.support.gguf_bytes import Tensor, model
from tests.support.model_home import fill_with_every_program_s, put

WORDS = 152_000
TENSORS = 339
ROUNDS = 15
LIMIT_MS = 25
LIMIT_AGAIN = 0.5


def main() -> int:
    """Measure, print, and return 1 when a limit is broken."""
    with tempfile.TemporaryDirectory() as place:
        home = Path(place)
        fill_with_every_program_s(home, "linux")
        file = put(home / ".lmstudio" / "models" / "org" / "Large-GGUF" / "Large.gguf", large())
        header = median(lambda: _read(file))
        walked = median(lambda: _walked(file))
        first, again, count = asyncio.run(_looks(home))
    print(f"a header of {WORDS} words, {WORDS - 1} pairs and {TENSORS} tensors: {header:.1f} ms")
    print(f"all its strings passed over one by one, without looking at anything else: {walked:.1f} ms")
    print(f"all {count} models of a home folder: {first:.0f} ms, the second time {again:.0f} ms")
    limits = (
        (f"a header: {header:.1f} ms (at most {LIMIT_MS})", header <= LIMIT_MS),
        (f"a header to its strings: {header / walked:.2f} (at most 1)", header <= walked),
        (f"the second look to the first: {again / first:.2f} (at most {LIMIT_AGAIN})", again <= first * LIMIT_AGAIN),
    )
    for words, ok in limits:
        print(f"{'ok ' if ok else 'BAD'} {words}")
    return int(not all(ok for _words, ok in limits))


def large() -> bytes:
    """Return a file with the header of a large model: words as long as words of vocabularies are."""
    chance = random.Random(1)
    words = ["x" * min(60, max(1, int(chance.gauss(7, 3)))) for _ in range(WORDS)]
    tensors = [Tensor(f"blk.{number // 12}.ffn_{number % 12}.weight", (4_096, 64), 12) for number in range(TENSORS)]
    vocabulary = {
        "tokenizer.ggml.tokens": words,
        "tokenizer.ggml.merges": [f"{word} a" for word in words[1:]],
        "tokenizer.ggml.token_type": range(WORDS),
        "tokenizer.chat_template": "{% for m in messages %}{{ m.content }}{% endfor %}" * 100,
    }
    return model(vocabulary, tensors, data=4_096 * 64 // 256 * 144)


def median(do: Callable[[], object]) -> float:
    """Return how many milliseconds of processor time something takes."""
    took = []
    for _ in range(ROUNDS):
        began = time.process_time()
        do()
        took.append((time.process_time() - began) * 1_000)
    return sorted(took)[ROUNDS // 2]


def _read(file: Path) -> None:
    with file.open("rb", buffering=0) as opened:
        read_model(opened, file.stat().st_size)


def _walked(file: Path) -> None:
    """Pass over as many strings as the header has, the plain way."""
    octets, at, unpack = file.read_bytes(), 0, struct.Struct("<Q").unpack_from
    at = octets.index(b"tokenizer.ggml.tokens") + len("tokenizer.ggml.tokens") + 16
    for _ in range(WORDS):
        at += 8 + unpack(octets, at)[0]
    at = octets.index(b"tokenizer.ggml.merges", at) + len("tokenizer.ggml.merges") + 16
    for _ in range(WORDS - 1):
        at += 8 + unpack(octets, at)[0]


async def _looks(home: Path) -> tuple[float, float, int]:
    """Return what it takes to find all models, then to find them again from another start, and how many there are."""
    data = home / "data"
    data.mkdir()
    places: tuple[ModelPlace, ...] = model_places(home, {}, "linux", home / "nowhere")
    took = []
    for _ in range(2):
        service = ModelService(
            lambda: places, data / "models", data / "models.json", PreferenceService(data / "settings.toml")
        )
        began = time.process_time()
        found = await service.files()
        took.append((time.process_time() - began) * 1_000)
    return took[0], took[1], len(found)


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        sys.exit(main())
