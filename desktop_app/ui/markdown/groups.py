"""Reads Markdown as groups: the blocks that stand on the page itself, each rendered by itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from markdown_it import MarkdownIt
from markdown_it.common.utils import normalizeReference
from markdown_it.rules_core import StateCore
from markdown_it.rules_core.text_join import text_join
from markdown_it.token import Token

from desktop_app.ui.markdown.html import Colours, html_of

NESTING = 100
_MOST = {"[": 1_000, "![": 200, "|": 4_000, "*": 4_000, "_": 4_000, "`": 4_000, "~": 4_000, "<": 4_000, "&": 4_000}
"""A block with more of these is shown as it is: many marks, above all those without partners, make the parser slow."""

BlockKind = Literal["text", "quote", "code", "plain"]
References = Mapping[str, Mapping[str, Any]]
"""Where links lead whose addresses stand elsewhere in the text, by their labels."""


@dataclass(slots=True)
class Group:
    """One block of the page: where it begins in the text, and what is to be shown of it."""

    kind: BlockKind
    start: int
    html: str = ""
    text: str = ""
    language: str = ""
    tokens: list[Token] = field(default_factory=list)
    """What to render again when a label that it names gets another address."""
    words: str = ""
    """Its letters as labels are compared, empty where no label is named."""


class GroupParser:
    """Splits text into groups."""

    def __init__(self) -> None:
        self._parser = MarkdownIt("commonmark", {"html": False, "maxNesting": NESTING})
        self._parser.enable(["table", "strikethrough"])

    def split(self, text: str, references: References) -> tuple[list[list[Token]], dict[str, Any]]:
        """Return the tokens of the blocks that stand on the page itself, and all references known after them."""
        env: dict[str, Any] = {"references": dict(references)}
        tokens: list[Token] = []
        self._parser.block.parse(text, self._parser, env, tokens)
        return _top_level(tokens), env["references"]

    def group(self, tokens: list[Token], start: int, source: str, references: References, colours: Colours) -> Group:
        """Return what to show of one block; its own letters where reading it would be felt, or lose some."""
        first = tokens[0]
        if first.type in {"fence", "code_block"}:
            words = first.info.strip().split(" ")
            return Group("code", start, text=first.content.removesuffix("\n"), language=words[0])
        if any(token.level >= NESTING - 1 for token in tokens) or _is_crowded(source):
            # The parser drops what is nested deeper.
            return Group("plain", start, text=source.removesuffix("\n"))
        group = Group("quote" if first.type == "blockquote_open" else "text", start, text=source, tokens=tokens)
        self.render(group, references, colours)
        named = "\n".join(token.content for token in tokens if token.type == "inline" and "[" in token.content)
        group.words = normalizeReference(named)
        if not named:
            group.tokens = []
        return group

    def render(self, group: Group, references: References, colours: Colours) -> None:
        """Write the HTML of a group anew, with what is known of references."""
        inner = group.tokens[1:-1] if group.kind == "quote" else group.tokens
        try:
            self._read_inline(inner, references)
            group.html = html_of(inner, colours)
        except RecursionError:
            group.kind, group.tokens, group.words = "plain", [], ""
            group.text = group.text.removesuffix("\n")

    def _read_inline(self, tokens: list[Token], references: References) -> None:
        env = {"references": dict(references)}
        for token in tokens:
            if token.type == "inline":
                token.children = []
                self._parser.inline.parse(token.content, self._parser, env, token.children)
        text_join(StateCore("", self._parser, env, list(tokens)))


def _is_crowded(source: str) -> bool:
    return any(source.count(mark) > most for mark, most in _MOST.items())


def _top_level(tokens: list[Token]) -> list[list[Token]]:
    groups: list[list[Token]] = []
    depth = 0
    for token in tokens:
        if depth == 0:
            groups.append([])
        groups[-1].append(token)
        depth += token.nesting
    return groups
