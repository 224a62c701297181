"""A check box whose box can be seen in every theme."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QCheckBox

from desktop_app.ui.widgets.icons import pixmap
from desktop_app.ui.widgets.theme import theme_of

_BOX = 18
_TICK = 14
_GAP = 8
_RING = 2


class CheckBox(QCheckBox):
    """Draws its own box, tick and focus ring; everything else is Qt's."""

    def sizeHint(self) -> QSize:
        """Return the room for box and words."""
        words = self.fontMetrics().size(int(Qt.TextFlag.TextShowMnemonic), self.text())
        return QSize(_BOX + _GAP + words.width() + 2 * _RING, max(_BOX, words.height()) + 2 * _RING)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the box and the words."""
        theme = theme_of(self.window())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRect(_RING, (self.height() - _BOX) // 2, _BOX, _BOX)
        painter.setBrush(QColor(theme.accent if self.isChecked() else theme.raised))
        painter.setPen(QColor(theme.accent if self.isChecked() or self.hasFocus() else theme.muted))
        painter.drawRoundedRect(box.toRectF().adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.toRectF().adjusted(-1.5, -1.5, 1.5, 1.5), 6, 6)
        if self.isChecked():
            inset = (_BOX - _TICK) // 2
            painter.drawPixmap(box.left() + inset, box.top() + inset, pixmap("check", theme.accent_text, _TICK))
        painter.setPen(QColor(theme.text if self.isEnabled() else theme.muted))
        words = self.rect().adjusted(box.right() + 1 + _GAP, 0, 0, 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextShowMnemonic, self.text())
