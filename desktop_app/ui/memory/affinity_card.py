"""How close user and persona are, why, and what can be done about it."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt, Signal, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop_app.domain.affinity import Affinity, AffinityEvent, AffinityState
from desktop_app.ui.dates import moment_in_words
from desktop_app.ui.memory.words import affinity_in_words, next_in_words
from desktop_app.ui.widgets.buttons import TextButton
from desktop_app.ui.widgets.icon_label import IconLabel
from desktop_app.ui.widgets.text import ElidedLabel
from desktop_app.ui.widgets.theme import GRID, theme_of

_EVENTS = 8
_BAR = 6


class AffinityCard(QWidget):
    """Level, points, what comes next, and the last changes with their reasons."""

    freeze_toggled = Signal()
    reset_wanted = Signal()
    off_toggled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.level = ElidedLabel()
        self.level.setProperty("kind", "title")
        self.level.setAccessibleName(self.tr("Affinity level"))
        self.next = QLabel()
        self.bar = _Progress()
        self.reasons = QLabel()
        self.why_button = TextButton(self.tr("Why"), kind="link")
        self.why_button.setCheckable(True)
        self.freeze_button = TextButton(self.tr("Freeze"), kind="link")
        self.reset_button = TextButton(self.tr("Reset"), kind="link")
        self.off_button = TextButton(self.tr("Switch off"), kind="link")
        self.why_button.setAccessibleName(self.tr("Why: the last changes of affinity"))
        self.reset_button.setAccessibleName(self.tr("Reset affinity"))
        self.reset_button.setToolTip(self.tr("Begin anew with no points; what is known of you stays"))
        self._heart = IconLabel("heart", size=16)
        self._lay_out()
        self.why_button.toggled.connect(self._on_why)
        self.freeze_button.clicked.connect(self.freeze_toggled)
        self.reset_button.clicked.connect(self.reset_wanted)
        self.off_button.clicked.connect(self.off_toggled)

    def show_affinity(self, affinity: Affinity, next_title: str, persona: str) -> None:
        """Show how close they are; `next_title` is what the next level is called."""
        state = affinity.state
        is_shown = affinity.is_shown
        self.setVisible(state is not AffinityState.NONE)
        off = self.tr("Affinity with {persona} is switched off").replace("{persona}", persona)
        self.level.setText(affinity_in_words(affinity) if is_shown else off)
        self.level.setAccessibleDescription(self.level.text())
        frozen = self.tr("Frozen: the points stay as they are.")
        self.next.setText(frozen if state is AffinityState.FROZEN else next_in_words(affinity, next_title))
        reached = affinity.next_level.threshold if affinity.next_level is not None else affinity.points or 1
        self.bar.show_share(affinity.points / max(reached, 1), self.next.text())
        for widget in (self.next, self.bar, self.why_button, self.freeze_button, self.reset_button):
            widget.setVisible(is_shown)
        self.reasons.setVisible(is_shown and self.why_button.isChecked())
        self.reset_button.setEnabled(affinity.points > 0)
        self._name_buttons(is_frozen=state is AffinityState.FROZEN, is_shown=is_shown)

    def _name_buttons(self, *, is_frozen: bool, is_shown: bool) -> None:
        self.freeze_button.setText(self.tr("Unfreeze") if is_frozen else self.tr("Freeze"))
        self.off_button.setText(self.tr("Switch off") if is_shown else self.tr("Switch on"))
        frozen = self.tr("Let affinity change") if is_frozen else self.tr("Freeze affinity")
        self.freeze_button.setAccessibleName(frozen)
        off = self.tr("Switch affinity off") if is_shown else self.tr("Switch affinity on")
        self.off_button.setAccessibleName(off)

    def show_events(self, events: Sequence[AffinityEvent]) -> None:
        """Show the last changes, the newest first."""
        lines = [f"{event.points:+d}  {event.words}  {moment_in_words(event.created_at)}" for event in events[:_EVENTS]]
        self.reasons.setText("\n".join(lines) or self.tr("Nothing has changed it yet. Each answer brings points."))

    def _lay_out(self) -> None:
        for label in (self.next, self.reasons):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setProperty("kind", "quiet")
            label.setWordWrap(True)
        self.reasons.setAccessibleName(self.tr("Last changes of affinity"))
        self.reasons.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.reasons.hide()
        title = QHBoxLayout()
        title.setSpacing(2 * GRID)
        title.addWidget(self._heart)
        title.addWidget(self.level, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(3 * GRID)
        for button in (self.why_button, self.freeze_button, self.reset_button, self.off_button):
            buttons.addWidget(button)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addLayout(title)
        column.addWidget(self.bar)
        column.addWidget(self.next)
        column.addLayout(buttons)
        column.addWidget(self.reasons)

    @Slot(bool)
    def _on_why(self, wanted: bool) -> None:
        self.reasons.setVisible(wanted)


class _Progress(QWidget):
    """A thin bar, filled as far as the next level is reached."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._share = 0.0
        self.setFixedHeight(_BAR)

    def show_share(self, share: float, words: str) -> None:
        """Fill so much of it; `words` say the same."""
        self._share = min(max(share, 0.0), 1.0)
        self.setAccessibleName(words)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it."""
        theme, painter = theme_of(self.window()), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        whole = QRectF(self.rect())
        painter.setBrush(QColor(theme.border))
        painter.drawRoundedRect(whole, _BAR / 2, _BAR / 2)
        if self._share > 0:
            painter.setBrush(QColor(theme.accent))
            painter.drawRoundedRect(QRectF(0, 0, max(whole.width() * self._share, _BAR), _BAR), _BAR / 2, _BAR / 2)
