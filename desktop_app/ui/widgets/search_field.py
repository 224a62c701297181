"""A field to search in: a glass before the words, a cross behind them."""

from PySide6 import QtCore
from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop_app.ui.widgets.buttons import IconButton
from desktop_app.ui.widgets.icons import pixmap
from desktop_app.ui.widgets.theme import theme_of

_GLASS = 16
_GLASS_LEFT = 12
_TEXT_LEFT = 28


class SearchField(QLineEdit):
    """One line of words to look for; `name` is both its placeholder and its accessible name."""

    down_pressed = Signal()
    """One wants to go on to what was found."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText(name)
        self.setAccessibleName(name)
        self.setMaxLength(1000)
        self.setTextMargins(_TEXT_LEFT, 0, 0, 0)
        self._cross: IconButton | None = None
        self.textChanged.connect(self._on_text_changed)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go on downwards; every other key is the line's own."""
        if event.key() == QtCore.Qt.Key.Key_Down:
            self.down_pressed.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the glass."""
        super().paintEvent(event)
        picture = pixmap("search", theme_of(self.window()).muted, _GLASS)
        QPainter(self).drawPixmap(_GLASS_LEFT, (self.height() - _GLASS) // 2, picture)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the cross at the end."""
        super().resizeEvent(event)
        self._place_cross()

    @Slot(str)
    def _on_text_changed(self, text: str) -> None:
        if self._cross is None:
            self._cross = IconButton("close", self.tr("Empty the search field"), size=14, parent=self)
            self._cross.clicked.connect(self.clear)
            self._place_cross()
        self._cross.setVisible(bool(text))
        self.setTextMargins(_TEXT_LEFT, 0, self._cross.width() if text else 0, 0)

    def _place_cross(self) -> None:
        if self._cross is not None:
            side = self._cross.width()
            self._cross.move(self.width() - side - 3, (self.height() - side) // 2)
