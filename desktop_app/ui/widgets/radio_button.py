"""A radio button whose ring can be seen in every theme."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QRadioButton

from desktop_app.ui.widgets.theme import theme_of

_CIRCLE = 18
_DOT = 8
_GAP = 8
_RING = 2


class RadioButton(QRadioButton):
    """Draws its own circle, dot and focus ring; everything else is Qt's."""

    def sizeHint(self) -> QSize:
        """Return the room for circle and words."""
        words = self.fontMetrics().size(int(Qt.TextFlag.TextShowMnemonic), self.text())
        return QSize(_CIRCLE + _GAP + words.width() + 2 * _RING, max(_CIRCLE, words.height()) + 2 * _RING)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the circle and the words."""
        theme = theme_of(self.window())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        circle = QRect(_RING, (self.height() - _CIRCLE) // 2, _CIRCLE, _CIRCLE)
        painter.setBrush(QColor(theme.accent if self.isChecked() else theme.raised))
        painter.setPen(QColor(theme.accent if self.isChecked() or self.hasFocus() else theme.muted))
        painter.drawEllipse(circle.toRectF().adjusted(0.5, 0.5, -0.5, -0.5))
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(circle.toRectF().adjusted(-1.5, -1.5, 1.5, 1.5))
        if self.isChecked():
            inset = (_CIRCLE - _DOT) / 2
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.accent_text))
            painter.drawEllipse(circle.toRectF().adjusted(inset, inset, -inset, -inset))
        painter.setPen(QColor(theme.text if self.isEnabled() else theme.muted))
        words = self.rect().adjusted(circle.right() + 1 + _GAP, 0, 0, 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextShowMnemonic, self.text())
