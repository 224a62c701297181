"""One notice."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QAccessibleEvent, QEnterEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QBoxLayout, QHBoxLayout, QLabel, QSizePolicy, QWidget

from desktop_app.ui.widgets.buttons import IconButton, TextButton
from desktop_app.ui.widgets.card import Card
from desktop_app.ui.widgets.icon_label import IconLabel
from desktop_app.ui.widgets.theme import COLUMN_WIDTH, GRID, RADIUS

_SHOWN_MS = 10_000
_LEAST_LETTERS = 36
"""A sentence that would have to be broken into shorter lines than this has its buttons below it."""
_ACROSS, _DOWN = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom


class Notice(Card):
    """A sentence with at most two buttons and a cross; one that only informs goes by itself."""

    action_pressed = Signal(int, str)
    finished = Signal(int)

    def __init__(
        self,
        number: int,
        text: str,
        *,
        actions: Sequence[str] = (),
        problem: bool = False,
        stays: bool = False,
        polite: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            ground="notice" if problem else "user_turn",
            edge="border",
            radius=RADIUS,
            parent=parent,
        )
        self.id = number
        self.text = text
        self.problem = problem
        self.stays = problem or stays
        self._polite = polite
        self._actions = actions
        self.setMaximumWidth(COLUMN_WIDTH)
        self.setAccessibleName(text)
        self._sentence = QLabel(text)
        self._buttons = QHBoxLayout()
        self._inside = QBoxLayout(_ACROSS)
        self._time = QTimer(self)
        self._time.setSingleShot(True)
        self._time.setInterval(_SHOWN_MS)
        self._time.timeout.connect(self._on_time_over)
        self._build()

    def _build(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(3 * GRID, GRID, GRID, GRID)
        row.setSpacing(2 * GRID)
        picture = IconLabel(
            "problem" if self.problem else "info", size=18, colour="danger" if self.problem else "accent"
        )
        sentence = self._sentence
        sentence.setTextFormat(Qt.TextFormat.PlainText)
        sentence.setWordWrap(True)
        sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        sentence.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._inside.setSpacing(GRID)
        self._inside.addWidget(sentence, 1)
        self._inside.addLayout(self._buttons)
        for label in self._actions:
            button = TextButton(label, kind="flat")
            button.clicked.connect(partial(self.action_pressed.emit, self.id, label))
            self._buttons.addWidget(button)
        cross = IconButton("close", self.tr("Dismiss"), size=16)
        cross.clicked.connect(self._on_finished)
        row.addWidget(picture)
        row.addLayout(self._inside, 1)
        row.addWidget(cross)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the buttons beside the sentence or, where it would have too little room, below it."""
        super().resizeEvent(event)
        metrics = self._sentence.fontMetrics()
        least = min(metrics.horizontalAdvance(self.text), metrics.averageCharWidth() * _LEAST_LETTERS)
        room = self._inside.geometry().width() - self._buttons.sizeHint().width() - self._inside.spacing()
        direction = _ACROSS if room >= least else _DOWN
        if self._actions and direction != self._inside.direction():
            self._inside.setDirection(direction)
            # Flush with the sentence, where it stands below that.
            aligned = Qt.AlignmentFlag.AlignLeft if direction == _DOWN else Qt.AlignmentFlag(0)
            self._inside.setAlignment(self._buttons, aligned)

    def start(self) -> None:
        """Tell screen readers, and begin to count the seconds unless this one stays."""
        if self._polite:
            said = QAccessibleAnnouncementEvent(self, self.text)
            said.setPoliteness(QAccessible.AnnouncementPoliteness.Polite)
            QAccessible.updateAccessibility(said)
        else:
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))
        self._count()

    def _count(self) -> None:
        # Who listens to the window needs longer to come to a button than anybody can tell.
        is_listened_to = bool(self._actions) and not self._polite and QAccessible.isActive()
        if not self.stays and not self.underMouse() and not is_listened_to:
            self._time.start()

    def is_counting(self) -> bool:
        """Tell whether the notice will go by itself."""
        return self._time.isActive()

    def enterEvent(self, event: QEnterEvent) -> None:
        """Stay while the pointer is here."""
        super().enterEvent(event)
        self._time.stop()

    def leaveEvent(self, event: QEvent) -> None:
        """Count anew when the pointer has left."""
        super().leaveEvent(event)
        self._count()

    @Slot()
    def _on_time_over(self) -> None:
        focused = QApplication.focusWidget()
        if focused is not None and self.isAncestorOf(focused):
            self._time.start()  # somebody is on the way to the button by keyboard
        else:
            self._on_finished()

    @Slot()
    def _on_finished(self) -> None:
        self.finished.emit(self.id)
