"""What a session shows before anything was said: a greeting, and things to try."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QFont, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop_app.domain.messages import first_words
from desktop_app.ui.transcript.model import Welcome
from desktop_app.ui.widgets.accessible_list import show_as
from desktop_app.ui.widgets.buttons import TextButton
from desktop_app.ui.widgets.portrait import Portrait
from desktop_app.ui.widgets.text import scaled
from desktop_app.ui.widgets.theme import GRID

_WIDTH = 520
_PORTRAIT = 96


class WelcomeView(QWidget):
    """The persona's greeting in the middle, with openers as buttons below."""

    opener_chosen = Signal(str)
    """The words of the opener that was pressed."""
    model_wanted = Signal()
    """One wants something else to answer."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        show_as(self, "item")
        self._glyph, self._name, self._greeting = QLabel(), QLabel(), QLabel()
        self._portrait = Portrait(_PORTRAIT)
        for label in (self._name, self._greeting):
            label.setWordWrap(True)
        self._openers: list[TextButton] = []
        outside = QVBoxLayout(self)
        outside.addStretch(2)
        self._middle = QWidget()
        self._column = QVBoxLayout(self._middle)
        self._column.setSpacing(2 * GRID)
        self._column.addWidget(self._portrait, 0, Qt.AlignmentFlag.AlignHCenter)
        for label in (self._glyph, self._name, self._greeting):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            self._column.addWidget(label)
        self._column.addSpacing(3 * GRID)
        self._note = QLabel()
        self._note.setTextFormat(Qt.TextFormat.PlainText)
        self._note.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._note.setWordWrap(True)
        self._note.setProperty("kind", "quiet")
        self._add_model = TextButton(self.tr("Add a model…"), kind="flat")
        self._add_model.clicked.connect(self.model_wanted)
        across = QHBoxLayout()
        across.addStretch(1)
        across.addWidget(self._middle)
        across.addStretch(1)
        outside.addLayout(across)
        outside.addSpacing(3 * GRID)
        outside.addWidget(self._note)
        outside.addWidget(self._add_model, 0, Qt.AlignmentFlag.AlignHCenter)
        outside.addStretch(3)

    def show_welcome(self, welcome: Welcome) -> None:
        """Greet with that."""
        self.setAccessibleName(f"assistant: {first_words(welcome.greeting)}")
        self._glyph.setText(welcome.speaker.glyph)
        self._glyph.setFont(scaled(self.font(), 2.6))
        self._portrait.show_portrait(welcome.speaker.glyph, welcome.speaker.picture)
        self._portrait.setVisible(welcome.speaker.picture is not None)
        self._glyph.setVisible(welcome.speaker.picture is None)
        self._name.setText(welcome.speaker.name)
        self._name.setFont(scaled(self.font(), 1.35, QFont.Weight.DemiBold))
        self._greeting.setText(welcome.greeting)
        self._note.setText(welcome.note)
        for widget in (self._note, self._add_model):
            widget.setVisible(bool(welcome.note))
        for button in self._openers:
            self._column.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._openers = [TextButton(words) for words in welcome.openers]
        for button in self._openers:
            button.clicked.connect(self._on_opener)
            self._column.addWidget(button)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep lines short: labels that wrap take their height from a width that is set."""
        super().resizeEvent(event)
        self._middle.setFixedWidth(max(min(_WIDTH, event.size().width() - 12 * GRID), 200))

    @Slot()
    def _on_opener(self) -> None:
        button = self.sender()
        if isinstance(button, TextButton):
            self.opener_chosen.emit(button.accessibleName())
