"""A field to search in: a glass before the words, Esc empties it."""

from PySide6.QtCore import QEvent, Qt, Slot
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop_app.ui.widgets.icons import icon
from desktop_app.ui.widgets.theme import theme_of


class SearchField(QLineEdit):
    """One line of words to look for; `name` is both its placeholder and its accessible name."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText(name)
        self.setAccessibleName(name)
        self.setProperty("kind", "search")
        self.setMaxLength(1000)
        self._glass = self.addAction(icon("search", theme_of(self).muted, 16), QLineEdit.ActionPosition.LeadingPosition)
        self._clearing: QAction | None = None
        self.textChanged.connect(self._on_text_changed)

    def event(self, event: QEvent) -> bool:
        """Keep Esc from the window's shortcuts while there is something to empty."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            is_escape = event.key() == Qt.Key.Key_Escape
            if is_escape and self.text():
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Empty the field on Esc."""
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_clearing"):
            muted = theme_of(self.window()).muted
            self._glass.setIcon(icon("search", muted, 16))
            if self._clearing is not None:
                self._clearing.setIcon(icon("close", muted, 16))

    @Slot(str)
    def _on_text_changed(self, text: str) -> None:
        if self._clearing is None:
            muted = theme_of(self.window()).muted
            self._clearing = self.addAction(icon("close", muted, 16), QLineEdit.ActionPosition.TrailingPosition)
            self._clearing.setToolTip(self.tr("Empty the search field (Esc)"))
            self._clearing.triggered.connect(self.clear)
        self._clearing.setVisible(bool(text))
