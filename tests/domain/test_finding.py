"""Words are found as one reads them."""

import itertools
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.finding import folded, places, runs, sieved, wanted

LINES = st.text(
    alphabet=st.one_of(st.sampled_from("aAbBéÉe\u0301ßẞİıiŞ \u00a0\t\u200b\u00ad☃日本😀한"), st.characters())
)


@pytest.mark.parametrize(
    ("text", "words", "found"),
    [
        ("The Walrus", "walrus", ["Walrus"]),
        ("caf\u00e9 CAFE\u0301 cafe", "caf\u00e9", ["caf\u00e9", "CAFE\u0301", "cafe"]),
        ("Straße STRASSE", "straße", ["Straße"]),
        ("Straße STRASSE", "strasse", ["STRASSE"]),
        ("İstanbul istanbul ISTANBUL", "istanbul", ["İstanbul", "istanbul", "ISTANBUL"]),
        ("日本語のテスト", "本語", ["本語"]),
        ("한국어 하나", "하", ["하"]),
        ("か が", "か", ["か"]),
        ("two  \u00a0 words", "two words", ["two  \u00a0 words"]),
        ("so\u00adft hy\u200bphen", "soft hyphen", ["so\u00adft hy\u200bphen"]),
        ("aaaa", "aa", ["aa", "aa"]),
        ("👩\u200d🚀 up", "👩\u200d🚀", ["👩\u200d🚀"]),
        ("ΟΔΟΣ οδός", "οδος", ["ΟΔΟΣ", "οδός"]),
        ("x + y", "+", ["+"]),
        ("nothing", "   ", []),
    ],
)
def test_case_accents_and_gaps_do_not_count(text: str, words: str, found: list[str]) -> None:
    assert [text[start:end] for start, end in places(text, wanted(words))] == found


@given(LINES, LINES)
def test_the_number_of_places_is_that_in_the_compared_text(text: str, words: str) -> None:
    needle = wanted(words)
    found = places(text, needle)
    assert len(found) == (folded(text).count(needle) if needle else 0)
    assert all(folded(text[start:end]) == needle for start, end in found)
    assert all(before[1] <= after[0] for before, after in itertools.pairwise(found))


@given(LINES, st.integers(0, 20), st.integers(1, 20))
def test_every_part_of_a_text_is_found_in_it(text: str, start: int, length: int) -> None:
    part = wanted(text[start : start + length])
    if part and not unicodedata.category(part[0]).startswith("M"):
        assert part in folded(text)


@given(LINES)
def test_what_is_found_passes_the_sieve(text: str) -> None:
    assert all(run in sieved(text) for run in runs(wanted(text)))
