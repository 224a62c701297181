"""Text out of the bytes of a file, whoever wrote it and on whatever system."""

import codecs
import re
from typing import NamedTuple

_MARKS = (
    (codecs.BOM_UTF8, "utf-8", "UTF-8"),
    # Before UTF-16, whose mark it begins with.
    (codecs.BOM_UTF32_LE, "utf-32-le", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32-be", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
)
_NEVER_IN_TEXT = re.compile("[\x00-\x06\x0e-\x1a\x1c-\x1f]")
"""Control characters that no text has; tabs, line and page ends, bells and the escapes of terminals it may have."""


_AT_ONCE = 2**19
"""Characters looked through before other threads have their turn."""


class FileText(NamedTuple):
    """A file's text, lines ending in LF, and how its bytes were read; `guessed` where they do not say."""

    text: str
    encoding: str
    guessed: bool = False


def text_in(data: bytes) -> FileText | None:
    """Return the text in a file's bytes, None where they are none."""
    for mark, codec, shown in _MARKS:
        if data.startswith(mark):
            return _decoded(data[len(mark) :], codec, shown)
    found = _decoded(data, "utf-8", "UTF-8")
    if found is None and not _is_binary(data.decode("latin-1")):
        # What older programs wrote in western countries. Which it was the bytes do not say.
        old = _decoded(data, "cp1252", "Windows-1252") or _decoded(data, "latin-1", "Latin-1")
        return None if old is None else old._replace(guessed=True)
    return found


def _decoded(data: bytes, codec: str, shown: str) -> FileText | None:
    try:
        text = data.decode(codec)
    except UnicodeDecodeError:
        return None
    if _is_binary(text):
        return None
    return FileText(text.replace("\r\n", "\n").replace("\r", "\n"), shown)


def _is_binary(text: str) -> bool:
    return any(_NEVER_IN_TEXT.search(text, at, at + _AT_ONCE) for at in range(0, len(text), _AT_ONCE))
