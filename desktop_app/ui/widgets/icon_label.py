"""An icon that is only looked at."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QLabel, QWidget

from desktop_app.ui.widgets.icons import pixmap
from desktop_app.ui.widgets.theme import theme_of


class IconLabel(QLabel):
    """An icon in a colour of the theme; a screen reader passes over it."""

    def __init__(self, icon_name: str, *, size: int = 16, colour: str = "muted", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon_name = icon_name
        self._size = size
        self._colour = colour
        self.setFixedSize(size, size)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._tint()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._tint()

    def _tint(self) -> None:
        self.setPixmap(pixmap(self._icon_name, getattr(theme_of(self.window()), self._colour), self._size))
