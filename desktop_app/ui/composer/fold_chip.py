"""The chip that a folded text is seen as."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from desktop_app.ui.widgets.icons import pixmap
from desktop_app.ui.widgets.text import plain_tooltip, scaled
from desktop_app.ui.widgets.theme import GRID, theme_of

_ICON = 14
_RADIUS = 5
_SCALE = 0.93
_PREVIEW = 600


class FoldChip(QAbstractButton):
    """As high as a line of text; pressed, it unfolds, and Del or Backspace takes it out."""

    removed = Signal()

    def __init__(self, name: str, text: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._selected = False
        self.setText(name)
        self.setAccessibleName(name)
        self.setAccessibleDescription(self.tr("Press to unfold"))
        self.setToolTip(plain_tooltip(f"{text[:_PREVIEW]}…" if len(text) > _PREVIEW else text))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFont(scaled(parent.font(), _SCALE))

    def set_selected(self, selected: bool) -> None:
        """Look as the words beside it do that are selected."""
        if selected != self._selected:
            self._selected = selected
            self.update()

    def sizeHint(self) -> QSize:
        """Return the room for the sign and all words."""
        # With a little more than the words take, whose widths are rounded.
        words = self.fontMetrics().horizontalAdvance(self.text()) + GRID
        return QSize(words + _ICON + 5 * GRID, self.fontMetrics().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Unfold on Enter, too; take the text out on Del and Backspace."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.click()
        elif event.key() in {Qt.Key.Key_Delete, Qt.Key.Key_Backspace}:
            self.removed.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the sign and the words on a ground of their own."""
        theme = theme_of(self.window())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(theme.accent if self.hasFocus() else theme.border))
        ground = theme.selected if self.isDown() or self.underMouse() else theme.hover
        sign, words_colour = (theme.accent_text,) * 2 if self._selected else (theme.muted, theme.text)
        painter.setBrush(QColor(theme.accent if self._selected else ground))
        painter.drawRoundedRect(self.rect().toRectF().adjusted(1.5, 0.5, -1.5, -0.5), _RADIUS, _RADIUS)
        painter.drawPixmap(2 * GRID, (self.height() - _ICON) // 2, pixmap("text", sign, _ICON))
        words = self.rect().adjusted(3 * GRID + _ICON, 0, -2 * GRID, 0)
        painter.setPen(QColor(words_colour))
        line = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, words.width())
        painter.drawText(words, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), line)
