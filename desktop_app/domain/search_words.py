"""What a search index is given beside a text: words for scripts that write without spaces."""

import re

# Han, kana, bopomofo and hangul, with their extensions and compatibility forms.
_UNSPACED = "\u1100-\u11ff\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3040-\u30ff\u3100-\u318f\u31a0-\u31bf\u31f0-\u31ff"
_UNSPACED += "\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\uff66-\uffdc\U00020000-\U0003ffff"
_RUN = re.compile(f"[{_UNSPACED}]+")
_GAP = " x "
"""Stands between two runs, so that no phrase is found that reaches over what lies between them."""


def cjk_words(text: str) -> str | None:
    """Return the Chinese, Japanese and Korean characters of a text, each as a word of its own; None without any.

    A word inside an unspaced sentence is then found as a phrase of its characters.
    """
    if text.isascii():
        return None
    runs = _RUN.findall(text)
    return _GAP.join(" ".join(run) for run in runs) if runs else None
