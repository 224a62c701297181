"""A box that one of several things is chosen from."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QComboBox, QSizePolicy, QWidget

from desktop_app.ui.widgets.icons import pixmap
from desktop_app.ui.widgets.theme import GRID, RADIUS, theme_of

_ARROW = 16
_LEAST = 34
_LEAST_WIDTH = 96


class ChoiceBox(QComboBox):
    """Draws itself as the fields and buttons around it look; what there is no room for is cut."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMaxVisibleItems(12)

    def sizeHint(self) -> QSize:
        """Return the size of a field as high as its letters need."""
        return QSize(2 * _LEAST_WIDTH, max(_LEAST, self.fontMetrics().height() + 4 * GRID))

    def minimumSizeHint(self) -> QSize:
        """Let layouts squeeze it."""
        return QSize(_LEAST_WIDTH, self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the frame, the choice and an arrow."""
        theme = theme_of(self.window())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = 2 if self.hasFocus() else 1
        painter.setPen(QPen(QColor(theme.accent if self.hasFocus() else theme.border), width))
        painter.setBrush(QColor(theme.hover if self.underMouse() else theme.raised))
        inset = width / 2
        painter.drawRoundedRect(self.rect().toRectF().adjusted(inset, inset, -inset, -inset), RADIUS, RADIUS)
        room = self.rect().adjusted(3 * GRID, 0, -_ARROW - 3 * GRID, 0)
        words = self.fontMetrics().elidedText(self.currentText(), Qt.TextElideMode.ElideRight, room.width())
        painter.setPen(QColor(theme.text))
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)
        place = self.width() - _ARROW - 2 * GRID, (self.height() - _ARROW) // 2
        painter.drawPixmap(*place, pixmap("down", theme.muted, _ARROW))
