"""A box for several lines of text."""

from PySide6.QtWidgets import QPlainTextEdit, QWidget


class TextBox(QPlainTextEdit):
    """Plain text in a frame, a few lines high; Tab leaves it."""

    def __init__(self, name: str, *, lines: int = 3, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setProperty("kind", "box")
        self.setTabChangesFocus(True)
        self._lines = lines
        self._fit()

    def set_lines(self, lines: int) -> None:
        """Be that many lines high."""
        self._lines = lines
        self._fit()

    def _fit(self) -> None:
        self.setFixedHeight(self.fontMetrics().lineSpacing() * self._lines + 22)
