"""Names for files, made of words that anybody may have written."""

import re
import unicodedata
from collections.abc import Container
from datetime import datetime

MAX_BYTES = 120
"""Bytes of a whole file name; every file system takes as many."""
_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
_MOST_ENDING = 12
_KEPT_BY_WINDOWS = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?$", re.IGNORECASE)
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_JOINERS = "\u200c\u200d"  # part of words in some scripts, and of emoji


def chat_file_name(title: str, day: datetime, ending: str, taken: Container[str] = frozenset()) -> str:
    """Return a name such as `2026-11-21 Herbs for shade.md`, safe on every disk and none of those whose key is taken.

    The day comes first: names sort by it, and none begins with a dash or a dot or is one that Windows keeps for itself.
    """
    prefix = f"{day:%Y-%m-%d}"
    number = 1
    while True:
        tail = ending if number == 1 else f" ({number}){ending}"
        words = _cut(_plain_words(title), MAX_BYTES - len(f"{prefix} {tail}".encode()))
        name = " ".join(filter(None, (prefix, words))) + tail
        if file_name_key(name) not in taken:
            return name
        number += 1


def safe_file_name(name: str) -> str:
    """Return a name that somebody gave a file as any disk takes it, with the ending that it had."""
    words = _plain_words(name).lstrip(".- ")
    stem, dot, ending = words.rpartition(".")
    tail = f"{dot}{ending}" if stem and len(ending.encode()) <= _MOST_ENDING else ""
    head = _cut(stem if tail else words, MAX_BYTES - len(tail.encode())) or "attachment"
    return f"_{head}{tail}" if _KEPT_BY_WINDOWS.match(head) else f"{head}{tail}"


def file_name_key(name: str) -> str:
    """Return what two names share that are one file on some disk: case and Unicode form aside."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name.casefold()).casefold())


def _plain_words(title: str) -> str:
    """Return the words of a title without anything that is not shown, or means something to a disk or a shell."""
    visible = "".join(
        char if char in _JOINERS or unicodedata.category(char) not in _HIDDEN else " "
        for char in _FORBIDDEN.sub(" ", unicodedata.normalize("NFC", title[: MAX_BYTES * 4]))
    )
    return " ".join(word for word in visible.split() if word.strip("." + _JOINERS))


def _cut(words: str, most: int) -> str:
    """Return as much of `words` as `most` bytes hold: whole characters with their marks, no dot or space at the end."""
    kept = words.encode()[:most].decode("utf-8", "ignore")
    if len(kept) < len(words):
        # A mark that was cut off would leave another character than was written.
        following = words[len(kept)]
        while kept and (unicodedata.combining(following) or following in _JOINERS):
            following, kept = kept[-1], kept[:-1]
    return kept.rstrip(" ." + _JOINERS)
