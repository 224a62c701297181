"""Tabs in a row, each with a count."""

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QStyle, QStyleOptionTab, QTabBar, QWidget

from desktop_app.ui.widgets.text import in_proportion, scaled
from desktop_app.ui.widgets.theme import RADIUS, Theme, theme_of

_HEIGHT = 36
_PADDING = 10
_GAP = 6
_LINE = 2
_PILL_HEIGHT = 18
_PILL_PADDING = 6


class CountedTabBar(QTabBar):
    """Draws its tabs itself: words, a count in a pill, and a line under the one that is chosen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._counts: dict[int, str] = {}
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setUsesScrollButtons(False)
        self.setElideMode(Qt.TextElideMode.ElideNone)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def set_count(self, tab: int, count: int) -> None:
        """Show how much there is under a tab; a screen reader hears it too."""
        self._counts[tab] = self.locale().toString(count)
        self.setAccessibleTabName(tab, f"{self.tabText(tab)}, {self._counts[tab]}")
        self.updateGeometry()
        # Qt asks for the sizes of tabs only when their words change.
        self.setTabText(tab, self.tabText(tab))

    def tabSizeHint(self, index: int) -> QSize:
        """Return the room for words and count."""
        words = self._font(chosen=True)
        width = _text_width(words, self.tabText(index)) + 2 * _PADDING
        return QSize(width + self._pill_width(index), in_proportion(_HEIGHT, self.font()))

    def minimumTabSizeHint(self, index: int) -> QSize:
        """Never squeeze a tab."""
        return self.tabSizeHint(index)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw all tabs."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = theme_of(self.window())
        for tab in range(self.count()):
            self._paint_tab(painter, tab, theme)

    def _paint_tab(self, painter: QPainter, tab: int, theme: Theme) -> None:
        option = QStyleOptionTab()
        self.initStyleOption(option, tab)
        chosen = tab == self.currentIndex()
        lively = chosen or bool(option.state & QStyle.StateFlag.State_MouseOver)
        room = self.tabRect(tab)
        inner = room.adjusted(_PADDING, 0, -_PADDING, -_LINE)
        font = self._font(chosen=chosen)
        painter.setFont(font)
        painter.setPen(QColor(theme.text if lively else theme.muted))
        painter.drawText(inner, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self.tabText(tab))
        beside = inner.adjusted(_text_width(font, self.tabText(tab)) + _GAP, 0, 0, 0)
        self._paint_pill(painter, tab, beside, theme, chosen=chosen)
        painter.setPen(Qt.PenStyle.NoPen)
        if chosen:
            painter.setBrush(QColor(theme.accent))
            line = QRectF(inner.left(), room.bottom() - _LINE + 1, inner.width(), _LINE)
            painter.drawRoundedRect(line, _LINE / 2, _LINE / 2)
        if chosen and self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QColor(theme.accent))
            painter.drawRoundedRect(room.toRectF().adjusted(1.5, 2.5, -1.5, -4.5), RADIUS - 2, RADIUS - 2)

    def _paint_pill(self, painter: QPainter, tab: int, room: QRect, theme: Theme, *, chosen: bool) -> None:
        count = self._counts.get(tab)
        if count is None:
            return
        width = self._pill_width(tab) - _GAP
        height = in_proportion(_PILL_HEIGHT, self.font())
        pill = QRectF(room.left(), room.center().y() - height / 2 + 1, width, height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.selected if chosen else theme.hover))
        painter.drawRoundedRect(pill, height / 2, height / 2)
        painter.setFont(scaled(self.font(), 0.8))
        painter.setPen(QColor(theme.text if chosen else theme.muted))
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, count)

    def _pill_width(self, tab: int) -> int:
        count = self._counts.get(tab)
        if count is None:
            return 0
        least = in_proportion(_PILL_HEIGHT, self.font()) + 2
        return max(_text_width(scaled(self.font(), 0.8), count) + 2 * _PILL_PADDING, least) + _GAP

    def _font(self, *, chosen: bool) -> QFont:
        return scaled(self.font(), 0.96, QFont.Weight.DemiBold if chosen else QFont.Weight.Medium)


def _text_width(font: QFont, text: str) -> int:
    return QFontMetrics(font).horizontalAdvance(text)
