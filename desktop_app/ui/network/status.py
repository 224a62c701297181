"""The quiet line at the foot of the sidebar: how many connections there were since the start."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from desktop_app.domain.network import NetworkCounts
from desktop_app.ui.widgets.icons import pixmap
from desktop_app.ui.widgets.text import in_proportion, plain_tooltip, scaled
from desktop_app.ui.widgets.theme import GRID, RADIUS, theme_of

_HEIGHT = 28
_ICON = 14
_SCALE = 0.9


class NetworkLine(QAbstractButton):
    """Says it in one line; pressed, it leads to all of it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = "lock"
        self._colour = "muted"
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def show_counts(self, counts: NetworkCounts, summary: str, *, watched: bool) -> None:
        """Say how much there was; `summary` says it more exactly."""
        self._icon, self._colour = "lock", "muted"
        if counts.refused or not watched:
            self._icon, self._colour = "problem", "danger"
        elif counts.beyond or counts.names:
            self._icon = "network"
        words = self._words(counts) if watched else self.tr("Connections are not watched")
        self.setText(words)
        self.setAccessibleName(self.tr("Network: {words}").replace("{words}", words))
        self.setAccessibleDescription(summary)
        self.setToolTip(plain_tooltip(self.tr("Since the start: {summary}").replace("{summary}", summary)))
        self.update()

    def _words(self, counts: NetworkCounts) -> str:
        if counts.refused:
            words = self.tr("1 attempt refused") if counts.refused == 1 else self.tr("{n} attempts refused")
            return words.replace("{n}", str(counts.refused))
        one = counts.beyond == 1
        if counts.here:
            words = self.tr("1 connection out, {here} local") if one else self.tr("{n} connections out, {here} local")
        else:
            words = self.tr("1 connection since start") if one else self.tr("{n} connections since start")
        return words.replace("{n}", str(counts.beyond)).replace("{here}", str(counts.here))

    def sizeHint(self) -> QSize:
        """Return the height of a line; as wide as there is room."""
        return QSize(120, in_proportion(_HEIGHT, self.font()))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the sign under that of the user, and the words."""
        theme = theme_of(self.window())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QColor(theme.accent) if self.hasFocus() else Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.hover) if self.underMouse() or self.isDown() else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(ground, RADIUS, RADIUS)
        colour = getattr(theme, self._colour)
        painter.drawPixmap(3 * GRID + 1, (self.height() - _ICON) // 2, pixmap(self._icon, colour, _ICON))
        painter.setFont(scaled(self.font(), _SCALE))
        painter.setPen(QColor(colour))
        room = self.rect().adjusted(5 * GRID + 16, 0, -2 * GRID, 0)
        words = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), words)
