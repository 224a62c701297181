"""Paints a drawn formula as a picture in one colour."""

from math import ceil

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontInfo, QFontMetricsF, QImage, QPainter, QTextCharFormat
from PySide6.QtSvg import QSvgRenderer

from desktop_app.domain.formulas import FormulaDrawing

_WIDEST = 8_000
"""Pixels of a picture in each direction; a formula of pages in very large letters is made smaller."""
Alignment = QTextCharFormat.VerticalAlignment


def block_picture(drawing: FormulaDrawing, font: QFont, colour: str, ratio: float) -> QImage:
    """Return a formula that stands on lines of its own."""
    return _painted(drawing, font, colour, ratio, above=0.0, below=0.0)


def line_picture(drawing: FormulaDrawing, font: QFont, colour: str, ratio: float) -> tuple[QImage, Alignment]:
    """Return a formula for a line of text, and how the line has to align it for both to stand on the same ground.

    Qt's text puts either the middle of a picture on the ground line or lets it hang by as much as letters do; so the
    picture gets empty pixels above or below until one of both fits.
    """
    size = _em(font)
    depth, hanging = drawing.depth * size, QFontMetricsF(font).descent()
    if depth <= hanging:
        picture = _painted(drawing, font, colour, ratio, above=0.0, below=hanging - depth)
        return picture, Alignment.AlignBaseline
    over = drawing.height * size - depth
    picture = _painted(drawing, font, colour, ratio, above=max(0.0, depth - over), below=max(0.0, over - depth))
    return picture, Alignment.AlignMiddle


def _em(font: QFont) -> float:
    """Return the size of letters, in pixels."""
    return float(QFontInfo(font).pixelSize())


def _painted(drawing: FormulaDrawing, font: QFont, colour: str, ratio: float, *, above: float, below: float) -> QImage:
    size = _em(font)
    width, height = drawing.width * size, drawing.height * size
    scale = min(ratio, _WIDEST / max(width, height + above + below))
    pixels = QSize(max(1, ceil(width * scale)), max(1, ceil((height + above + below) * scale)))
    image = QImage(pixels, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(scale)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    QSvgRenderer(QByteArray(drawing.svg.encode())).render(painter, QRectF(0, above, width, height))
    # Only the shapes count: a formula in the colour of the paper would not be seen.
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
    painter.fillRect(QRectF(0, 0, width + 1, height + above + below + 1), QColor(colour))
    painter.end()
    return image
