"""What a text hides is found and shown; what a language needs is left alone."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.hidden_characters import hidden_characters, shown_plainly, shown_wholly

HARMLESS = (
    "Plain words, numbers 1 2 3, and an é, é, ß and 字.",
    "A family 👨‍👩‍👧‍👦, a runner 🏃🏽‍♀️, a heart ❤️ and a flag 🏴󠁧󠁢󠁳󠁣󠁴󠁿.",
    "می‌خواهم کتاب‌ها را بخوانم",
    "क्‍ष and ശ്രീ‍",
    "שלום \u200f(abc)\u200e",
    "葛\U000e0100飾区",
    "Việt Nam, ą̊́, Tiếng",
    "a\tb\nc\r\nd",
)
HIDING = (
    ("pay\u200bpal", 1, "pay⟨U+200B⟩pal"),
    ("\u202egnirts\u202c", 2, "⟨U+202E⟩gnirts⟨U+202C⟩"),
    ("a\u2066b\u2069", 2, "a⟨U+2066⟩b⟨U+2069⟩"),
    ("\x1b[31mred", 1, "⟨U+001B⟩[31mred"),
    ("hi\U000e0041\U000e0042", 2, "hi⟨U+E0041⟩⟨U+E0042⟩"),
    ("pass\u00adword", 1, "pass⟨U+00AD⟩word"),
    ("\ufeffBOM", 1, "⟨U+FEFF⟩BOM"),
    ("a\u200db", 1, "a⟨U+200D⟩b"),
    ("e" + "\u0301" * 6, 1, "e" + "\u0301" * 4 + "⟨U+0301⟩⟨U+0301⟩"),
    ("\u3164", 1, "⟨U+3164⟩"),
)
letters = st.text(
    alphabet=st.sampled_from("ab \n\u200b\u200d\u202e\u2066\x1b\U000e0041\U0001f3f4\U000e007f\u0301字👩\ufe0f")
)


@pytest.mark.parametrize("text", HARMLESS)
def test_what_is_needed_is_no_secret(text: str) -> None:
    assert hidden_characters(text) == []
    assert shown_wholly(text) == shown_plainly(text) == text


@pytest.mark.parametrize(("text", "count", "shown"), HIDING)
def test_what_is_hidden_is_found_and_shown(text: str, count: int, shown: str) -> None:
    assert len(hidden_characters(text)) == count
    assert shown_wholly(text) == shown


def test_only_what_deceives_is_written_out_by_itself() -> None:
    assert shown_plainly("pay\u200bpal \u202ecod.exe") == "pay\u200bpal ⟨U+202E⟩cod.exe"


def test_every_format_character_is_known_but_those_that_scripts_are_written_with() -> None:
    scripts = {0x200C, 0x200D, 0x200E, 0x200F, *range(0x600, 0x606), 0x6DD, 0x70F, 0x890, 0x891, 0x8E2}
    scripts |= {0x110BD, 0x110CD, *range(0x13430, 0x13440), *range(0x1BCA0, 0x1BCA4), *range(0x1D173, 0x1D17B)}
    for number in range(0x110000):
        if unicodedata.category(chr(number)) in {"Cf", "Cc"} and chr(number) not in "\t\n\r" and number not in scripts:
            assert hidden_characters(f"a{chr(number)}b"), hex(number)


@given(letters, letters)
def test_a_text_that_grows_keeps_what_was_shown_of_it(begun: str, more: str) -> None:
    assert shown_plainly(begun + more).startswith(shown_plainly(begun))


@given(letters)
def test_everything_hidden_is_shown_and_everything_else_kept(text: str) -> None:
    found = hidden_characters(text)
    assert hidden_characters(shown_wholly(text)) == []
    kept, last = "", 0
    for start, end in found:
        assert last <= start < end <= len(text)
        kept, last = kept + text[last:start], end
    assert shown_wholly(text).replace("⟨", "").count("U+") >= len(found)
    assert all(letter in shown_wholly(text) for letter in kept + text[last:])
