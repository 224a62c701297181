"""A button that is seen only when it is wanted, and can always be reached by the keyboard."""

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QEnterEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QWidget

from desktop_app.ui.widgets.icons import pixmap
from desktop_app.ui.widgets.text import no_smaller
from desktop_app.ui.widgets.theme import RADIUS, theme_of

_AROUND = 10
"""What is around the icon, in pixels."""
_ARROWS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right)


class HoverButton(QAbstractButton):
    """An icon that keeps its place while it is faint, so that nothing moves when it appears.

    It draws all of itself: there are many of these, and the style sheet would take its time over each.
    """

    def __init__(self, icon_name: str, name: str, *, size: int = 18, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon_name = icon_name
        self._made_for = self._size = size
        self._faint = False
        self.fit()
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(name)
        self.setToolTip(name)

    def fit(self) -> None:
        """Be as large as the text around wants it; to be called where that changes, as there are many of these."""
        self._size = no_smaller(self._made_for, self.font())
        self.setFixedSize(self._size + _AROUND, self._size + _AROUND)

    def set_faint(self, *, faint: bool) -> None:
        """Be seen, or not."""
        if faint != self._faint:
            self._faint = faint
            self.update()

    def is_faint(self) -> bool:
        """Tell whether the button is not to be seen."""
        return self._faint

    def sizeHint(self) -> QSize:
        """Return the size that it always has."""
        return QSize(self._size + _AROUND, self._size + _AROUND)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave the arrows to what the button is in: they walk there."""
        if event.key() in _ARROWS:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Show that it can be pressed."""
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Show it no more."""
        super().leaveEvent(event)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the button unless it is faint."""
        if self._faint:
            return
        theme = theme_of(self.window())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        usable, hovered = self.isEnabled(), self.underMouse()
        if usable and (hovered or self.isDown()):
            painter.setBrush(QColor(theme.selected if self.isDown() else theme.hover))
        painter.setPen(QPen(QColor(theme.accent), 2) if self.hasFocus() else Qt.PenStyle.NoPen)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), RADIUS - 1, RADIUS - 1)
        colour = theme.border if not usable else theme.text if hovered else theme.muted
        left, top = (self.width() - self._size) // 2, (self.height() - self._size) // 2
        painter.drawPixmap(left, top, pixmap(self._icon_name, colour, self._size))
