"""What a model thought before it answered: folded away, and never lost."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QTextEdit, QWidget

from desktop_app.ui.markdown.blocks import Block, MarkdownReader
from desktop_app.ui.transcript.gradual import GradualReader
from desktop_app.ui.transcript.means import Key, ThoughtState, colours_of
from desktop_app.ui.widgets.icons import pixmap
from desktop_app.ui.widgets.theme import GRID, theme_of

if TYPE_CHECKING:
    from desktop_app.ui.transcript.blocks import BlockView

_ICON = 16
_INDENT = 4 * GRID


class FoldButton(QPushButton):
    """A quiet line with an arrow, which points down while what is below is unfolded."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("kind", "fold")
        self.setCheckable(True)
        self.setAutoDefault(False)

    def set_words(self, words: str) -> None:
        """Say what is folded."""
        if words != self.text():
            self.setText(words)
            self.setAccessibleName(words)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the words and the arrow."""
        super().paintEvent(event)
        icon = pixmap("down" if self.isChecked() else "right", theme_of(self.window()).muted, _ICON)
        QPainter(self).drawPixmap(GRID, (self.height() - _ICON) // 2, icon)


class ThoughtBlock(QWidget):
    """A button that says how much was thought; pressed, it shows the thought below."""

    changed = Signal()
    """It was unfolded or folded, and takes another height."""
    link_activated = Signal(str)

    def __init__(self, reader: MarkdownReader, make: Callable[[QWidget], "BlockView"], parent: QWidget) -> None:
        super().__init__(parent)
        self._reader = GradualReader(reader)
        self._make = make
        self._view: BlockView | None = None
        self._block = Block("thought")
        self._key: Key = ()
        self._state = ThoughtState()
        self._growing = False
        self._button = FoldButton(self)
        self._button.clicked.connect(self._on_clicked)

    def set_thought(self, block: Block, state: ThoughtState, key: Key, *, growing: bool) -> None:
        """Say how long the thought is, and that it becomes longer where it does."""
        self._block, self._state, self._key, self._growing = block, state, key, growing
        said = self.tr("Thinking … {n} words") if block.open else self.tr("Thoughts · {n} words")
        self._button.set_words(said.replace("{n}", f"{len(block.text.split()):,}"))
        self._button.setChecked(state.unfolded)
        self._show()

    def texts(self) -> list[QTextEdit]:
        """Return the texts that are to be seen, from top to bottom."""
        return self._view.texts() if self._view is not None and self._state.unfolded else []

    def height_for(self, width: int) -> int:
        """Return the height at that width, for which it is laid out."""
        self._button.adjustSize()
        self._button.move(-GRID, 0)
        height = self._button.height()
        if self._view is None or not self._state.unfolded:
            return height
        inner = self._view.height_for(width - _INDENT)
        self._view.setGeometry(_INDENT, height + GRID, width - _INDENT, inner)
        return height + GRID + inner

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the bar beside the words."""
        if self._view is not None and self._state.unfolded:
            top = self._button.height() + GRID
            colour = QColor(theme_of(self.window()).border)
            QPainter(self).fillRect(3, top, 2, self.height() - top, colour)

    def _show(self) -> None:
        if self._state.unfolded:
            if self._view is None:
                self._view = self._make(self)
                self._view.changed.connect(self.changed)
                self._view.link_activated.connect(self.link_activated)
            muted = theme_of(self.window()).muted
            self._view.set_colour(muted)
            blocks = self._reader.blocks(self._block.text, colours_of(self)._replace(text=muted))
            while self._reader.unfinished:
                blocks = self._reader.go_on()
            self._view.show_blocks(blocks, self._key, growing=self._growing)
        if self._view is not None:
            self._view.setVisible(self._state.unfolded)
        self.update()

    @Slot()
    def _on_clicked(self) -> None:
        self._state.unfolded = self._button.isChecked()
        self._show()
        self.changed.emit()
