"""The lines that can be read of a message, as its widgets have them: what is looked for is looked for in these."""

import re
from collections.abc import Iterator
from html import unescape

from desktop_app.ui.markdown.blocks import Block, MarkdownReader
from desktop_app.ui.markdown.html import Colours
from desktop_app.ui.markdown.simple import simple_lines

_NO_COLOURS = Colours("", "", "", "")
_MOST_LINES = 2_000
"""Lines of code that are shown while something is looked for."""
_INLINE = re.compile(r"</?(?:a|b|i|s|span|sup|sub|img)\b[^>]*>")
_BREAK = re.compile(r"<br\b[^>]*>")
_TAG = re.compile(r"<[^>]*>")
_LINE_END = re.compile("[\n\u2029]")


def visible_lines(reader: MarkdownReader, text: str) -> list[str]:
    """Return the paragraphs, items, cells and lines of code of a whole message."""
    simple = simple_lines(text)
    return simple if simple is not None else parsed_lines(reader, text)


def parsed_lines(reader: MarkdownReader, text: str) -> list[str]:
    """Return the same as the parser reads it."""
    return [line for block in reader.blocks(text, _NO_COLOURS) for line in _lines(reader, block)]


def plain_lines(text: str) -> list[str]:
    """Return the lines of a text that is shown as it is."""
    return _LINE_END.split(text)


def _lines(reader: MarkdownReader, block: Block) -> Iterator[str]:
    if block.kind == "formula":
        return  # a picture
    if block.kind == "thought":
        yield from visible_lines(reader, block.text)
        return
    if block.kind in {"code", "plain"}:
        yield from plain_lines(block.text)[: _MOST_LINES if block.kind == "code" else None]
        return
    html = _BREAK.sub("\u2028", _INLINE.sub("", block.html or "".join(block.rows)))
    yield from plain_lines(unescape(_TAG.sub("\n", html)))
