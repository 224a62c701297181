"""Buttons with themed icons, and chips.

Icons are drawn over what the style draws, in the colour of the present theme: nothing has to follow a change of it.
"""

from PySide6 import QtCore
from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QPushButton, QToolButton, QWidget

from desktop_app.ui.widgets.early import focus_by_tab
from desktop_app.ui.widgets.icons import pixmap
from desktop_app.ui.widgets.text import no_smaller, without_mnemonic
from desktop_app.ui.widgets.theme import theme_of

_AROUND = 14
"""What a button leaves empty around its icon, both sides together, in pixels."""
_LEADING_ICON = 18
_LEADING_LEFT = 11
_CHIP_PADDING = 24
_CHIP_LEAST = 72
_SLACK = 4  # widths of text are rounded


class IconButton(QToolButton):
    """A button that is only an icon; `colour` names one of the theme.

    It takes the focus by Tab but not by a click, which would take the cursor away from the text being written.
    """

    def __init__(
        self, icon_name: str, name: str, *, size: int = 18, colour: str = "muted", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._icon_name = icon_name
        self._made_for = self._size = size
        self._colour = colour
        self._fit()
        focus_by_tab(self)
        self.setAccessibleName(name)
        self.setToolTip(name)

    def changeEvent(self, event: QEvent) -> None:
        """Grow with the text around."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _fit(self) -> None:
        self._size = no_smaller(self._made_for, self.font())
        self.setFixedSize(self._size + _AROUND, self._size + _AROUND)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the icon in the middle; at rest a button has no ground, and the style would take long to draw none."""
        if self.underMouse() or self.isDown() or self.isChecked() or self.hasFocus():
            super().paintEvent(event)
        theme = theme_of(self.window())
        colour = theme.text if self.underMouse() else getattr(theme, self._colour)
        if not self.isEnabled():
            colour = theme.border
        left, top = (self.width() - self._size) // 2, (self.height() - self._size) // 2
        QPainter(self).drawPixmap(left, top, pixmap(self._icon_name, colour, self._size))


class TextButton(QPushButton):
    """A button with words and perhaps an icon before them; `kind` chooses its look in the style sheet."""

    def __init__(self, text: str, *, kind: str = "", icon_name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setText(without_mnemonic(text))
        self._icon_name = icon_name
        self.setProperty("kind", "leading" if icon_name else kind)
        self.setAccessibleName(text)
        self.setAutoDefault(False)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the words and the icon before them."""
        super().paintEvent(event)
        if self._icon_name:
            top = (self.height() - _LEADING_ICON) // 2
            colour = theme_of(self.window()).text
            QPainter(self).drawPixmap(_LEADING_LEFT, top, pixmap(self._icon_name, colour, _LEADING_ICON))


class Chip(QPushButton):
    """A small rounded button whose words are cut where there is no room; `lead` pixels before them are left free."""

    def __init__(self, name: str, parent: QWidget | None = None, *, kind: str = "chip", lead: int = 0) -> None:
        super().__init__(parent)
        self._words = ""
        self._padding = _CHIP_PADDING + lead
        self.setProperty("kind", kind)
        self.setAccessibleName(name)
        self.setAutoDefault(False)
        focus_by_tab(self)

    def set_words(self, words: str) -> None:
        """Show `words`, as far as there is room."""
        self._words = words
        self.updateGeometry()
        self._fit()

    def words(self) -> str:
        """Return all of the words."""
        return self._words

    def sizeHint(self) -> QSize:
        """Return the size that shows all words."""
        return QSize(
            self.fontMetrics().horizontalAdvance(self._words) + self._padding + _SLACK, super().sizeHint().height()
        )

    def minimumSizeHint(self) -> QSize:
        """Let layouts squeeze the chip."""
        whole = self.sizeHint()
        return QSize(min(whole.width(), _CHIP_LEAST), whole.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cut the words anew."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        if not self._words:
            self.setText("")
            return
        room, mode = self.width() - self._padding, QtCore.Qt.TextElideMode.ElideRight
        self.setText(without_mnemonic(self.fontMetrics().elidedText(self._words, mode, room)))
