"""A table as wide as it needs to be, which scrolls sideways; a long one shows its first rows until it is unfolded."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from desktop_app.ui.widgets.buttons import TextButton
from desktop_app.ui.widgets.pictured_text import Filled
from desktop_app.ui.widgets.theme import GRID, theme_of
from desktop_app.ui.widgets.wide_text import WideText

AT_FIRST = 200
"""Rows that are shown until all are asked for."""
_COLUMN = 200
"""Pixels that the columns of a table may have on average before their words wrap."""


@dataclass(slots=True)
class TableState:
    """What somebody chose for a table."""

    whole: bool = False


class TableBlock(QWidget):
    """Shows rows of HTML, the first of which is the head."""

    changed = Signal()
    """It was unfolded or folded, and takes another height."""
    link_activated = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: Sequence[str] = ()
        self._html: Callable[[Sequence[str]], Filled] = lambda _rows: Filled("", {})
        self._state = TableState()
        self._natural = 0.0
        self._text = WideText(self)
        self._text.link_activated.connect(self.link_activated)
        self._text.focused.connect(self.update)
        self._more = TextButton("", kind="flat", parent=self)
        self._more.clicked.connect(self._on_more)

    @property
    def text(self) -> WideText:
        """The table as it is shown."""
        return self._text

    def set_rows(self, rows: Sequence[str], html: Callable[[Sequence[str]], Filled], state: TableState) -> None:
        """Show `rows`, which `html` puts together."""
        self._rows, self._html, self._state = rows, html, state
        self._show()

    def height_for(self, width: int) -> int:
        """Return the height at that width, for which it is laid out."""
        columns = self._rows[0].count("</th>") if self._rows else 1
        room = int(min(self._natural + 1, max(width, columns * _COLUMN)))
        self._text.set_wrapped(wrapped=True, width=room)
        height = self._text.height_for(width)
        self._text.setGeometry(0, 0, width, height)
        if self._more.isHidden():
            return height
        self._more.adjustSize()
        self._more.move(-GRID, height + GRID)
        return height + GRID + self._more.height()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Show where the keyboard is."""
        if self._text.hasFocus():
            painter = QPainter(self)
            painter.setPen(QColor(theme_of(self.window()).accent))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def _show(self) -> None:
        count = len(self._rows) - 1
        shown = self._rows if self._state.whole else self._rows[: AT_FIRST + 1]
        self._text.set_wrapped(wrapped=False, width=0)
        self._text.show_html(self._html(shown))
        self._natural = self._text.document().idealWidth()
        self._more.setVisible(count > AT_FIRST)
        words = self.tr("Show less") if self._state.whole else self.tr("Show all {n} rows")
        self._more.setText(words.replace("{n}", f"{count:,}"))
        self._more.setAccessibleName(self._more.text())

    @Slot()
    def _on_more(self) -> None:
        self._state.whole = not self._state.whole
        self._show()
        self.changed.emit()
