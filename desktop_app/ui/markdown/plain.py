"""Markdown as plain text: what can be read, without the marks that make it look so."""

import re
from collections.abc import Iterator
from html import unescape

from desktop_app.ui.markdown.blocks import Block, MarkdownReader
from desktop_app.ui.markdown.html import Colours

_NO_COLOURS = Colours("", "", "", "")
_TAG = re.compile(r"<(/?)([a-z]+)([^>]*)>")
_START = re.compile(r"start='(\d+)'")
_LEVEL = re.compile(r"-qt-(?:list|block)-indent: (\d+)")
_WORDS = re.compile(r" alt='([^']*)'")
_TOO_MANY = re.compile(r"\n{3,}")


def plain_of(reader: MarkdownReader, text: str) -> str:
    """Return a whole message as it reads: items with their marks, cells with tabs between them."""
    parts = (_plain(block).strip("\n") for block in reader.blocks(text, _NO_COLOURS))
    return "\n\n".join(part for part in parts if part)


def _plain(block: Block) -> str:
    if block.rows:
        return "".join(_Words().of("".join(block.rows)))
    if not block.html:
        return block.text
    return _TOO_MANY.sub("\n\n", "".join(_Words().of(block.html)))


class _Words:
    """Reads the words of HTML that our own renderer wrote."""

    def __init__(self) -> None:
        self._number: int | None = None
        """What comes next in the list, None in one without numbers."""
        self._level = 0
        self._after_list = False

    def of(self, html: str) -> Iterator[str]:
        """Yield all words, with what stands before, between and after them."""
        at = 0
        for tag in _TAG.finditer(html):
            yield unescape(html[at : tag.start()]).replace("\u200b", "")
            at = tag.end()
            yield self._at(tag[2], tag[3], opens=not tag[1])
        yield unescape(html[at:]).replace("\u200b", "")

    def _at(self, name: str, attributes: str, *, opens: bool) -> str:
        match name:
            case "ul" | "ol":
                start = _START.search(attributes)
                level = _LEVEL.search(attributes)
                self._number = int(start[1]) if start else None
                self._level = int(level[1]) if level else 0
                self._after_list = not opens
                return ""
            case "li" if opens:
                mark = "- " if self._number is None else f"{self._number}. "
                self._number = None if self._number is None else self._number + 1
                return "  " * (self._level - 1) + mark
            case "p" | "pre" if opens:
                apart, self._after_list = self._after_list, False
                level = _LEVEL.search(attributes)
                return ("\n" if apart else "") + "  " * (int(level[1]) if level else 0)
            case "br" | "li" | "tr":
                return "\n" if name == "br" or not opens else ""
            case "td" | "th" if not opens:
                return "\t"
            case "p" | "pre" | "table" if not opens:
                return "\n\n"
            case "img":
                words = _WORDS.search(attributes)
                return unescape(words[1]) if words else ""
        return ""
