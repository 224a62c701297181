"""The composer as one sees it: a rounded card with the message and Send."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop_app.ui.composer.editor import MessageEditor
from desktop_app.ui.composer.send_button import SendButton
from desktop_app.ui.widgets.card import Card
from desktop_app.ui.widgets.theme import COLUMN_WIDTH, GRID, SCROLL_BAR

_CARD_RADIUS = 12
_LEAST_ROOM = 240


class Composer(QWidget):
    """Holds the message that is being written until it has been stored."""

    sent = Signal(str)
    """The text to send; it stays in the field until `clear` says that it is stored."""
    stop_requested = Signal()
    undo_requested = Signal()
    """Ctrl+Z was pressed where there is nothing written to undo."""
    text_changed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._room = _LEAST_ROOM
        self._ready = False
        self._streaming = False
        self._send_when_ready = False
        self._on_its_way: str | None = None
        self.editor = MessageEditor()
        self.button = SendButton()
        self._card = Card(radius=_CARD_RADIUS)
        self._build()
        self._update_button()

    def _build(self) -> None:
        inside = QHBoxLayout(self._card)
        inside.setContentsMargins(3 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        inside.setSpacing(2 * GRID)
        inside.addWidget(self.editor, 1, Qt.AlignmentFlag.AlignVCenter)
        inside.addWidget(self.button, 0, Qt.AlignmentFlag.AlignBottom)
        self._card.setMaximumWidth(COLUMN_WIDTH)
        self._card.setCursor(Qt.CursorShape.IBeamCursor)
        outside = QHBoxLayout(self)
        outside.setContentsMargins(4 * GRID, GRID, 4 * GRID + SCROLL_BAR, 4 * GRID)
        outside.addWidget(self._card)
        self.setFocusProxy(self.editor)
        self.editor.send_pressed.connect(self._on_send_pressed)
        self.editor.focus_changed.connect(self._on_focus_changed)
        self.editor.textChanged.connect(self._on_text_changed)
        self.editor.undo_pressed.connect(self.undo_requested)
        self.editor.height_changed.connect(self._fit)
        self.button.clicked.connect(self._on_button_clicked)

    # What is shown

    def text(self) -> str:
        """Return what is written."""
        return self.editor.toPlainText()

    def set_text(self, text: str) -> None:
        """Put `text` (a draft, or what could not be sent) in the place of what is written.

        What was typed before the first `set_ready` is kept behind it: it was meant for this session.
        """
        typed = "" if self._ready else self.text()
        if not typed:
            self.editor.put(text)
        elif text:
            self.editor.put(f"{text}\n{typed}")
        self._forget_sent()

    def clear(self) -> None:
        """Empty the field of the text that was sent, now that it is stored; what was typed since stays."""
        sent = self._on_its_way
        if sent is not None and self.text().startswith(sent):
            self.editor.put(self.text()[len(sent) :])
        self._forget_sent()

    def set_ready(self, ready: bool) -> None:
        """Say whether messages can be sent; before that one can write, and Enter is remembered."""
        self._ready = ready
        self._update_button()
        if ready and self._send_when_ready:
            self._on_send_pressed()

    def set_streaming(self, streaming: bool) -> None:
        """Say whether an answer is coming: Send is Stop for so long."""
        self._streaming = streaming
        if not streaming:
            self._on_its_way = None  # stored or not, it can be sent again
        self.button.set_stops(stops=streaming)
        self._update_button()

    def is_streaming(self) -> bool:
        """Tell whether an answer is coming."""
        return self._streaming

    def focus(self) -> None:
        """Put the cursor into the message."""
        self.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def set_room(self, height: int) -> None:
        """Tell how high the window is: the message may take a third of it."""
        self._room = max(height, _LEAST_ROOM)
        self._fit()

    # What a person does

    @Slot()
    def _on_send_pressed(self) -> None:
        if not self.text().strip() or self._streaming or self._on_its_way is not None:
            return
        self._send_when_ready = not self._ready
        if self._ready:
            self._on_its_way = self.text()
            self._update_button()
            self.sent.emit(self._on_its_way)

    @Slot()
    def _on_button_clicked(self) -> None:
        if self._streaming:
            self.stop_requested.emit()
        else:
            self._on_send_pressed()

    @Slot()
    def _on_text_changed(self) -> None:
        self._send_when_ready = False
        self._update_button()
        self.text_changed.emit(self.text())

    @Slot()
    def _on_focus_changed(self) -> None:
        self._card.set_colours(ground="raised", edge="accent" if self.editor.hasFocus() else "border")

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take a click beside the words as one on them."""
        if self._card.geometry().contains(event.position().toPoint()):
            self.focus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Other line breaks, another height."""
        super().resizeEvent(event)
        self._fit()

    def _forget_sent(self) -> None:
        self._on_its_way = None
        self._update_button()

    def _update_button(self) -> None:
        can_send = self._ready and self._on_its_way is None and bool(self.text().strip())
        self.button.setEnabled(self._streaming or can_send)

    @Slot()
    def _fit(self) -> None:
        """Be as high as the text, up to a third of the window."""
        line = self.editor.fontMetrics().lineSpacing()
        natural = self.editor.natural_height()
        height = min(natural, max(3 * line, self._room // 3))
        policy = Qt.ScrollBarPolicy.ScrollBarAsNeeded if natural > height else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.editor.setVerticalScrollBarPolicy(policy)
        self.editor.setFixedHeight(height)
