"""The blocks of one message, below each other."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QTextEdit, QWidget

from desktop_app.ui.markdown.blocks import Block
from desktop_app.ui.transcript.block_widgets import BlockWidget, BlockWidgets
from desktop_app.ui.transcript.means import Key, Means
from desktop_app.ui.widgets.code_block import CodeBlock
from desktop_app.ui.widgets.rich_text import RichText
from desktop_app.ui.widgets.theme import DARK, GRID, theme_of

_GAP = 3 * GRID
_BETWEEN_TEXTS = 2 * GRID
_BAR = 3
_COLOURED_WHILE_GROWING = 2_000
"""Code that is longer gets its colours once nothing is added any more: colouring it all again would be felt."""


class BlockView(QWidget):
    """Keeps the widgets of blocks that did not change: while an answer streams, only its last block is made anew."""

    link_activated = Signal(str)
    changed = Signal()
    """Something was unfolded or folded: the blocks take another height."""

    def __init__(self, means: Means, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_StaticContents)  # what grows at its end is not all drawn anew
        self._blocks: list[Block] = []
        self._shown: list[BlockWidget] = []
        self._means = means
        self._version = 0
        self._widgets = BlockWidgets(means, partial(BlockView, means), self)
        self._widgets.link_activated.connect(self.link_activated)
        self._widgets.changed.connect(self._on_changed)
        self._key: Key = ()
        self._look: tuple[bool, bool, str] | None = None
        self._colourless: int | None = None
        """The place of code that grows and has not got all of its colours yet."""
        self._measured: list[tuple[int, int]] = []
        """The width and the height of the first blocks, as long as they are laid out for those."""

    def set_colour(self, colour: str) -> None:
        """Show running text in `colour`, not in that of the theme, from the next blocks on."""
        self._widgets.colour = colour

    def show_blocks(self, blocks: Sequence[Block], key: Key = (), *, growing: bool = False) -> None:
        """Show these blocks of what `key` names; the last one may be `growing`."""
        if not growing:
            blocks = [replace(block, open=False) if block.open else block for block in blocks]
        look = (theme_of(self.window()) is DARK, self._means.unfolded, self.font().toString())
        same = 0
        if look == self._look and key == self._key:
            while same < min(len(blocks), len(self._blocks)) and blocks[same] == self._blocks[same]:
                same += 1
        last = len(blocks) - 1
        if self._colourless is not None and not (growing and self._colourless == last):
            same, self._colourless = min(same, self._colourless), None
        if growing and same == last and (look, key) == (self._look, self._key) and self._continue(last, blocks[last]):
            self._colourless = last
            same += 1
        self._key, self._look = key, look
        before, self._shown = self._shown[same:], self._shown[:same]
        self._widgets.put_aside(self._widgets.unfit(before, blocks[same:]))
        for place in range(same, len(blocks)):
            widget = before[place - same] if place - same < len(before) else None
            going_on = growing and place == last
            self._shown.append(self._widgets.show(blocks[place], (*key, place), widget, growing=going_on))
        self._blocks = list(blocks)
        del self._measured[max(min(same, last), 0) :]
        self._show_pictures(same)

    def _show_pictures(self, count: int) -> None:
        """Show pictures that have come since, in the first blocks, which stayed as they were."""
        if self._means.version != self._version:
            self._measured.clear()
            for place in range(count):
                if self._blocks[place].has_pictures:
                    self._widgets.show(self._blocks[place], (*self._key, place), self._shown[place], growing=False)
        self._version = self._means.version

    def height_for(self, width: int) -> int:
        """Return the height of all blocks at that width, for which they are laid out."""
        y = 0
        before: Block | None = None
        for place, (block, widget) in enumerate(zip(self._blocks, self._shown, strict=True)):
            if before is not None:
                y += _BETWEEN_TEXTS if before.kind == block.kind == "text" else _GAP
            left = min(block.indent, width // 2)
            if place >= len(self._measured) or self._measured[place][0] != width:
                height = widget.height_for(width - left)
                widget.setGeometry(left, y, width - left, height)
                self._measured[place:] = [(width, height)]
            y += self._measured[place][1]
            before = block
        if any(block.bars for block in self._blocks):
            self.update()
        return y

    def ideal_width(self, most: int) -> int:
        """Return the width that the text would take, `most` when it would take more."""
        widest = 0
        self._measured.clear()
        for widget in self._shown:
            widget.height_for(most)
            if isinstance(widget, RichText):
                widest = max(widest, int(widget.document().idealWidth()) + 1)
        return min(widest, most)

    def texts(self) -> list[QTextEdit]:
        """Return the texts of the blocks, from top to bottom."""
        return [text for widget in self._shown for text in self._widgets.texts(widget)]

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the bars of quotes, each as far down as its quote goes."""
        if not any(block.bars for block in self._blocks):
            return
        painter = QPainter(self)
        colour = QColor(theme_of(self.window()).border)
        bottom = 0
        for block, widget in zip(self._blocks, self._shown, strict=True):
            for number, bar in enumerate(block.bars):
                top = bottom if number < block.continued else widget.y()
                painter.fillRect(bar, top, _BAR, widget.geometry().bottom() + 1 - top, colour)
            bottom = widget.geometry().bottom() + 1

    def _continue(self, place: int, block: Block) -> bool:
        """Add to long code what came to it; tell whether it is that."""
        before = self._blocks[place] if place < len(self._blocks) else None
        widget = self._shown[place] if before is not None else None
        if before is None or not isinstance(widget, CodeBlock) or len(before.text) < _COLOURED_WHILE_GROWING:
            return False
        if before.language != block.language or block.kind != "code" or not block.text.startswith(before.text):
            return False
        widget.add_code(block.text[len(before.text) :])
        return True

    @Slot()
    def _on_changed(self) -> None:
        self._measured.clear()
        self.changed.emit()
