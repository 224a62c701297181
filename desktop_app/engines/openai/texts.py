"""Text from a server, made fit to keep and to show."""

import html
import re

DETAIL_LENGTH = 200
"""Characters of a server's own words that a sentence quotes at most."""
_MARKUP_LENGTH = 8192
_SECRET_LENGTH = 6
_REPLACEMENT = "\ufffd"
_SURROGATE = re.compile("[\ud800-\udfff]")
_INVISIBLE_PARTS = re.compile(r"<(script|style|head)\b.*?(</\1\s*>|\Z)|<!--.*?(-->|\Z)", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z!?][^<>]*>")


class TextMender:
    """Joins the halves of characters that a server cut in two pieces, and replaces what no text can hold.

    JSON writes a character such as an emoji as two escapes; half a pair alone, and NUL, become U+FFFD.
    """

    def __init__(self) -> None:
        """Start with no half character held."""
        self._held = ""

    def feed(self, piece: str) -> str:
        """Return the text that is whole by now."""
        text = self._held + piece
        self._held = ""
        if text and "\ud800" <= text[-1] <= "\udbff":
            text, self._held = text[:-1], text[-1]
        return well_formed(text)

    def end(self) -> str:
        """Return what is left when no more pieces come."""
        held, self._held = self._held, ""
        return well_formed(held)


def well_formed(text: str) -> str:
    """Return `text` with surrogate pairs joined, and with U+FFFD for lone halves and NUL."""
    if _SURROGATE.search(text):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text.replace("\0", _REPLACEMENT)


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
