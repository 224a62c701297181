"""The blocks of one message, below each other."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QTextEdit, QWidget

from desktop_app.ui.markdown.blocks import Block
from desktop_app.ui.markdown.highlighting import code_html
from desktop_app.ui.markdown.html import plain_html
from desktop_app.ui.widgets.code_block import CodeBlock
from desktop_app.ui.widgets.rich_text import RichText
from desktop_app.ui.widgets.theme import DARK, GRID, theme_of

_GAP = 2 * GRID
_QUOTE = 4 * GRID
_COLOURED_WHILE_GROWING = 2_000
"""Code that is longer gets its colours once nothing is added any more: colouring it all again would be felt."""


class BlockView(QWidget):
    """Keeps the widgets of blocks that did not change: while an answer streams, only its last block is made anew."""

    link_activated = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._blocks: list[Block] = []
        self._widgets: list[RichText | CodeBlock] = []
        self._dark: bool | None = None
        self._colourless: int | None = None
        """The place of code that grows and has not got all of its colours yet."""

    def show_blocks(self, blocks: Sequence[Block], *, growing: bool = False) -> None:
        """Show these blocks; the last one may be `growing`."""
        dark = theme_of(self.window()) is DARK
        same = 0
        if dark == self._dark:
            while same < min(len(blocks), len(self._blocks)) and blocks[same] == self._blocks[same]:
                same += 1
        last = len(blocks) - 1
        if self._colourless is not None and not (growing and self._colourless == last):
            same, self._colourless = min(same, self._colourless), None
        for place in range(same, len(blocks)):
            if growing and place == last and dark == self._dark and self._continue(place, blocks[place]):
                self._colourless = place
            else:
                self._show(place, blocks[place], dark=dark)
        for widget in self._widgets[len(blocks) :]:
            widget.hide()
            widget.deleteLater()
        del self._widgets[len(blocks) :]
        self._blocks = list(blocks)
        self._dark = dark

    def height_for(self, width: int) -> int:
        """Return the height of all blocks at that width, for which they are laid out."""
        y = 0
        for block, widget in zip(self._blocks, self._widgets, strict=True):
            indent = _QUOTE if block.kind == "quote" else 0
            height = widget.height_for(width - indent)
            widget.setGeometry(indent, y, width - indent, height)
            y += height + _GAP
        self.update()
        return max(y - _GAP, 0)

    def ideal_width(self, most: int) -> int:
        """Return the width that the text would take, `most` when it would take more."""
        widest = 0
        for widget in self._widgets:
            widget.height_for(most)
            if isinstance(widget, RichText):
                widest = max(widest, int(widget.document().idealWidth()) + 1)
        return min(widest, most)

    def texts(self) -> list[QTextEdit]:
        """Return the texts of the blocks, from top to bottom."""
        return [widget.text if isinstance(widget, CodeBlock) else widget for widget in self._widgets]

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the bars of quotes."""
        painter = QPainter(self)
        for block, widget in zip(self._blocks, self._widgets, strict=True):
            if block.kind == "quote":
                painter.fillRect(0, widget.y(), 3, widget.height(), QColor(theme_of(self.window()).border))

    def _continue(self, place: int, block: Block) -> bool:
        """Add to long code what came to it; tell whether it is that."""
        before = self._blocks[place] if place < len(self._blocks) else None
        widget = self._widgets[place] if before is not None else None
        if before is None or not isinstance(widget, CodeBlock) or len(before.text) < _COLOURED_WHILE_GROWING:
            return False
        if before.language != block.language or block.kind != "code" or not block.text.startswith(before.text):
            return False
        widget.add_code(block.text[len(before.text) :])
        return True

    def _show(self, place: int, block: Block, *, dark: bool) -> None:
        kind = CodeBlock if block.kind == "code" else RichText
        if place < len(self._widgets) and not isinstance(self._widgets[place], kind):
            self._widgets[place].hide()
            self._widgets[place].deleteLater()
            self._widgets[place] = self._make(kind)
        elif place >= len(self._widgets):
            self._widgets.append(self._make(kind))
        widget = self._widgets[place]
        if isinstance(widget, CodeBlock):
            widget.set_code(block.text, block.language, code_html(block.text, block.language, dark=dark))
        elif block.kind == "plain":
            widget.setHtml(plain_html(block.text))
        else:
            widget.setHtml(block.html)

    def _make(self, kind: type[RichText] | type[CodeBlock]) -> RichText | CodeBlock:
        widget = kind(self)
        if isinstance(widget, RichText):
            widget.link_activated.connect(self.link_activated)
        widget.show()
        return widget
