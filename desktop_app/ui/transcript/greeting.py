"""What a persona said before anybody asked it anything: above the first message, and no message itself."""

from datetime import UTC, datetime

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QContextMenuEvent, QFont
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QWidget

from desktop_app.domain.messages import Message, MessageStatus, Role
from desktop_app.ui.transcript.body import MessageBody
from desktop_app.ui.transcript.means import Means
from desktop_app.ui.transcript.model import Welcome, accessible_name
from desktop_app.ui.widgets.accessible_list import show_as
from desktop_app.ui.widgets.portrait import Portrait
from desktop_app.ui.widgets.row_pool import RowWidget
from desktop_app.ui.widgets.text import scaled
from desktop_app.ui.widgets.theme import COLUMN_WIDTH, GRID

_PORTRAIT = 22
_NEVER = datetime.fromtimestamp(0, UTC)


class GreetingRow(RowWidget):
    """Looks like an answer, but for what can be done with one: it is not stored."""

    link_activated = Signal(str)
    grown = Signal()
    """There is more to see of the same greeting."""

    def __init__(self, means: Means, parent: QWidget) -> None:
        super().__init__(parent)
        show_as(self, "group")
        self._words = ""
        self._header = QLabel(self)
        self._header.setTextFormat(Qt.TextFormat.PlainText)
        self._portrait = Portrait(_PORTRAIT, self)
        self._body = MessageBody(means, self)
        self._body.link_activated.connect(self.link_activated)
        self._body.grown.connect(self.grown)

    def show_greeting(self, greeting: Welcome) -> None:
        """Show what was said, and who said it."""
        speaker, self._words = greeting.speaker, greeting.greeting
        said = Message(0, "", None, Role.ASSISTANT, self._words, MessageStatus.COMPLETE, _NEVER)
        self.setAccessibleName(accessible_name(said))
        self._portrait.show_portrait(speaker.glyph, speaker.picture)
        self._portrait.setVisible(speaker.picture is not None)
        glyph = "" if speaker.picture is not None else speaker.glyph
        self._header.setText(f"{glyph}  {speaker.name}" if glyph else speaker.name)
        self._header.setFont(scaled(self.font(), 1.0, QFont.Weight.DemiBold))
        self._body.show_message(said)

    def set_width(self, width: int) -> int:
        """Lay out as an answer is, for that width, and return the height it takes."""
        column = min(COLUMN_WIDTH, width - 8 * GRID)
        left, y = (width - column) // 2, 2 * GRID
        height = max(self._header.sizeHint().height(), 0 if self._portrait.isHidden() else _PORTRAIT)
        beside = 0 if self._portrait.isHidden() else _PORTRAIT + 2 * GRID
        self._portrait.move(left, y + (height - _PORTRAIT) // 2)
        self._header.setGeometry(left + beside, y, column - beside, height)
        y += height + GRID
        height = self._body.height_for(column)
        self._body.setGeometry(left, y, column, height)
        return y + height + 4 * GRID

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer to copy it."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(self.tr("Copy")).triggered.connect(self._copy)
        menu.popup(event.globalPos())

    @Slot()
    def _copy(self) -> None:
        QApplication.clipboard().setText(self._words)
