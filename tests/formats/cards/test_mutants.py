"""Cards with something wrong in them: read or refused in a sentence, in little time and memory; no file is written."""

import sys
import time
import tracemalloc
from dataclasses import replace
from pathlib import Path

import pytest

from desktop_app.domain.cards import card_with, persona_of
from desktop_app.domain.errors import UserError
from desktop_app.formats.cards.charx import write_charx
from desktop_app.formats.cards.lorebook_files import read_lorebook, write_lorebook
from desktop_app.formats.cards.png_card import write_png
from desktop_app.formats.cards.reading import read_card
from desktop_app.formats.cards.writing import write_json
from desktop_app.formats.persona_yaml import read_persona
from tests.support.card_mutants import mutant, samples

MOST_MEMORY = 64 * 2**20
MOST_SECONDS = 2.0
"""Of the processor, for reading one and writing what was read in every way."""


def read_and_write(name: str, data: bytes) -> bool:
    """Do all that can be done with a card; tell whether it was one."""
    for reading in (lambda: read_lorebook(name, data), lambda: read_persona(data, name, "x")):
        try:
            found = reading()
        except UserError as error:
            assert error.message
            assert "\n" not in error.message
        else:
            if not hasattr(found, "system_prompt"):
                assert read_lorebook(name, write_lorebook(found)).entries == found.entries
    try:
        card = read_card(name, data)
    except UserError as error:
        assert error.message
        assert "\n" not in error.message
        return False
    persona = persona_of(card)
    assert card_with(card, persona) is card
    wanted = replace(persona, greeting="New", glyph="🦡")
    changed = card_with(card, wanted)
    for again in (write_json(changed), write_png(changed), write_charx(changed)):
        assert replace(persona_of(read_card(name, again)), picture=None) == replace(wanted, picture=None)
    return True


def figures(count: int) -> tuple[int, float, float]:
    """How many were cards, and the most time and memory that one took."""
    whole = samples()
    cards, slowest, largest = 0, 0.0, 0
    tracemalloc.start()
    try:
        for seed in range(count):
            name, data = mutant(seed, whole)
            tracemalloc.reset_peak()
            before, begun = tracemalloc.get_traced_memory()[0], time.process_time()
            try:
                cards += read_and_write(name, data)
            except Exception as error:
                raise AssertionError(f"the mutant of seed {seed} of {name}") from error
            slowest = max(slowest, time.process_time() - begun)
            largest = max(largest, tracemalloc.get_traced_memory()[1] - before)
    finally:
        tracemalloc.stop()
    return cards, slowest, largest


@pytest.mark.parametrize("count", [500, pytest.param(10_000, marks=[pytest.mark.full, pytest.mark.timeout(3_600)])])
def test_mutated_cards_are_read_or_refused(count: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    before = sorted(tmp_path.rglob("*"))
    cards, slowest, largest = figures(count)
    sys.stdout.write(
        f"\n{count:,} mutated: {cards:,} read, slowest {slowest:.2f} s, largest {largest / 2**20:.1f} MB\n"
    )
    assert sorted(tmp_path.rglob("*")) == before
    assert count / 10 < cards < count * 9 / 10, "the mutations should neither spare nor break nearly all"
    assert slowest < MOST_SECONDS
    assert largest < MOST_MEMORY
