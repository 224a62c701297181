"""Splits Markdown into blocks: running text, code, quotes; each is shown by a widget of its own."""

from dataclasses import dataclass
from typing import Literal

from markdown_it import MarkdownIt
from markdown_it.token import Token

from desktop_app.ui.markdown.html import Colours, html_of

LONGEST_MARKDOWN = 60_000
"""Longer texts are shown as they are: parsing them would be felt."""
MOST_BRACKETS = 2_000
"""More opening brackets than this make the parser slow."""
NESTING = 100

BlockKind = Literal["text", "quote", "code", "plain"]


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
        self._parser = MarkdownIt("commonmark", {"html": False, "maxNesting": NESTING})
        self._parser.enable(["table", "strikethrough"])

    def blocks(self, text: str, colours: Colours) -> list[Block]:
        """Return the blocks of `text`; one plain block for what is too long or too nested to be read."""
        if len(text) > LONGEST_MARKDOWN or text.count("[") > MOST_BRACKETS:
            return [Block("plain", text=text)]
        try:
            tokens = self._parser.parse(text)
        except RecursionError:
            return [Block("plain", text=text)]
        if any(token.level >= NESTING - 1 for token in tokens):
            # The parser drops what is nested deeper.
            return [Block("plain", text=text)]
        blocks: list[Block] = []
        running: list[Token] = []
        for group in _top_level(tokens):
            kind = group[0].type
            if kind in {"fence", "code_block"}:
                self._flush(running, blocks, colours)
                language = group[0].info.strip().split(" ")[0] if group[0].info.strip() else ""
                blocks.append(Block("code", text=group[0].content.removesuffix("\n"), language=language))
            elif kind == "blockquote_open":
                self._flush(running, blocks, colours)
                blocks.append(Block("quote", html=html_of(group[1:-1], colours)))
            else:
                running += group
        self._flush(running, blocks, colours)
        return blocks

    @staticmethod
    def _flush(running: list[Token], blocks: list[Block], colours: Colours) -> None:
        if running:
            blocks.append(Block("text", html=html_of(running, colours)))
            running.clear()


def _top_level(tokens: list[Token]) -> list[list[Token]]:
    """Return the tokens grouped into the blocks that stand on the page itself."""
    groups: list[list[Token]] = []
    depth = 0
    for token in tokens:
        if depth == 0:
            groups.append([])
        groups[-1].append(token)
        depth += token.nesting
    return groups
