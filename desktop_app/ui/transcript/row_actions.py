"""What can be done with a message: a row of small buttons below it."""

from PySide6.QtCore import QEvent, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from desktop_app.domain.messages import Message
from desktop_app.ui.widgets.hover_button import HoverButton

HEIGHT = 28
"""The room that the buttons keep, seen or not."""


class RowActions(QWidget):
    """Seen on hover and focus; its place is kept, and it can always be reached by Tab."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._message: Message | None = None
        self._wanted = False
        self._copy = HoverButton("copy", self.tr("Copy"), size=16, parent=self)
        self._copy.clicked.connect(self._on_copy)
        self._copy.installEventFilter(self)
        self.resize(self._copy.size())

    def show_for(self, message: Message) -> None:
        """Offer what can be done with `message`."""
        self._message = message
        self._copy.setVisible(bool(message.content))
        self._show()

    def set_wanted(self, *, wanted: bool) -> None:
        """Be seen, or only while the keyboard is on one of the buttons."""
        self._wanted = wanted
        self._show()

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        """Show the buttons while the keyboard is on one of them."""
        if event.type() in {QEvent.Type.FocusIn, QEvent.Type.FocusOut}:
            self._show()
        return False

    def _show(self) -> None:
        self._copy.set_faint(faint=not (self._wanted or self._copy.hasFocus()))

    @Slot()
    def _on_copy(self) -> None:
        if self._message is not None:
            QGuiApplication.clipboard().setText(self._message.content)
