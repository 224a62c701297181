"""The widgets that show blocks, used again for others: making them is what scrolling would be felt by."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QTextEdit, QWidget

from desktop_app.ui.markdown.blocks import Block
from desktop_app.ui.markdown.highlighting import code_html
from desktop_app.ui.markdown.html import formula_html, plain_html
from desktop_app.ui.markdown.tables import table_html
from desktop_app.ui.transcript.illustrating import Illustrator
from desktop_app.ui.transcript.means import Key, Means, States, ThoughtState
from desktop_app.ui.transcript.thoughts import ThoughtBlock
from desktop_app.ui.widgets.code_block import CodeBlock, CodeState
from desktop_app.ui.widgets.pictured_text import Filled
from desktop_app.ui.widgets.rich_text import RichText
from desktop_app.ui.widgets.table_block import TableBlock, TableState
from desktop_app.ui.widgets.theme import DARK, theme_of
from desktop_app.ui.widgets.wide_text import WideText

if TYPE_CHECKING:
    from desktop_app.ui.transcript.blocks import BlockView

BlockWidget = RichText | CodeBlock | TableBlock | ThoughtBlock
_SPARE = 6
"""Widgets of each kind that are kept for other blocks."""
_KINDS: dict[str, type[BlockWidget]] = {
    "text": RichText,
    "plain": RichText,
    "formula": WideText,
    "code": CodeBlock,
    "table": TableBlock,
    "thought": ThoughtBlock,
}


class BlockWidgets(QObject):
    """Shows blocks in widgets of one parent."""

    link_activated = Signal(str)
    changed = Signal()
    """One of them takes another height."""

    def __init__(self, means: Means, nested: Callable[[QWidget], "BlockView"], parent: QWidget) -> None:
        super().__init__(parent)
        self._means = means
        self._nested = nested
        self.colour = ""
        """The colour of running text, that of the theme where there is none."""
        self._parent = parent
        self._illustrator = Illustrator(means, parent)
        self._spare: dict[type[BlockWidget], list[BlockWidget]] = {}

    def put_aside(self, widgets: Iterable[BlockWidget]) -> None:
        """Keep widgets that are not needed for now, as many as may be needed again."""
        for widget in widgets:
            widget.hide()
            spare = self._spare.setdefault(type(widget), [])
            if len(spare) < _SPARE:
                spare.append(widget)
            else:
                widget.deleteLater()

    def unfit(self, widgets: Sequence[BlockWidget], blocks: Sequence[Block]) -> list[BlockWidget]:
        """Return the widgets that cannot show the block that comes in their place."""
        fit = [type(widget) is _KINDS[block.kind] for widget, block in zip(widgets, blocks, strict=False)]
        fit += [False] * (len(widgets) - len(fit))
        return [widget for widget, fits in zip(widgets, fit, strict=True) if not fits]

    def show(self, block: Block, key: Key, widget: BlockWidget | None, *, growing: bool) -> BlockWidget:
        """Return a widget that shows `block`, the one in its place where that can."""
        kind = _KINDS[block.kind]
        if widget is None or type(widget) is not kind:
            spare = self._spare.get(kind)
            widget = spare.pop() if spare else self._make(kind)
        self._fill(widget, block, key, growing=growing)
        widget.show()
        return widget

    def texts(self, widget: BlockWidget) -> list[QTextEdit]:
        """Return the texts of a widget, from top to bottom."""
        if isinstance(widget, ThoughtBlock):
            return widget.texts()
        return [widget] if isinstance(widget, RichText) else [widget.text]

    def _make(self, kind: type[BlockWidget]) -> BlockWidget:
        widget: BlockWidget
        if issubclass(kind, ThoughtBlock):
            widget = ThoughtBlock(self._means.reader, self._nested, self._parent)
        else:
            widget = kind(self._parent)
        if not isinstance(widget, CodeBlock):
            widget.link_activated.connect(self.link_activated)
        if not isinstance(widget, RichText):
            widget.changed.connect(self.changed)
        return widget

    def _fill(self, widget: BlockWidget, block: Block, key: Key, *, growing: bool) -> None:
        states = States.all_unfolded(key) if self._means.unfolded else self._means.states
        if isinstance(widget, CodeBlock):
            dark = theme_of(self._parent.window()) is DARK
            colour = partial(code_html, language=block.language, dark=dark)
            widget.set_code(block.text, block.language, colour, states.code.setdefault(key, CodeState()))
        elif isinstance(widget, TableBlock):
            state = states.tables.setdefault(key, TableState())
            widget.set_rows(block.rows, lambda rows: self._illustrator.fill(table_html(rows)), state)
        elif isinstance(widget, ThoughtBlock):
            widget.set_thought(block, states.thoughts.setdefault(key, ThoughtState()), key, growing=growing)
        elif block.kind == "plain":
            widget.show_html(Filled(plain_html(block.text), {}))
        elif block.kind == "formula":
            widget.show_html(self._formula(block.text))
        else:
            html = f"<div style='color: {self.colour};'>{block.html}</div>" if self.colour else block.html
            widget.show_html(self._illustrator.fill(html, colour=self.colour, width=self._parent.width()))

    def _formula(self, tex: str) -> Filled:
        """Return a formula on lines of its own, in the middle; as it is written where it is not drawn."""
        filled = self._illustrator.fill(formula_html(tex, "apart"))
        side = "center" if filled.pictures else "left"
        return filled._replace(html=f"<p align='{side}' style='margin: 0;'>{filled.html}</p>")
