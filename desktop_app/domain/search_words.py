"""What a search index is given beside a text: words for scripts that write without spaces."""

import re
import unicodedata

# Han, kana, bopomofo and hangul, with their extensions and compatibility forms.
_UNSPACED = "\u1100-\u11ff\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3040-\u30ff\u3100-\u318f\u31a0-\u31bf\u31f0-\u31ff"
_UNSPACED += "\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\uff66-\uffdc\U00020000-\U0003ffff"
_CHARACTER = re.compile(f"[{_UNSPACED}]")


def is_unspaced(text: str) -> bool:
    """Tell whether a text has Chinese, Japanese or Korean characters."""
    return not text.isascii() and _CHARACTER.search(text) is not None


def cjk_words(text: str) -> str | None:
    """Return a text with each Chinese, Japanese and Korean character as a word of its own; None without any.

    A word inside an unspaced sentence is then found as a phrase of its characters, and so is one in Latin letters
    that stands between them.
    """
    if not is_unspaced(text):
        return None
    return " ".join(_CHARACTER.sub(r" \g<0> ", unicodedata.normalize("NFC", text)).split())
