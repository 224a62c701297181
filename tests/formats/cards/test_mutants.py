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


def figures(seeds: range) -> tuple[int, float, float]:
    """How many were cards, and the most time and memory that one took."""
    whole = samples()
    cards, slowest, largest = 0, 0.0, 0
    tracemalloc.start()
    try:
        for seed in seeds:
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


@pytest.mark.parametrize(
    "first", [0, *(pytest.param(seed, marks=pytest.mark.full) for seed in range(500, 10_000, 500))]
)
def test_mutated_cards_are_read_or_refused(first: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Five hundred at a time; all ten thousand are the long version."""
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    before = sorted(tmp_path.rglob("*"))
    cards, slowest, largest = figures(range(first, first + 500))
    sys.stdout.write(f"\n500 mutated: {cards} read, slowest {slowest:.2f} s, largest {largest / 2**20:.1f} MB\n")
    assert sorted(tmp_path.rglob("*")) == before
    assert 50 < cards < 450, "the mutations should neither spare nor break nearly all"
    assert slowest < MOST_SECONDS
    assert largest < MOST_MEMORY
