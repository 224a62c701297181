"""The rounded card that a message is written on."""

from typing import TYPE_CHECKING

from PySide6 import QtCore
from PySide6.QtCore import QEvent, QObject, Signal, Slot
from PySide6.QtGui import QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.ui.composer.editor import MessageEditor
from desktop_app.ui.composer.send_button import SendButton
from desktop_app.ui.widgets.buttons import IconButton
from desktop_app.ui.widgets.card import Card
from desktop_app.ui.widgets.early import offer_to_scroll
from desktop_app.ui.widgets.theme import GRID

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QImage

    from desktop_app.domain.attachments import Attachment
    from desktop_app.ui.composer.footnote import Footnote
    from desktop_app.ui.composer.tray import Tray

_RADIUS = 12
_LEAST_ROOM = 240
_TEXT_MARGIN = 4
"""What Qt leaves free before the text, in pixels."""


class MessageCard(Card):
    """Holds the editor and its buttons, and what is attached; as high as the text, up to a third of the window."""

    next_pressed = Signal()
    """What is written should be sent after the answer that comes."""
    attachments_changed = Signal()
    """Something was taken off."""
    attachment_removed = Signal(object)
    """The `Attachment` that was taken off."""
    picture_wanted = Signal(int)
    """What the attachment with that id looks like is wanted."""
    attachment_opened = Signal(object)
    """An `Attachment` that somebody wants to see all of."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(radius=_RADIUS, parent=parent)
        self._room = _LEAST_ROOM
        self._is_target = False
        self._footnote: Footnote | None = None
        self._tray: Tray | None = None
        self._next_button: IconButton | None = None
        self.attach_button = IconButton("attach", self.tr("Attach files"))
        self.attach_button.setToolTip(self.tr("Attach files (Ctrl+Shift+A)"))
        self.editor = MessageEditor()
        self.button = SendButton()
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        self._rows.setSpacing(0)
        self._row = row = QHBoxLayout()
        row.setSpacing(GRID)
        row.addLayout(_at_bottom(self.attach_button))
        row.addWidget(self.editor, 1)
        row.addSpacing(GRID)
        row.addLayout(_at_bottom(self.button))
        self._rows.addLayout(row)
        self.setFocusProxy(self.editor)
        self.editor.focus_changed.connect(self._show_edge)
        self.editor.height_changed.connect(self._fit)

    def set_room(self, height: int) -> None:
        """Tell how high the window is."""
        self._room = max(height, _LEAST_ROOM)
        self._fit()

    def take_pointer(self) -> None:
        """Show from now on where one can write, and drop something; the first paint does not wait for this."""
        if not self.acceptDrops():
            shapes = QtCore.Qt.CursorShape
            self.setCursor(shapes.IBeamCursor)
            for button in (self.attach_button, self.button):
                button.setCursor(shapes.ArrowCursor)
            self.setAcceptDrops(True)
            self.editor.viewport().installEventFilter(self)

    def show_next_button(self, shown: bool, *, enabled: bool) -> None:
        """Offer to send what is written after the answer that comes, or not."""
        if self._next_button is None and shown:
            self._next_button = IconButton("hourglass", self.tr("Send after this answer"))
            self._next_button.setCursor(QtCore.Qt.CursorShape.ArrowCursor)
            self._next_button.clicked.connect(self.next_pressed)
            self._row.insertWidget(self._row.indexOf(self.editor) + 1, self._next_button)
            self._row.setAlignment(self._next_button, QtCore.Qt.AlignmentFlag.AlignBottom)
            QWidget.setTabOrder(self.editor, self._next_button)
        if self._next_button is not None:
            self._next_button.setVisible(shown)
            self._next_button.setEnabled(enabled)

    def show_footnote(self, words: str, *, warns: bool) -> None:
        """Say something about the message beneath it, or nothing."""
        if self._footnote is None and words:
            from desktop_app.ui.composer.footnote import Footnote  # an empty message has none

            self._footnote = Footnote()
            self._footnote.set_indent(self.attach_button.width() + GRID + _TEXT_MARGIN)
            self._rows.addWidget(self._footnote)
        if self._footnote is not None:
            self._footnote.show_words(words, warns=warns)

    def footnote(self) -> str:
        """Return what is said about the message."""
        return "" if self._footnote is None else self._footnote.words()

    def attachments(self) -> "tuple[Attachment, ...]":
        """Return what is attached."""
        return () if self._tray is None else self._tray.attachments()

    def show_attachments(self, attachments: "Sequence[Attachment]") -> None:
        """Show exactly these."""
        if self._tray is None and attachments:
            from desktop_app.ui.composer.tray import Tray  # an empty message has none

            self._tray = Tray(self.attach_button)
            self._tray.setCursor(QtCore.Qt.CursorShape.ArrowCursor)
            self._tray.changed.connect(self._on_attachments_changed)
            self._tray.picture_wanted.connect(self.picture_wanted)
            self._tray.removed.connect(self.attachment_removed)
            self._tray.opened.connect(self.attachment_opened)
            self._rows.insertWidget(0, self._tray)
        if self._tray is not None:
            self._tray.show_attachments(attachments)

    def show_picture(self, attachment_id: int, image: "QImage") -> None:
        """Show what an attached picture looks like."""
        if self._tray is not None:
            self._tray.show_picture(attachment_id, image)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Show over the text as well that something can be dropped."""
        kind = event.type()
        if kind in {QEvent.Type.DragEnter, QEvent.Type.DragLeave, QEvent.Type.Drop}:
            self._show_target(kind == QEvent.Type.DragEnter)
        return super().eventFilter(watched, event)

    def dragEnterEvent(self, event: "QDragEnterEvent") -> None:
        """Take beside the text what the text takes."""
        if self.editor.canInsertFromMimeData(event.mimeData()):
            event.acceptProposedAction()
            self._show_target(True)

    def dragLeaveEvent(self, _event: "QDragLeaveEvent") -> None:
        """Show that nothing is about to be dropped any more."""
        self._show_target(False)

    def dropEvent(self, event: "QDropEvent") -> None:
        """Take what was dropped."""
        self._show_target(False)
        event.acceptProposedAction()
        self.editor.insertFromMimeData(event.mimeData())
        self.editor.setFocus()

    def mousePressEvent(self, _event: QMouseEvent) -> None:
        """Take a click beside the words as one on them."""
        self.editor.setFocus(QtCore.Qt.FocusReason.MouseFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Other line breaks, another height."""
        super().resizeEvent(event)
        self._fit()

    @Slot()
    def _on_attachments_changed(self) -> None:
        self.editor.setFocus()
        self.attachments_changed.emit()

    def _show_target(self, is_target: bool) -> None:
        self._is_target = is_target
        self._show_edge()

    @Slot()
    def _show_edge(self) -> None:
        edge = "accent" if self._is_target or self.editor.hasFocus() else "border"
        self.set_colours(ground="selected" if self._is_target else "raised", edge=edge)

    @Slot()
    def _fit(self) -> None:
        line = self.editor.fontMetrics().lineSpacing()
        natural = self.editor.natural_height()
        height = min(natural, max(3 * line, self._room // 3))
        offer_to_scroll(self.editor, offered=natural > height)
        self.editor.setFixedHeight(height)


def _at_bottom(button: QWidget) -> QVBoxLayout:
    column = QVBoxLayout()
    column.addStretch(1)
    column.addWidget(button)
    return column
