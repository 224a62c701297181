"""What a message is shown as: blocks below each other, each with a widget of its own."""

from dataclasses import dataclass
from typing import Literal

BlockKind = Literal["text", "code", "table", "formula", "thought", "plain"]


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a message: `html` for running text, the `text` itself for code, formulas, thoughts and plain text."""

    kind: BlockKind
    html: str = ""
    text: str = ""
    language: str = ""
    rows: tuple[str, ...] = ()
    """The rows of a table as HTML, the first one its head."""
    indent: int = 0
    """Where it begins, in pixels from the side."""
    bars: tuple[int, ...] = ()
    """Where the bars of the quotes stand that it is in."""
    continued: int = 0
    """How many of these bars go on from the block above."""
    open: bool = False
    """Whether a thought has not come to its end."""

    @property
    def has_pictures(self) -> bool:
        """Whether there are places of pictures in it, such as formulas."""
        return self.kind in {"formula", "thought"} or "<img " in self.html or any("<img " in row for row in self.rows)
