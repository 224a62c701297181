"""Turns Markdown's tokens into blocks: text runs on through lists, and stops for code, tables, formulas and quotes."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from markdown_it.token import Token

from desktop_app.ui.markdown.block import Block
from desktop_app.ui.markdown.html import Colours, formula_html, raised_html, words
from desktop_app.ui.markdown.inline import inline_html
from desktop_app.ui.markdown.running_text import LOOSE, TERM, TIGHT, RunningText, heading, indent
from desktop_app.ui.markdown.tables import TableRows, table_html

LONG_ENOUGH = 2_500
"""Letters of HTML after which running text goes on in a block of its own: while it grows, only the last is laid out."""
_QUOTE = 16
_DEEPEST_QUOTE = 8
_MOST_BLOCKS = 40
"""With more blocks than this in one, all of it becomes running text: each block is a widget."""


def blocks_of(tokens: Sequence[Token], colours: Colours) -> list[Block]:
    """Return the blocks of a group of tokens."""
    blocks = BlockWriter(colours).write(tokens)
    if sum(block.kind != "text" or bool(block.bars) for block in blocks) > _MOST_BLOCKS:
        return BlockWriter(colours, plainly=True).write(tokens)
    return blocks


@dataclass(slots=True)
class _Place:
    """Where something stands: on the page itself or in a quote."""

    base: int = 0
    bars: tuple[int, ...] = ()
    level: int = 0
    numbers: list[int | None] = field(default_factory=list)
    """For each list around: the number that comes next, None where there is none."""


class BlockWriter:
    """Writes the blocks of one group; `plainly` without any that stand apart."""

    def __init__(self, colours: Colours, *, plainly: bool = False) -> None:
        self._colours = colours
        self._plainly = plainly
        self._blocks: list[Block] = []
        self._text = RunningText(colours)
        self._table = TableRows(colours)
        self._style = LOOSE
        """The look of the next line of words."""
        self._item: Token | None = None
        """An item whose marker has not been written yet."""
        self._label = ""
        """The mark of a footnote that has not been written yet."""
        self._places = [_Place()]
        self._continued = 0

    def write(self, tokens: Sequence[Token]) -> list[Block]:
        """Return the blocks of these tokens."""
        for token in tokens:
            self._write(token)
        self._end_text()
        return self._blocks

    def _write(self, token: Token) -> None:
        match token.type.split("_")[0]:
            case "inline" if self._table.takes(token):
                pass
            case "inline":
                self._line(inline_html(token, self._colours))
            case "paragraph" | "heading" | "dt":
                self._set_style(token)
            case "fence" | "code":
                text, info = token.content.removesuffix("\n"), token.info.strip()
                self._apart(Block("code", text=text, language=info.split(" ")[0]))
            case "formula":
                self._apart(Block("formula", text=token.content))
            case "hr":
                self._begin_item()
                self._text.put(f"<hr style='background-color: {self._colours.border};'>")
            case "blockquote":
                self._quote(token)
            case "bullet" | "ordered" | "list":
                self._list(token)
            case "dd":
                self._text.end_list()
                self._here.level += token.nesting
            case "footnote":
                self._footnote(token)
            case "table" | "tr" | "th" | "td":
                rows = self._table.read(token)
                if rows:
                    self._apart(Block("table", rows=rows))

    @property
    def _here(self) -> _Place:
        return self._places[-1]

    def _set_style(self, token: Token) -> None:
        if token.type == "heading_open":
            self._style = heading(token.tag, self._colours)
        elif token.type == "dt_open":
            self._style = TERM
        elif token.type == "paragraph_open":
            self._style = TIGHT if token.hidden else LOOSE

    def _line(self, html: str) -> None:
        """Write a line of words, behind the marker or the mark that it may have."""
        if self._label:
            html, self._label = f"{raised_html(self._label, self._colours)}&nbsp;{html}", ""
        if self._item is not None:
            self._begin_item(html, self._style)
        else:
            self._text.paragraph(html, self._style, self._here.level)
        if self._text.length > LONG_ENOUGH:
            self._end_text()

    def _begin_item(self, html: str = "", style: str = TIGHT) -> None:
        """Write the marker of the item that has been opened, with words behind it, if there is one."""
        if self._item is None:
            return
        here, task = self._here, self._item.meta.get("task")
        self._item = None
        if task is not None:
            self._text.task(html, style, here.level, done=bool(task))
            return
        number = here.numbers[-1]
        self._text.item(html, style, here.level, number)
        if number is not None:
            here.numbers[-1] = number + 1

    def _list(self, token: Token) -> None:
        here = self._here
        self._begin_item()
        if token.type == "list_item_open":
            self._item = token
        elif token.nesting > 0:
            start = token.attrGet("start")
            self._text.end_list()
            ordered = token.type == "ordered_list_open"
            here.numbers.append(int(1 if start is None else start) if ordered else None)
            here.level += 1
        elif token.type != "list_item_close":
            self._text.end_list()
            here.numbers.pop()
            here.level -= 1

    def _quote(self, token: Token) -> None:
        self._begin_item()
        if self._plainly:
            self._text.end_list()
            self._here.level += token.nesting
        elif token.nesting > 0:
            self._end_text()
            here = self._here
            self._continued = min(self._continued, len(here.bars))
            bar = here.base + indent(here.level)
            if len(here.bars) < _DEEPEST_QUOTE:
                self._places.append(_Place(bar + _QUOTE, (*here.bars, bar)))
            else:
                self._places.append(_Place(here.base, here.bars))
        else:
            self._end_text()
            self._places.pop()
            self._continued = min(self._continued, len(self._here.bars))

    def _footnote(self, token: Token) -> None:
        self._begin_item()
        if token.nesting > 0:
            self._label = str(token.meta.get("label", ""))
        elif self._label:
            self._line("")

    def _apart(self, block: Block) -> None:
        """Add what stands apart from running text."""
        self._begin_item()
        if self._label:
            self._line("")
        if self._plainly:
            self._text.put(self._as_text(block))
            return
        self._end_text()
        self._add(block)

    def _as_text(self, block: Block) -> str:
        within = f"margin: 8px 0; -qt-block-indent: {self._here.level};"
        if block.kind == "table":
            return table_html(block.rows)
        if block.kind == "formula":
            return f"<p style='{within}'>{formula_html(block.text, 'display')}</p>"
        return f"<pre style='background-color: {self._colours.code}; {within}'>{words(block.text)}</pre>"

    def _end_text(self) -> None:
        html = self._text.take()
        if html:
            self._add(Block("text", html=html))

    def _add(self, block: Block) -> None:
        here = self._here
        side = here.base if block.kind == "text" else here.base + indent(here.level)
        if not side and not here.bars:
            self._blocks.append(block)
            self._continued = 0
            return
        continued = min(self._continued, len(here.bars))
        self._blocks.append(replace(block, indent=side, bars=here.bars, continued=continued))
        self._continued = len(here.bars)
