"""Says that a message holds characters that nobody sees, and shows them on request."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from desktop_app.domain.hidden_characters import hidden_characters, shown_plainly, shown_wholly
from desktop_app.ui.widgets.buttons import TextButton


class HiddenMark(TextButton):
    """A button below a text that hides something; not there otherwise."""

    toggled_by_user = Signal()
    """The text is to be shown in the other way."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("", kind="flat", parent=parent)
        self._count = 0
        self._whole = False
        self.clicked.connect(self._on_clicked)
        self.hide()

    def begin(self) -> None:
        """Forget what was asked for another message."""
        self._whole = False

    def shown(self, text: str) -> str:
        """Return `text` as it is to be shown, and say what it hides."""
        self._count = len(hidden_characters(text))
        self.setVisible(bool(self._count))
        self._write()
        return shown_wholly(text) if self._whole else shown_plainly(text)

    def _write(self) -> None:
        one = self._count == 1
        if self._whole:
            words = self.tr("⟂ {count} hidden character is written out · Hide it")
            words = words if one else self.tr("⟂ {count} hidden characters are written out · Hide them")
        else:
            words = self.tr("⟂ {count} hidden character · Show it")
            words = words if one else self.tr("⟂ {count} hidden characters · Show them")
        self.setText(words.replace("{count}", str(self._count)))

    @Slot()
    def _on_clicked(self) -> None:
        self._whole = not self._whole
        self.toggled_by_user.emit()
