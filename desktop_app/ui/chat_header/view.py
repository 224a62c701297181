"""The header as one sees it: session, persona, engine, affinity."""

from PySide6.QtCore import QEvent, QPoint, QPointF, Signal, Slot
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from desktop_app.ui.chat_header.affinity_chip import AffinityChip
from desktop_app.ui.chat_header.engine_chip import EngineChip
from desktop_app.ui.chat_header.persona_chip import PersonaChip
from desktop_app.ui.widgets.buttons import IconButton
from desktop_app.ui.widgets.early import show_plain_text, stroke
from desktop_app.ui.widgets.text import ElidedLabel, in_proportion, plain_tooltip
from desktop_app.ui.widgets.theme import GRID, theme_of

_HEIGHT = 52
_LEAST = 320
_ROOM_FOR_LEVEL = 780
_ROOM_FOR_AFFINITY = 310
_AFFINITY_LEAST = 600
"""In fewer pixels the heart and its points would stand at the name of the session."""
_ROOM_FOR_BUTTONS = 560
_ROOM_FOR_ENGINE = 520
_ROOM_FOR_STATE = 460
_NAME_LEAST = 120


class ChatHeader(QWidget):
    """Shows what is being talked about, with whom."""

    persona_clicked = Signal()
    engine_clicked = Signal()
    sidebar_clicked = Signal()
    affinity_clicked = Signal()
    find_clicked = Signal()
    outline_clicked = Signal()
    inspector_clicked = Signal()
    menu_requested = Signal(QPoint)
    """Where on the screen the right upper corner of the menu belongs."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(in_proportion(_HEIGHT, self.font()))
        self.setMinimumWidth(_LEAST)  # what does not fit is left out, and shall not keep the window wide
        self._sidebar = IconButton("sidebar", self.tr("Sidebar"))
        self._sidebar.setToolTip(self.tr("Show or hide the sidebar (Ctrl+B)"))
        self._name = ElidedLabel()
        self._name.setAccessibleName(self.tr("Session"))
        self._name.setProperty("kind", "title")
        self._name.setMinimumWidth(_NAME_LEAST)
        self._state = QLabel()
        self._state.setAccessibleName(self.tr("State"))
        self._persona = PersonaChip()
        self._engine = EngineChip()
        self._affinity = AffinityChip()
        self._find = IconButton("search", self.tr("Find in session"))
        self._find.setToolTip(self.tr("Find in session (Ctrl+F)"))
        self._outline = IconButton("branch", self.tr("Outline"))
        self._outline.setToolTip(self.tr("Outline of forks (Ctrl+Shift+O)"))
        self._menu = IconButton("more", self.tr("Commands"))
        self._menu.setToolTip(self.tr("All commands and their keys"))
        self._inspector = IconButton("inspector", self.tr("Show or hide the inspector"))
        self._inspector.setToolTip(self.tr("Show or hide the inspector (Ctrl+I)"))
        self._build()

    def _build(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(2 * GRID, 0, 2 * GRID, 1)
        row.setSpacing(2 * GRID)
        row.addWidget(self._sidebar)
        row.addWidget(self._name)
        row.addWidget(self._state)
        row.addStretch(1)
        self._state.setProperty("kind", "quiet")
        show_plain_text(self._state)
        for chip in (self._affinity, self._engine, self._persona):
            row.addWidget(chip)
            chip.hide()
        row.addSpacing(GRID)
        buttons = QHBoxLayout()
        buttons.setSpacing(0)
        for button in (self._find, self._outline, self._menu, self._inspector):
            buttons.addWidget(button)
        row.addLayout(buttons)
        self._sidebar.clicked.connect(self.sidebar_clicked)
        self._affinity.clicked.connect(self.affinity_clicked)
        self._persona.clicked.connect(self.persona_clicked)
        self._engine.clicked.connect(self.engine_clicked)
        self._find.clicked.connect(self.find_clicked)
        self._outline.clicked.connect(self.outline_clicked)
        self._inspector.clicked.connect(self.inspector_clicked)
        self._menu.clicked.connect(self._on_menu_clicked)

    def set_session(self, name: str) -> None:
        """Show the session's name."""
        self._name.setText(name)
        self._name.setAccessibleDescription(name)
        self._name.setToolTip(plain_tooltip(name))

    def set_persona(self, glyph: str, name: str, picture: QImage | None = None) -> None:
        """Show who answers."""
        self._persona.set_persona(glyph, name, picture)
        self._persona.setToolTip(plain_tooltip(self.tr("{persona} answers").replace("{persona}", name)))
        self._persona.setVisible(bool(name))

    def below_persona(self) -> QPoint:
        """Return where on the screen a menu under the persona's button begins."""
        return _below(self._persona)

    def below_engine(self) -> QPoint:
        """Return where on the screen a menu under the engine's button begins."""
        return _below(self._engine)

    def set_engine(self, name: str, tooltip: str = "") -> None:
        """Show what makes the answers."""
        self._engine.set_engine(name, tooltip)
        self._engine.setVisible(bool(name))
        self._fit()

    def set_engine_state(self, words: str, tone: str, loaded: float | None = None) -> None:
        """Show how that fares: in words, in a colour of the theme, and how much of a model is loaded."""
        self._engine.set_state(words, tone, loaded)

    def set_state(self, text: str) -> None:
        """Say in a word or two what is going on; empty when there is nothing to say."""
        self._state.setText(text)
        self._state.setAccessibleDescription(text)
        self._fit()

    def set_affinity(self, level: str, points: int) -> None:
        """Show how close user and persona are; nothing with an empty level, where nobody counts."""
        self._affinity.set_affinity(level, points)
        self._fit()

    @Slot()
    def _on_menu_clicked(self) -> None:
        self.menu_requested.emit(self._menu.mapToGlobal(self._menu.rect().bottomRight() + QPoint(0, GRID)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out what there is no room for."""
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Grow and shrink with the text."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.setFixedHeight(in_proportion(_HEIGHT, self.font()))
            self._fit()

    def _fit(self) -> None:
        self._affinity.set_small(not self._has_room(_ROOM_FOR_LEVEL))
        has_room = self._has_room(_ROOM_FOR_AFFINITY) and self.width() >= _AFFINITY_LEAST
        self._affinity.setVisible(has_room and self._affinity.is_counted())
        for button in (self._outline, self._inspector):
            button.setVisible(self._has_room(_ROOM_FOR_BUTTONS))
        self._engine.set_small(not self._has_room(_ROOM_FOR_ENGINE))
        self._state.setVisible(self._has_room(_ROOM_FOR_STATE) and bool(self._state.text()))

    def _has_room(self, least: int) -> bool:
        return self.width() >= in_proportion(least, self.font())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the line under the header."""
        line = QPainterPath(QPointF(0, self.height() - 1))
        line.lineTo(self.width(), self.height() - 1)
        stroke(QPainter(self), line, theme_of(self.window()).border)


def _below(chip: QWidget) -> QPoint:
    return chip.mapToGlobal(chip.rect().bottomLeft() + QPoint(0, GRID))
