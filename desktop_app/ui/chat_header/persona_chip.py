"""The chip that says who answers."""

from PySide6 import QtCore
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from desktop_app.ui.widgets.buttons import Chip
from desktop_app.ui.widgets.portrait import paint_portrait
from desktop_app.ui.widgets.theme import theme_of

_LEAD = 16
_LEFT = 4
_SIDE = 20
_GLYPH = 14


class PersonaChip(Chip):
    """A name behind a small portrait."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent, kind="state", lead=_LEAD)
        self.setAccessibleName(self.tr("Persona"))
        self._glyph = ""
        self._picture: QImage | None = None

    def set_persona(self, glyph: str, name: str, picture: QImage | None) -> None:
        """Say who answers."""
        self._glyph, self._picture = glyph, picture
        self.setAccessibleDescription(name)
        self.set_words(name)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the portrait before the words."""
        super().paintEvent(event)
        theme, painter = theme_of(self.window()), QPainter(self)
        place = QRect(_LEFT, (self.height() - _SIDE) // 2, _SIDE, _SIDE)
        if self._picture is not None:
            paint_portrait(painter, place, self._glyph, self._picture, theme.hover, theme.text)
        else:
            painter.setPen(theme.text)
            if painter.fontMetrics().height() > _SIDE:  # large text; the place is as large as it was
                font = painter.font()
                font.setPixelSize(_GLYPH)
                painter.setFont(font)
            painter.drawText(place, QtCore.Qt.AlignmentFlag.AlignCenter, self._glyph)
