"""One notice."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAccessible, QAccessibleEvent, QEnterEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QSizePolicy, QWidget

from desktop_app.ui.widgets.buttons import IconButton, TextButton
from desktop_app.ui.widgets.card import Card
from desktop_app.ui.widgets.icon_label import IconLabel
from desktop_app.ui.widgets.theme import COLUMN_WIDTH, GRID, RADIUS

_SHOWN_MS = 10_000


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
        self._actions = actions
        self.setMaximumWidth(COLUMN_WIDTH)
        self.setAccessibleName(text)
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
        sentence = QLabel(self.text)
        sentence.setTextFormat(Qt.TextFormat.PlainText)
        sentence.setWordWrap(True)
        sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        sentence.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        row.addWidget(picture)
        row.addWidget(sentence, 1)
        for label in self._actions:
            button = TextButton(label, kind="flat")
            button.clicked.connect(partial(self.action_pressed.emit, self.id, label))
            row.addWidget(button)
        cross = IconButton("close", self.tr("Dismiss"), size=16)
        cross.clicked.connect(self._on_finished)
        row.addWidget(cross)

    def start(self) -> None:
        """Tell screen readers, and begin to count the seconds unless this one stays."""
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))
        self._count()

    def _count(self) -> None:
        # Who listens to the window needs longer to come to a button than anybody can tell.
        is_listened_to = bool(self._actions) and QAccessible.isActive()
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
