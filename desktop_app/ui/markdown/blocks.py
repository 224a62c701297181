"""Markdown as blocks: running text, code, quotes; each is shown by a widget of its own."""

from collections.abc import Iterable
from dataclasses import dataclass

from desktop_app.ui.markdown.groups import BlockKind, Group, GroupParser
from desktop_app.ui.markdown.html import Colours
from desktop_app.ui.markdown.reading import Reading

LONG_ENOUGH = 2_500
"""Letters of HTML after which running text goes on in a block of its own: while it grows, only the last is laid out."""


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a message: `html` for text and quotes, the `text` itself for code and plain text."""

    kind: BlockKind
    html: str = ""
    text: str = ""
    language: str = ""


class MarkdownReader:
    """Reads Markdown without ever losing a letter of it."""

    def __init__(self) -> None:
        self._parser = GroupParser()

    def begin(self, colours: Colours) -> Reading:
        """Return the reading of a text that may grow."""
        return Reading(self._parser, colours)

    def blocks(self, text: str, colours: Colours) -> list[Block]:
        """Return the blocks of a whole `text`; what is too long or too nested to be read is plain."""
        return joined(self.begin(colours).read(text))


def joined(groups: Iterable[Group]) -> list[Block]:
    """Return groups as blocks, running text together."""
    blocks: list[Block] = []
    running = ""
    for group in groups:
        if group.kind == "text":
            running += group.html
            if len(running) < LONG_ENOUGH:
                continue
        if running:
            blocks.append(Block("text", html=running))
            running = ""
        if group.kind == "quote":
            blocks.append(Block("quote", html=group.html))
        elif group.kind != "text":
            blocks.append(Block(group.kind, text=group.text, language=group.language))
    return [*blocks, Block("text", html=running)] if running else blocks
