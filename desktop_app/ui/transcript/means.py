"""What all rows share to show messages."""

from collections.abc import Callable
from dataclasses import dataclass, field

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from desktop_app.domain.formulas import Formula, FormulaDrawing
from desktop_app.ui.attachments.gallery import Gallery
from desktop_app.ui.formulas.pictures import FormulaPictures
from desktop_app.ui.markdown.blocks import MarkdownReader
from desktop_app.ui.markdown.html import Colours
from desktop_app.ui.widgets.code_block import AT_ONCE, CodeState
from desktop_app.ui.widgets.table_block import TableState
from desktop_app.ui.widgets.theme import theme_of

Key = tuple[int, ...]
"""A message's id, and the place of a block in it."""


def _no_formula(_formula: Formula) -> FormulaDrawing | None:
    return None


def _no_picture(_attachment: int) -> QImage | None:
    return None


@dataclass(slots=True)
class ThoughtState:
    """What somebody chose for a thought."""

    unfolded: bool = False


@dataclass(slots=True)
class States:
    """What was chosen for blocks of messages; kept while their widgets come and go."""

    code: dict[Key, CodeState] = field(default_factory=dict)
    tables: dict[Key, TableState] = field(default_factory=dict)
    thoughts: dict[Key, ThoughtState] = field(default_factory=dict)

    @classmethod
    def all_unfolded(cls, key: Key) -> "States":
        """Return states that show all there is of one block."""
        return cls({key: CodeState(AT_ONCE)}, {key: TableState(whole=True)}, {key: ThoughtState(unfolded=True)})


class Means(QObject):
    """The reader of Markdown, who draws formulas, whose pictures may be shown, and what has been unfolded."""

    changed = Signal()
    """There are pictures that were not there before."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.reader = MarkdownReader()
        self.states = States()
        self.formula: Callable[[Formula], FormulaDrawing | None] = _no_formula
        self.picture: Callable[[int], QImage | None] = _no_picture
        """Gives the picture of an attachment by its id."""
        self._gallery: Gallery | None = None
        self._awaited: set[int] = set()
        """Attachments whose pictures stand in a text and were not there yet."""
        self.unfolded = False
        """Whether everything is unfolded, such as while something is looked for in it."""
        self.version = 0
        """Counts what came later than it was asked for."""

    def use_formulas(self, formulas: FormulaPictures) -> None:
        """Show formulas as they are drawn there."""
        self.formula = formulas.drawing
        formulas.drawn.connect(self.on_pictures)

    def use_gallery(self, gallery: Gallery) -> None:
        """Show the pictures of attachments where an answer names them."""
        self._gallery = gallery
        self.picture = self._picture_of
        gallery.ready.connect(self._on_ready)

    def unfold(self, *, everything: bool) -> None:
        """Unfold all code, tables and thoughts, or show them as they were left."""
        if everything != self.unfolded:
            self.unfolded = everything
            self.changed.emit()

    def _picture_of(self, attachment_id: int) -> QImage | None:
        found = None if self._gallery is None else self._gallery.picture(attachment_id)
        if found is None:
            self._awaited.add(attachment_id)
        return found

    @Slot(int)
    def _on_ready(self, attachment_id: int) -> None:
        # Most pictures are wanted below a text alone, and change nothing in it.
        if attachment_id in self._awaited:
            self._awaited.discard(attachment_id)
            self.on_pictures()

    @Slot()
    def on_pictures(self) -> None:
        """Show pictures that have come."""
        self.version += 1
        self.changed.emit()


def colours_of(widget: QWidget) -> Colours:
    """Return the colours of the theme that `widget` is shown in."""
    theme = theme_of(widget.window())
    return Colours(theme.link, theme.code, theme.border, theme.muted, theme.text)
