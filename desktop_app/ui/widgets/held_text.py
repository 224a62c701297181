"""Fields that give back to the letter what was put into them, as long as nobody changed it.

Qt's own make a space of a no-break space, one line end of every kind, and cut what is long.
"""

from PySide6.QtWidgets import QLineEdit

from desktop_app.ui.widgets.exact_text import exact_text
from desktop_app.ui.widgets.text_box import TextBox

_LONGEST = 1_000_000
"""Characters that a line takes before it cuts."""


class HeldBox(TextBox):
    """A box for several lines."""

    _held = _shown = ""

    def hold(self, text: str) -> None:
        """Show a text."""
        self.setPlainText(text)
        self._held, self._shown = text, self.toPlainText()

    def words(self) -> str:
        """Return the text that it holds, or what was written in its place."""
        document = self.document()
        if self.toPlainText() == self._shown:
            return self._held
        return exact_text(document, 0, document.characterCount() - 1)


class HeldLine(QLineEdit):
    """One line."""

    def __init__(self) -> None:
        super().__init__()
        self._held = self._shown = ""
        self.setMaxLength(_LONGEST)

    def hold(self, text: str) -> None:
        """Show a text, from its beginning."""
        self.setText(text)
        self.setCursorPosition(0)
        self._held, self._shown = text, self.text()

    def is_changed(self) -> bool:
        """Tell whether something else was written."""
        return self.text() != self._shown

    def words(self) -> str:
        """Return the text that it holds, or what was written in its place, with single spaces."""
        return " ".join(self.text().split()) if self.is_changed() else self._held
