"""Reads Markdown as groups: the blocks that stand on the page itself, each rendered by itself."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.common.utils import normalizeReference
from markdown_it.rules_core import StateCore
from markdown_it.rules_core.text_join import text_join
from markdown_it.token import Token

from desktop_app.ui.markdown.block import Block
from desktop_app.ui.markdown.html import Colours
from desktop_app.ui.markdown.rules import use_rules
from desktop_app.ui.markdown.writing import blocks_of

NESTING = 100
_MOST = {"[": 1_000, "![": 200, "|": 4_000, "*": 4_000, "_": 4_000, "`": 4_000, "~": 4_000, "<": 4_000, "&": 4_000}
_MOST |= {"$": 1_000, "\\": 4_000}
"""A block with more of these is shown as it is: many marks, above all those without partners, make the parser slow."""

_MOST_IN_ONE = {"[": 300, "![": 100, "*": 2_000, "_": 2_000, "`": 1_500, "~": 2_000, "<": 1_500, "&": 2_000, "$": 600}
"""The same for one paragraph, cell or heading, whose marks are compared with one another and laid out at once."""

_TASK = re.compile(r"\[([ xX])\][ \t\n]+(?=\S)")
References = Mapping[str, Mapping[str, Any]]
"""Where links lead whose addresses stand elsewhere in the text, and which footnotes there are, by their labels."""


@dataclass(slots=True)
class Group:
    """One block of Markdown that stands on the page itself, and what is to be shown of it."""

    blocks: list[Block]
    note: bool = False
    """Whether it is a footnote, which is shown at the end."""
    source: str = ""
    tokens: list[Token] = field(default_factory=list)
    """What to render again when a label that it names gets another address."""
    words: str = ""
    """Its letters as labels are compared, empty where no label is named."""


class GroupParser:
    """Splits text into groups."""

    def __init__(self) -> None:
        self._parser = markdown_parser()

    def split(self, text: str, references: References) -> tuple[list[list[Token]], dict[str, Any]]:
        """Return the tokens of the blocks that stand on the page itself, and all references known after them."""
        env: dict[str, Any] = {"references": dict(references)}
        tokens: list[Token] = []
        self._parser.block.parse(text, self._parser, env, tokens)
        return top_level(tokens), env["references"]

    def group(self, tokens: list[Token], source: str, references: References, colours: Colours) -> Group:
        """Return what to show of one block; its own letters where reading it would be felt, or lose some."""
        code = tokens[0].type in {"fence", "code_block"}
        if not code and (any(token.level >= NESTING - 1 for token in tokens) or _is_crowded(source, tokens)):
            # The parser drops what is nested deeper.
            return Group([plain(source)])
        group = Group([], note=tokens[0].type == "footnote_open", source=source, tokens=tokens)
        self.render(group, references, colours)
        named = "\n".join(token.content for token in tokens if token.type == "inline" and "[" in token.content)
        group.words = normalizeReference(named)
        if not named:
            group.tokens = []
        return group

    def render(self, group: Group, references: References, colours: Colours) -> None:
        """Write the blocks of a group anew, with what is known of references."""
        try:
            self._read_inline(group.tokens, references)
            group.blocks = blocks_of(group.tokens, colours)
        except RecursionError:
            group.blocks, group.tokens, group.words = [plain(group.source)], [], ""

    def _read_inline(self, tokens: list[Token], references: References) -> None:
        env = {"references": dict(references)}
        for number, token in enumerate(tokens):
            if token.type == "inline":
                token.children = []
                content = _without_box(token, tokens[number - 2]) if number > 1 else token.content
                self._parser.inline.parse(content, self._parser, env, token.children)
        text_join(StateCore("", self._parser, env, list(tokens)))


def markdown_parser() -> MarkdownIt:
    """Return the parser, with all that Parley knows beyond CommonMark."""
    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": NESTING})
    parser.enable(["table", "strikethrough"])
    use_rules(parser)
    return parser


def plain(source: str) -> Block:
    """Return text that is shown as it is written."""
    return Block("plain", text=source.removesuffix("\n"))


def _without_box(token: Token, item: Token) -> str:
    """Return the words of an item, without the box of a task, which the item keeps."""
    box = _TASK.match(token.content) if item.type == "list_item_open" else None
    if box is None:
        return token.content
    item.meta["task"] = box[1] != " "
    return token.content[box.end() :]


def _is_crowded(source: str, tokens: list[Token]) -> bool:
    if any(source.count(mark) > most for mark, most in _MOST.items()):
        return True
    runs = [token.content for token in tokens if token.type == "inline"]
    return any(run.count(mark) > most for run in runs for mark, most in _MOST_IN_ONE.items())


def top_level(tokens: list[Token]) -> list[list[Token]]:
    """Return tokens in groups: one for each block that stands on the page itself."""
    groups: list[list[Token]] = []
    depth = 0
    for token in tokens:
        if depth == 0:
            groups.append([])
        groups[-1].append(token)
        depth += token.nesting
    return groups
