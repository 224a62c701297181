"""A line that shows how far something is, with a button to stop it."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QSizePolicy, QWidget

from desktop_app.ui.widgets.buttons import TextButton
from desktop_app.ui.widgets.theme import GRID, theme_of

_FINE = 1000
_HEIGHT = 6


class ThinBar(QProgressBar):
    """A progress bar that is only a line."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setTextVisible(False)
        self.setRange(0, _FINE)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Return the size of a line."""
        return QSize(120, _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """Let layouts squeeze it."""
        return QSize(40, _HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw how far it is."""
        theme = theme_of(self.window())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        whole = QRectF(self.rect())
        painter.setBrush(QColor(theme.border))
        painter.drawRoundedRect(whole, _HEIGHT / 2, _HEIGHT / 2)
        whole.setWidth(max(whole.width() * self.value() / _FINE, _HEIGHT))
        painter.setBrush(QColor(theme.accent))
        painter.drawRoundedRect(whole, _HEIGHT / 2, _HEIGHT / 2)


class ProgressRow(QWidget):
    """A bar called `name` and a button called `stop_name`."""

    stopped = Signal()

    def __init__(self, name: str, stop_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bar = ThinBar(name)
        self.stop_button = TextButton(self.tr("Cancel"), kind="flat")
        self.stop_button.setAccessibleName(stop_name)
        self.stop_button.clicked.connect(self.stopped)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2 * GRID)
        row.addWidget(self.bar, 1)
        row.addWidget(self.stop_button)

    def set_share(self, share: float) -> None:
        """Show how much is done, from 0 to 1."""
        self.bar.setValue(round(_FINE * share))
