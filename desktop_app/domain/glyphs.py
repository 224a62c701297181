"""Glyphs: the one emoji or letter that stands for somebody without a picture."""

import unicodedata

_MOST_CHARACTERS = 12


def is_glyph(text: str) -> bool:
    """Tell whether `text` is one emoji or letter; emoji may be several code points joined by ones that do not show."""
    shown = [character for character in text if unicodedata.category(character) not in ("Mn", "Me", "Cf", "Sk")]
    joined = "\u200d" in text or all(unicodedata.category(character) == "So" for character in shown)
    if not shown or len(text) > _MOST_CHARACTERS or not all(map(str.isprintable, shown)):
        return False
    return len(shown) == 1 or joined


def glyph_for(name: str) -> str:
    """Return the first letter of a name, large where the script knows that; a speech balloon where it has none."""
    letter = next((character for character in name if character.isalnum()), "💬")
    large = letter.upper()
    return large if is_glyph(large) else letter
