"""Text that widgets show: cut to fit, and never taken for markup."""

from PySide6 import QtCore
from PySide6.QtCore import QSize
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QWidget

from desktop_app.ui.widgets.early import show_plain_text
from desktop_app.ui.widgets.theme import TEXT_POINTS


def plain_tooltip(text: str) -> str:
    """Return `text` such that a tooltip shows it letter by letter, whatever markup it looks like."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace("\n", "<br>")
    return f"<span>{escaped}</span>" if text else ""


def without_mnemonic(text: str) -> str:
    """Return `text` such that a button or menu shows its ampersands."""
    return text.replace("&", "&&")


def scaled(font: QFont, factor: float, weight: QFont.Weight | None = None) -> QFont:
    """Return `font` in another size and, when given, another weight."""
    changed = QFont(font)
    if font.pointSizeF() > 0:
        changed.setPointSizeF(font.pointSizeF() * factor)
    else:
        changed.setPixelSize(round(font.pixelSize() * factor))
    if weight is not None:
        changed.setWeight(weight)
    return changed


def in_proportion(pixels: int, font: QFont) -> int:
    """Return what `pixels`, made for ordinary text, come to beside text in `font`."""
    points = font.pointSizeF() if font.pointSizeF() > 0 else font.pixelSize() * 0.75
    return max(1, round(pixels * points / TEXT_POINTS))


def no_smaller(pixels: int, font: QFont) -> int:
    """Return the same for what has to be hit: beside small text it stays as it was made."""
    return max(pixels, in_proportion(pixels, font))


class ElidedLabel(QLabel):
    """A line of plain text with … for what there is no room for: its end, or with `keep_end` its middle."""

    def __init__(self, text: str = "", *, keep_end: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._keep_end = keep_end
        show_plain_text(self)

    def minimumSizeHint(self) -> QSize:
        """Let layouts squeeze the label to a few letters."""
        return QSize(min(self.sizeHint().width(), self.fontMetrics().averageCharWidth() * 5), self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw as much of the text as fits."""
        if not self.text():
            return
        room = self.contentsRect()
        modes = QtCore.Qt.TextElideMode
        mode = modes.ElideMiddle if self._keep_end else modes.ElideRight
        line = self.fontMetrics().elidedText(self.text(), mode, room.width())
        QPainter(self).drawText(room, self.alignment(), line)
