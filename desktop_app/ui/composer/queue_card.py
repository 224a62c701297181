"""The message that waits for the end of an answer, shown above the composer."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from desktop_app.ui.composer.written import Written
from desktop_app.ui.widgets.buttons import IconButton
from desktop_app.ui.widgets.card import Card
from desktop_app.ui.widgets.icon_label import IconLabel
from desktop_app.ui.widgets.text import ElidedLabel, plain_tooltip
from desktop_app.ui.widgets.theme import GRID, RADIUS

_SHOWN = 400
"""Characters of the message that may be seen in one line."""
_TOOLTIP = 1_000


class QueueCard(Card):
    """One line with the beginning of the message, and buttons to write on or to drop it."""

    edit_pressed = Signal()
    remove_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(ground="user_turn", edge="user_turn", radius=RADIUS, parent=parent)
        title = QLabel(self.tr("Next:"))
        title.setProperty("kind", "quiet")
        self._words = ElidedLabel()
        self._edit = edit = IconButton("rename", self.tr("Edit the next message"), size=16)
        self._remove = remove = IconButton("close", self.tr("Remove the next message"), size=16)
        edit.clicked.connect(self.edit_pressed)
        remove.clicked.connect(self.remove_pressed)
        row = QHBoxLayout(self)
        row.setContentsMargins(3 * GRID, 0, GRID, 0)
        row.setSpacing(GRID)
        row.addWidget(IconLabel("hourglass"))
        row.addWidget(title)
        row.addWidget(self._words, 1)
        row.addWidget(edit)
        row.addWidget(remove)

    def come_after(self, last: QWidget) -> None:
        """Follow `last` in the order of the Tab key."""
        QWidget.setTabOrder(last, self._edit)
        QWidget.setTabOrder(self._edit, self._remove)

    def show_written(self, written: Written) -> None:
        """Show the beginning of a message."""
        attached = ", ".join(each.name for each in written.attachments)
        words = " · ".join(filter(None, (" ".join(written.text[:_SHOWN].split()), attached)))
        self._words.setText(words)
        self._words.setAccessibleName(self.tr("Next: {words}").replace("{words}", words))
        self._words.setToolTip(plain_tooltip(written.text[:_TOOLTIP]))
