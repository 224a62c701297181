"""Two groups of widgets: side by side where there is room for both, else one below the other."""

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QWidget

from desktop_app.ui.widgets.theme import GRID

_ACROSS = QBoxLayout.Direction.LeftToRight
_DOWN = QBoxLayout.Direction.TopToBottom


class TwoParts(QWidget):
    """Keeps its left part at the left and its right part at the right, as long as both can be seen whole."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parts = (QWidget(self), QWidget(self))
        self.left, self.right = (QHBoxLayout(part) for part in self._parts)
        self._box = QBoxLayout(_ACROSS, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(2 * GRID)
        for row, part in zip((self.left, self.right), self._parts, strict=True):
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(2 * GRID)
            self._box.addWidget(part)
        self._box.setStretch(0, 1)

    def minimumSizeHint(self) -> QSize:
        """Need no more width than the wider part."""
        widths = [part.minimumSizeHint().width() for part in self._parts]
        return QSize(max(widths), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the parts where there is room."""
        super().resizeEvent(event)
        self._arrange()

    def event(self, event: QEvent) -> bool:
        """Look anew when one of the parts has become wider."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._arrange()
        return super().event(event)

    def _arrange(self) -> None:
        needed = sum(part.sizeHint().width() for part in self._parts) + self._box.spacing()
        direction = _ACROSS if needed <= self.width() else _DOWN
        if direction != self._box.direction():
            self._box.setDirection(direction)
