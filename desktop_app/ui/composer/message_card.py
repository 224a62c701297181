"""The rounded card that a message is written on."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.ui.composer.editor import MessageEditor
from desktop_app.ui.composer.send_button import SendButton
from desktop_app.ui.widgets.card import Card
from desktop_app.ui.widgets.theme import GRID

if TYPE_CHECKING:
    from desktop_app.ui.composer.footnote import Footnote

_RADIUS = 12
_LEAST_ROOM = 240


class MessageCard(Card):
    """Holds the editor and its button; as high as the text, up to a third of the window."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(radius=_RADIUS, parent=parent)
        self._room = _LEAST_ROOM
        self._footnote: Footnote | None = None
        self.editor = MessageEditor()
        self.button = SendButton()
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(3 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        self._rows.setSpacing(0)
        row = QHBoxLayout()
        row.setSpacing(2 * GRID)
        row.addWidget(self.editor, 1, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignBottom)
        self._rows.addLayout(row)
        self.setCursor(Qt.CursorShape.IBeamCursor)
        self.setFocusProxy(self.editor)
        self.editor.focus_changed.connect(self._on_focus_changed)
        self.editor.height_changed.connect(self._fit)

    def set_room(self, height: int) -> None:
        """Tell how high the window is."""
        self._room = max(height, _LEAST_ROOM)
        self._fit()

    def show_footnote(self, words: str, *, warns: bool) -> None:
        """Say something about the message beneath it, or nothing."""
        if self._footnote is None and words:
            from desktop_app.ui.composer.footnote import Footnote  # an empty message has none

            self._footnote = Footnote()
            self._rows.addWidget(self._footnote)
        if self._footnote is not None:
            self._footnote.show_words(words, warns=warns)

    def footnote(self) -> str:
        """Return what is said about the message."""
        return "" if self._footnote is None else self._footnote.words()

    def mousePressEvent(self, _event: QMouseEvent) -> None:
        """Take a click beside the words as one on them."""
        self.editor.setFocus(Qt.FocusReason.MouseFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Other line breaks, another height."""
        super().resizeEvent(event)
        self._fit()

    @Slot()
    def _on_focus_changed(self) -> None:
        self.set_colours(ground="raised", edge="accent" if self.editor.hasFocus() else "border")

    @Slot()
    def _fit(self) -> None:
        line = self.editor.fontMetrics().lineSpacing()
        natural = self.editor.natural_height()
        height = min(natural, max(3 * line, self._room // 3))
        policy = Qt.ScrollBarPolicy.ScrollBarAsNeeded if natural > height else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.editor.setVerticalScrollBarPolicy(policy)
        self.editor.setFixedHeight(height)
