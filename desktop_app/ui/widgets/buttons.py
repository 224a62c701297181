"""Buttons with themed icons, and chips."""

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QPushButton, QStyle, QStyleOptionButton, QStylePainter, QToolButton, QWidget

from desktop_app.ui.widgets.icons import icon
from desktop_app.ui.widgets.text import without_mnemonic
from desktop_app.ui.widgets.theme import theme_of

_THEME_CHANGES = (QEvent.Type.PaletteChange, QEvent.Type.StyleChange, QEvent.Type.EnabledChange)


class IconButton(QToolButton):
    """A button that is only an icon; `colour` and `disabled_colour` name colours of the theme.

    It takes the focus by Tab but not by a click, which would take the cursor away from the text being written.
    """

    def __init__(
        self, icon_name: str, name: str, *, size: int = 18, colour: str = "muted", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._icon_name = icon_name
        self._colour = colour
        self.setIconSize(QSize(size, size))
        self.setFixedSize(size + 14, size + 14)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.set_meaning(icon_name, name)

    def set_meaning(self, icon_name: str, name: str, tooltip: str | None = None) -> None:
        """Change what the button looks like and is called."""
        self._icon_name = icon_name
        self.setAccessibleName(name)
        self.setToolTip(tooltip or name)
        self._tint()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if event.type() in _THEME_CHANGES:
            self._tint()

    def _tint(self) -> None:
        theme = theme_of(self.window())
        colour = getattr(theme, self._colour) if self.isEnabled() else theme.muted
        self.setIcon(icon(self._icon_name, colour, self.iconSize().width()))


class TextButton(QPushButton):
    """A button with words and, where wanted, an icon; `kind` chooses its look in the style sheet."""

    def __init__(
        self, text: str, *, kind: str = "", icon_name: str = "", colour: str = "text", parent: QWidget | None = None
    ) -> None:
        super().__init__(f" {without_mnemonic(text)}" if icon_name else without_mnemonic(text), parent)
        self._icon_name = icon_name
        self._colour = colour
        self.setProperty("kind", kind)
        self.setAccessibleName(text)
        self.setAutoDefault(False)
        self._tint()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if event.type() in _THEME_CHANGES:
            self._tint()

    def _tint(self) -> None:
        if self._icon_name:
            self.setIcon(icon(self._icon_name, getattr(theme_of(self.window()), self._colour), 18))


class Chip(QPushButton):
    """A small rounded button whose words are cut where there is no room."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "chip")
        self.setAccessibleName(name)
        self.setAutoDefault(False)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def minimumSizeHint(self) -> QSize:
        """Let layouts squeeze the chip."""
        whole = self.sizeHint()
        return QSize(min(whole.width(), 72), whole.height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the button with as much of its words as fits."""
        painter = QStylePainter(self)
        option = QStyleOptionButton()
        self.initStyleOption(option)
        room = self.style().subElementRect(QStyle.SubElement.SE_PushButtonContents, option, self)
        option.text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        painter.drawControl(QStyle.ControlElement.CE_PushButton, option)
