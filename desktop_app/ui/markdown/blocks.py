"""Markdown as blocks: running text, code, tables, formulas; each is shown by a widget of its own."""

from collections.abc import Iterable, Iterator

from desktop_app.ui.markdown.block import Block
from desktop_app.ui.markdown.groups import Group, GroupParser
from desktop_app.ui.markdown.html import Colours
from desktop_app.ui.markdown.reading import Reading
from desktop_app.ui.markdown.writing import LONG_ENOUGH

__all__ = ["Block", "MarkdownReader", "joined"]


class MarkdownReader:
    """Reads Markdown without ever losing a letter of it."""

    def __init__(self) -> None:
        self._parser = GroupParser()

    def begin(self, colours: Colours) -> Reading:
        """Return the reading of a text that may grow."""
        return Reading(self._parser, colours)

    def blocks(self, text: str, colours: Colours) -> list[Block]:
        """Return the blocks of a whole `text`; what is too long or too nested to be read is plain."""
        return joined(self.begin(colours).read(text), colours)


def joined(groups: Iterable[Group], colours: Colours) -> list[Block]:
    """Return groups as blocks: running text together, footnotes at the end below a line."""
    body: list[Block] = []
    notes: list[Block] = []
    for group in groups:
        (notes if group.note else body).extend(group.blocks)
    blocks = list(_running_on(body))
    if notes:
        line = Block("text", html=f"<hr style='background-color: {colours.border};'>")
        blocks += _running_on([line, *notes])
    return blocks


def _running_on(blocks: Iterable[Block]) -> Iterator[Block]:
    """Yield blocks, texts that stand on the page itself put together as long as they are not long."""
    running = ""
    for block in blocks:
        on_page = block.kind == "text" and not block.bars
        if running and (not on_page or len(running) >= LONG_ENOUGH):
            yield Block("text", html=running)
            running = ""
        if on_page:
            running += block.html
        else:
            yield block
    if running:
        yield Block("text", html=running)
