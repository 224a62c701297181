"""Markdown as plain text: what can be read, without the marks that make it look so."""

import re
from collections.abc import Iterator
from html import unescape

from desktop_app.ui.markdown.blocks import Block, MarkdownReader
from desktop_app.ui.markdown.html import Colours

_NO_COLOURS = Colours("", "", "", "")
_TAG = re.compile(r"<(/?)([a-z]+)([^>]*)>")
_START = re.compile(r"start='(\d+)'")
_TOO_MANY = re.compile(r"\n{3,}")


def plain_of(reader: MarkdownReader, text: str) -> str:
    """Return a whole message as it reads: items with their marks, cells with tabs between them."""
    parts = (_plain(block).strip("\n") for block in reader.blocks(text, _NO_COLOURS))
    return "\n\n".join(part for part in parts if part)


def _plain(block: Block) -> str:
    if not block.html:
        return block.text
    return _TOO_MANY.sub("\n\n", "".join(_words(block.html)))


def _words(html: str) -> Iterator[str]:
    lists: list[int | None] = []
    """The numbers that come next, None for a list without."""
    at = 0
    for tag in _TAG.finditer(html):
        yield unescape(html[at : tag.start()]).replace("\u200b", "")
        at = tag.end()
        closing, name, attributes = tag.groups()
        if name in {"ul", "ol"} and not closing:
            start = _START.search(attributes)
            lists.append(int(start[1]) if start else None)
            yield "\n" if len(lists) > 1 else ""
        elif name in {"ul", "ol"}:
            lists.pop()
            yield "" if lists else "\n"
        elif name == "li" and not closing:
            yield "  " * (len(lists) - 1) + (f"{lists[-1]}. " if lists[-1] is not None else "- ")
            lists[-1] = None if lists[-1] is None else lists[-1] + 1
        else:
            yield _after(name, closing=bool(closing), listed=bool(lists))
    yield unescape(html[at:]).replace("\u200b", "")


def _after(name: str, *, closing: bool, listed: bool) -> str:
    match name, closing:
        case ("br", _) | ("li" | "tr", True):
            return "\n"
        case ("td" | "th", True):
            return "\t"
        case ("p" | "pre" | "table", True):
            return "\n" if listed else "\n\n"
    return ""
