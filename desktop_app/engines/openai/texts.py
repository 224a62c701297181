"""Text from a server, made fit to show."""

import html
import re

DETAIL_LENGTH = 200
"""Characters of a server's own words that a sentence quotes at most."""
_MARKUP_LENGTH = 8192
_SECRET_LENGTH = 6
_INVISIBLE_PARTS = re.compile(r"<(script|style|head)\b.*?(</\1\s*>|\Z)|<!--.*?(-->|\Z)", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z!?][^<>]*>")


def plain_detail(words: str, secret: str = "") -> str:
    """Return a server's words as one line of at most 200 characters, without markup and what cannot be shown.

    Servers like to quote the key they refuse: `secret` is blotted out, unless it is so short that it hides nothing.
    """
    if len(secret) >= _SECRET_LENGTH:
        words = words.replace(secret, "•••")
    # Whole pages come back in place of errors; their beginning says it all, and bounds the work.
    text = html.unescape(words[:_MARKUP_LENGTH])
    text = _TAG.sub(" ", _INVISIBLE_PARTS.sub(" ", text))
    line = " ".join("".join(char if char.isprintable() else " " for char in text).split()).rstrip(" .")
    return line if len(line) <= DETAIL_LENGTH else line[: DETAIL_LENGTH - 1].rstrip() + "…"
