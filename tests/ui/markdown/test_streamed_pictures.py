"""An answer that came in pieces looks, in the end, like one that was there at once; wherever it ends."""

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from desktop_app.domain.messages import MessageStatus
from desktop_app.ui.widgets.theme import LIGHT
from tests.support.messages import a_message
from tests.support.transcripts import OneRow

CORPUS = sorted((Path(__file__).parent / "corpus").glob("*.md"))
PIECES = 8


@pytest.fixture
def rows(qtbot: object) -> Iterator[tuple[OneRow, OneRow]]:
    first, second = OneRow(LIGHT), OneRow(LIGHT)
    yield first, second
    second.close()
    first.close()


def compare(rows: tuple[OneRow, OneRow], text: str, number: int, chance: Random) -> None:
    """Stream `text` in pieces of any length into the first row, show it at once in the second, and look at both."""
    streamed, whole = rows
    cuts = sorted({0, *(chance.randint(0, len(text)) for _ in range(PIECES))})
    for cut in cuts:
        streamed.show(a_message(number, text[:cut], status=MessageStatus.STREAMING))
    streamed.show(a_message(number, text))
    whole.show(a_message(number, text))
    assert streamed.row.size() == whole.row.size(), (len(text), cuts)
    assert streamed.picture() == whole.picture(), (len(text), cuts)


@pytest.mark.parametrize("file", CORPUS, ids=lambda file: str(file.stem))
def test_a_streamed_answer_looks_like_a_whole_one(rows: tuple[OneRow, OneRow], file: Path) -> None:
    text, chance = file.read_bytes().decode(), Random(file.stem)
    compare(rows, text, 2, chance)
    compare(rows, text[: chance.randint(0, len(text))], 4, chance)


@pytest.mark.full
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("file", CORPUS, ids=lambda file: str(file.stem))
def test_every_beginning_of_a_streamed_answer_looks_like_a_whole_one(rows: tuple[OneRow, OneRow], file: Path) -> None:
    text, chance = file.read_bytes().decode(), Random(file.stem)
    for end in range(0, len(text) + 1, max(1, len(text) // 400)):
        compare(rows, text[:end], 2 * end + 2, chance)
