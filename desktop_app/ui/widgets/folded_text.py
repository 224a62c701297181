"""A text under a heading that unfolds it, to be read and copied letter by letter."""

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QFontDatabase, QPainter, QPaintEvent, QResizeEvent, QTextOption
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from desktop_app.ui.widgets.buttons import TextButton
from desktop_app.ui.widgets.card import Card
from desktop_app.ui.widgets.icons import pixmap
from desktop_app.ui.widgets.theme import GRID, RADIUS, theme_of

_MOST = 200_000
"""Characters shown; more would hold up the window."""
_ICON = 14
_HIGHEST = 280


class _Heading(TextButton):
    """Draws an arrow before its words, which points to what it opens."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the arrow over what the style draws."""
        super().paintEvent(event)
        arrow = pixmap("down" if self.isChecked() else "right", theme_of(self.window()).muted, _ICON)
        QPainter(self).drawPixmap(2 * GRID, (self.height() - _ICON) // 2, arrow)


class FoldedText(QWidget):
    """Shows nothing but the heading until that is pressed."""

    def __init__(self, heading: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = ""
        self.heading = _Heading(heading, kind="fold")
        self.heading.setCheckable(True)
        self.heading.setStyleSheet("text-align: left;")
        self.field = QPlainTextEdit()
        self.field.setReadOnly(True)
        self.field.setAccessibleName(heading)
        self.field.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.field.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.field.setTabChangesFocus(True)
        self.field.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._card = Card(ground="code", edge="border", radius=RADIUS)
        inner = QVBoxLayout(self._card)
        inner.setContentsMargins(GRID, GRID, GRID, GRID)
        inner.addWidget(self.field)
        self._card.setFixedHeight(_HIGHEST)
        self._card.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addWidget(self.heading)
        column.addWidget(self._card)
        self.heading.toggled.connect(self._on_toggled)

    def set_text(self, text: str) -> None:
        """Take another text; what is folded away costs nothing."""
        self._text = text
        if self.heading.isChecked():
            self._show()

    def text(self) -> str:
        """Return all of the text."""
        return self._text

    @Slot(bool)
    def _on_toggled(self, unfolded: bool) -> None:
        self._card.setVisible(unfolded)
        if unfolded:
            self._show()

    def _show(self) -> None:
        shown = self._text[:_MOST]
        if self.field.toPlainText() != shown:
            place = self.field.verticalScrollBar().value()
            self.field.setPlainText(shown)
            self.field.verticalScrollBar().setValue(place)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Have room for other line breaks."""
        super().resizeEvent(event)
        if self.heading.isChecked():
            QTimer.singleShot(0, self, self._fit)  # the field itself has its width a moment later

    @Slot()
    def _fit(self) -> None:
        lines = min(max(self.field.document().lineCount(), 3), 14)
        self._card.setFixedHeight(min(lines * self.field.fontMetrics().lineSpacing() + 6 * GRID, _HIGHEST))
