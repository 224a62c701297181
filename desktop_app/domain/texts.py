"""Text fit to be kept: whole characters, and none that a store cannot hold."""

import re

_REPLACEMENT = "\ufffd"
_SURROGATE = re.compile("[\ud800-\udfff]")


class TextMender:
    """Joins the halves of characters that were cut in two pieces, and replaces what no text can hold.

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


def is_well_formed(text: str) -> bool:
    """Tell whether every store can hold `text` and give it back as it is."""
    return "\0" not in text and not _SURROGATE.search(text)


def one_line(words: str, limit: int) -> str:
    """Return foreign words as one line of at most `limit` characters that can be shown."""
    line = "".join(letter if letter.isprintable() else " " for letter in words[: 4 * limit])
    line = " ".join(line.split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"
