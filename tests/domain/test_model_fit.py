"""Whether a model fits into memory."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.model_files import FitVerdict, ModelHeader, ModelKind, fit, memory_needed

MIB = 1 << 20
HEADER = ModelHeader(
    kind=ModelKind.CHAT,
    architecture="llama",
    name="",
    parameters=390_000_000,
    quantisation="Q8_0",
    context_tokens=32_768,
    layers=24,
    heads=14,
    kv_heads=2,
    embedding=896,
    vocabulary=151_936,
    cache_values=24 * 2 * (64 + 64),
    licence="",
    chat_template="",
    thinks=False,
    uses_tools=False,
    sees=False,
    split_count=0,
    data_end=None,
)
SIZE = 416 * MIB


def test_needs_itself_its_memory_of_the_conversation_and_room_to_compute() -> None:
    itself = memory_needed(replace(HEADER, vocabulary=0, embedding=0), SIZE, 0)
    assert itself == SIZE
    assert memory_needed(HEADER, SIZE, 4096) - memory_needed(HEADER, SIZE, 0) == 4096 * 24 * 2 * 128 * 2
    assert memory_needed(HEADER, SIZE, 0) - SIZE == 4 * 512 * (151_936 + 8 * 896)


@pytest.mark.parametrize(
    ("percent", "verdict"),
    [
        (200, FitVerdict.FITS),
        (111, FitVerdict.FITS),
        (109, FitVerdict.TIGHT),
        (91, FitVerdict.TIGHT),
        (89, FitVerdict.TOO_LARGE),
        (0, FitVerdict.TOO_LARGE),
    ],
)
def test_verdicts(percent: int, verdict: FitVerdict) -> None:
    needed = memory_needed(HEADER, SIZE, 4096)
    assert fit(HEADER, SIZE, 4096, needed * percent // 100).verdict is verdict


def test_a_computer_that_does_not_say_gives_no_verdict() -> None:
    assert fit(HEADER, SIZE, 4096, None).verdict is FitVerdict.UNKNOWN


def test_a_model_that_remembers_nothing_fits_with_all_it_was_trained_on() -> None:
    assert fit(replace(HEADER, cache_values=0), SIZE, 4096, 4 * SIZE).largest_context == 32_768


@given(
    available=st.integers(0, 1 << 40),
    size=st.integers(1, 1 << 38),
    cache=st.integers(0, 1 << 22),
    trained=st.integers(0, 1 << 21),
    asked=st.integers(1, 1 << 21),
)
def test_the_largest_context_fits_and_no_larger_one_would(
    available: int, size: int, cache: int, trained: int, asked: int
) -> None:
    header = replace(HEADER, cache_values=cache, context_tokens=trained)
    found = fit(header, size, asked, available)
    assert found.largest_context <= max(trained, 512)
    if found.largest_context:
        assert fit(header, size, found.largest_context, available + 2).verdict is FitVerdict.FITS
    if found.largest_context < trained:
        more = max(found.largest_context + 256, 512)
        assert fit(header, size, more, available - 2).verdict is not FitVerdict.FITS
