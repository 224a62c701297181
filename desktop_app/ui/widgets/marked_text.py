"""Text in which some words are marked, painted on a few lines."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRect
from PySide6.QtGui import QColor, QFont, QPainter, QTextCharFormat, QTextLayout, QTextOption

Ranges = Sequence[tuple[int, int]]


def draw_marked(
    painter: QPainter, room: QRect, text: str, ranges: Ranges, *, colour: str, mark: str, lines: int = 1
) -> None:
    """Draw `text` in the painter's font on up to `lines` lines, the rest as …, the ranges bold and in `mark`."""
    painter.setPen(QColor(colour))
    layout = _laid_out(painter, room, text, ranges, mark, lines)
    if layout.lineCount() > lines:
        last = layout.lineAt(lines - 1)
        end = last.textStart() + last.textLength()
        while end > 0:
            shorter = text[:end].rstrip() + "…"
            layout = _laid_out(painter, room, shorter, [(a, min(b, end)) for a, b in ranges if a < end], mark, lines)
            if layout.lineCount() <= lines:
                break
            end -= 1
    layout.draw(painter, QPointF(room.topLeft()))


def _laid_out(painter: QPainter, room: QRect, text: str, ranges: Ranges, mark: str, lines: int) -> QTextLayout:
    layout = QTextLayout(text, painter.font())
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.setFormats([_format(start, end, mark) for start, end in ranges])
    layout.beginLayout()
    y = 0.0
    # One line more than wanted tells whether something is left.
    while layout.lineCount() <= lines:
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(room.width())
        line.setPosition(QPointF(0, y))
        y += painter.fontMetrics().lineSpacing()
    layout.endLayout()
    return layout


def _format(start: int, end: int, mark: str) -> QTextLayout.FormatRange:
    marked = QTextLayout.FormatRange()
    marked.start, marked.length = start, end - start
    look = QTextCharFormat()
    look.setForeground(QColor(mark))
    look.setFontWeight(QFont.Weight.DemiBold)
    marked.format = look
    return marked
