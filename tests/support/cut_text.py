"""Finds text that has not the room it needs."""

from collections.abc import Iterator

from PySide6.QtWidgets import (
    QAbstractButton,
    QCheckBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QTabBar,
    QWidget,
)

from desktop_app.ui.network.status import NetworkLine
from desktop_app.ui.widgets.buttons import Chip
from desktop_app.ui.widgets.text import ElidedLabel


def cut_texts(window: QWidget) -> list[str]:
    """Return what is cut off in a window; what ends in … on purpose only has to be high enough."""
    return [problem for widget in window.findChildren(QWidget) if widget.isVisible() for problem in _problems(widget)]


def _problems(widget: QWidget) -> Iterator[str]:
    words = widget.text() if isinstance(widget, QAbstractButton | QLabel) else ""
    name = f"{type(widget).__name__} “{widget.accessibleName() or words}”"
    high, wide = _need(widget)
    if widget.height() < high:
        yield f"{name} is {widget.height()} high and needs {high}"
    if widget.width() < wide:
        yield f"{name} is {widget.width()} wide and needs {wide}"
    parent = widget.parentWidget()
    if wide and parent is not None and not parent.rect().contains(widget.geometry()) and not _scrolls(parent):
        yield f"{name} reaches out of what it is in: {widget.geometry()} in {parent.rect()}"


def _need(widget: QWidget) -> tuple[int, int]:
    """Return the height and width that the text of a widget needs, 0 for none."""
    metrics = widget.fontMetrics()
    match widget:
        case ElidedLabel() | Chip() | NetworkLine() | QLineEdit():
            return metrics.height(), 0
        case QLabel() if widget.wordWrap() and widget.text():
            words = max((metrics.horizontalAdvance(word) for word in widget.text().split()), default=0)
            return widget.heightForWidth(widget.width()), words
        case QLabel() if widget.text():  # an emoji alone is lower than a line
            return min(metrics.height(), widget.sizeHint().height()), widget.sizeHint().width()
        case QCheckBox() | QRadioButton():
            return metrics.height(), widget.sizeHint().width()
        case QPushButton() if widget.text():
            return metrics.height(), widget.minimumSizeHint().width()
        case QAbstractButton() if widget.text():
            return metrics.height(), metrics.horizontalAdvance(widget.text())
        case QTabBar():
            return metrics.height(), sum(widget.tabRect(tab).width() for tab in range(widget.count()))
        case QPlainTextEdit():
            return metrics.height(), 0
    return 0, 0


def _scrolls(parent: QWidget) -> bool:
    """Tell whether a widget shows a part of what it is in by scrolling."""
    return parent.objectName() == "qt_scrollarea_viewport" or any(
        above.objectName() == "qt_scrollarea_viewport" for above in _above(parent)
    )


def _above(widget: QWidget) -> Iterator[QWidget]:
    above = widget.parentWidget()
    while above is not None:
        yield above
        above = above.parentWidget()
