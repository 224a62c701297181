"""What widgets of the first paint need of Qt's own namespace, got without it.

`PySide6.QtCore.Qt` makes all of its enumerations when it is first asked for, which takes the tenth part of the time
until the first paint. Properties take the same values as numbers; and where a pen or a brush could be given as one of
those values too, PySide6 looks at them whatever it is given.
"""

from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPalette
from PySide6.QtWidgets import QAbstractScrollArea, QLabel, QWidget

_TAB_FOCUS = 1
_STRONG_FOCUS = 11
_PLAIN_TEXT = 0
_AS_NEEDED = 0
_ALWAYS_OFF = 1


def focus_by_tab(widget: QWidget) -> None:
    """Let `widget` take the focus by Tab, but not by a click."""
    widget.setProperty("focusPolicy", _TAB_FOCUS)


def focus_by_tab_and_click(widget: QWidget) -> None:
    """Let `widget` take the focus by Tab and by a click."""
    widget.setProperty("focusPolicy", _STRONG_FOCUS)


def show_plain_text(label: QLabel) -> None:
    """Let `label` show its text letter by letter, whatever markup it looks like."""
    label.setProperty("textFormat", _PLAIN_TEXT)


def scroll_only_down(area: QAbstractScrollArea) -> None:
    """Never offer a scroll bar at the bottom of `area`."""
    area.setProperty("horizontalScrollBarPolicy", _ALWAYS_OFF)


def offer_to_scroll(area: QAbstractScrollArea, *, offered: bool) -> None:
    """Offer a scroll bar at the side of `area` where it is needed, or never."""
    area.setProperty("verticalScrollBarPolicy", _AS_NEEDED if offered else _ALWAYS_OFF)


def fill(painter: QPainter, shape: QPainterPath, colour: str) -> None:
    """Fill `shape` with a colour (#rrggbb)."""
    painter.fillPath(shape, _brush(colour))


def stroke(painter: QPainter, shape: QPainterPath, colour: str) -> None:
    """Draw along the edge of `shape` in a colour (#rrggbb)."""
    pen = painter.pen()
    pen.setColor(QColor(colour))
    painter.strokePath(shape, pen)


def _brush(colour: str) -> QBrush:
    mixed = QPalette()
    mixed.setColor(QPalette.ColorRole.Base, QColor(colour))
    return mixed.brush(QPalette.ColorRole.Base)
