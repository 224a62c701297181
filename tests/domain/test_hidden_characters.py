"""Characters that cannot be seen, made visible."""

import unicodedata

from desktop_app.domain.hidden_characters import has_hidden, with_hidden_shown


def test_what_turns_text_around_or_leaves_no_mark_is_named() -> None:
    assert with_hidden_shown("abc\u202edef\u2066") == "abc⟨U+202E⟩def⟨U+2066⟩"
    assert with_hidden_shown("zero\u200bwidth\ufeff\x1b[0m") == "zero⟨U+200B⟩width⟨U+FEFF⟩⟨U+001B⟩[0m"
    assert with_hidden_shown("\U000e0041") == "⟨U+E0041⟩"


def test_ordinary_text_stays_as_it_is() -> None:
    text = "Tabs\tand lines\n, née, 学习, 👩‍💻, می‌خواهم, ﷺ"
    assert with_hidden_shown(text) == text
    assert not has_hidden(text)


def test_every_format_character_is_known_but_the_joiners_and_marks_of_scripts() -> None:
    joiners_and_marks = {0x200C, 0x200D, *range(0x600, 0x606), 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD}
    for number in range(0x110000):
        if unicodedata.category(chr(number)) in {"Cf", "Cc"} and chr(number) not in "\t\n":
            shorthand_and_music = (
                0x13430 <= number <= 0x1343F or 0x1BCA0 <= number <= 0x1BCA3 or 0x1D173 <= number <= 0x1D17A
            )
            assert has_hidden(chr(number)) or number in joiners_and_marks or shorthand_and_music, hex(number)
