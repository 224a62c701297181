"""The page of the prompt: what will be sent, what each part takes, and what falls out."""

from PySide6.QtCore import QEvent, Qt, QTimer, Slot
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from desktop_app.services.prompt_plan import PromptPlan
from desktop_app.ui.inspector.colours import Share, colour_of
from desktop_app.ui.inspector.summary_card import SummaryCard
from desktop_app.ui.inspector.tables import PlainTable, SharesModel, TurnsModel
from desktop_app.ui.inspector.texts import PromptTexts
from desktop_app.ui.inspector.words import (
    model_in_words,
    shares_of,
    size_in_words,
    tokens_in_words,
    warning_in_words,
)
from desktop_app.ui.widgets.scrolled import Scrolled
from desktop_app.ui.widgets.stacked_bar import Part, StackedBar
from desktop_app.ui.widgets.text import ElidedLabel, plain_tooltip
from desktop_app.ui.widgets.theme import GRID, theme_of

_MOST_TURNS = 200
"""Listed of those that fall out, the newest; the others are counted."""


class PromptPage(Scrolled):
    """Shows a plan of a prompt."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._plan: PromptPlan | None = None
        self.model = ElidedLabel()
        self.model.setProperty("kind", "title")
        self.size_label = _quiet()
        self.warning = QLabel()
        self.warning.setTextFormat(Qt.TextFormat.PlainText)
        self.warning.setWordWrap(True)
        self.bar = StackedBar(self.tr("What the prompt takes"))
        self._shares = SharesModel(self)
        self.shares = PlainTable(self._shares, self.tr("Parts of the prompt"))
        self.summary = SummaryCard()
        self._sent, self._fallen = TurnsModel(self, fall=False), TurnsModel(self, fall=True)
        self.sent_heading, self.fallen_heading = _heading(), _heading()
        self.sent = PlainTable(self._sent, self.tr("Turns that are sent"))
        self.fallen = PlainTable(self._fallen, self.tr("Turns that fall out"))
        self.texts = PromptTexts()
        self._lay_out()

    def show_plan(self, plan: PromptPlan) -> None:
        """Show what would be sent."""
        self._plan = plan
        self.model.setText(model_in_words(plan))
        self.model.setToolTip(plain_tooltip(plan.asking.choice.model))
        self.size_label.setText(size_in_words(plan))
        self.warning.setText(warning_in_words(plan))
        self.warning.setVisible(bool(self.warning.text()))
        self._show_shares(plan)
        self._show_turns(plan)
        can_make = bool(plan.fallen) and plan.window is not None
        self.summary.show_summary(plan.summary, can_make=can_make, about=plan.asking.session.id)
        self.texts.show_request(plan.request)

    def show_problem(self, sentence: str) -> None:
        """Say why there is nothing to show."""
        self.warning.setText(sentence)
        self.warning.show()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            QTimer.singleShot(0, self, self._on_theme_changed)  # the window itself has it a moment later

    @Slot()
    def _on_theme_changed(self) -> None:
        if self._plan is not None:
            self._show_shares(self._plan)

    def _show_shares(self, plan: PromptPlan) -> None:
        rows, theme = shares_of(plan), theme_of(self.window())
        self.warning.setStyleSheet(f"color: {theme.danger};")
        self._shares.set_rows(rows)
        parts = [
            Part(
                row.tokens,
                colour_of(row.share, theme),
                f"{row.name}: {tokens_in_words(row.tokens)}",
                hatched=row.share is Share.RESERVE,
            )
            for row in rows
            if row.share is not Share.FREE
        ]
        taken = sum(row.tokens for row in rows)
        self.bar.set_parts(parts, taken if plan.window is None else max(plan.shares.window, taken))

    def _show_turns(self, plan: PromptPlan) -> None:
        self._sent.set_turns(plan.sent)
        self._fallen.set_turns(plan.fallen[-_MOST_TURNS:])
        words = self.tr("1 turn is sent") if len(plan.sent) == 1 else self.tr("{n} turns are sent")
        self.sent_heading.setText(words.replace("{n}", str(len(plan.sent))))
        out = len(plan.fallen) + plan.earlier
        words = self.tr("1 turn falls out") if out == 1 else self.tr("{n} turns fall out")
        self.fallen_heading.setText(words.replace("{n}", str(out)))
        for widget in (self.fallen_heading, self.fallen):
            widget.setVisible(out > 0)

    def _lay_out(self) -> None:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(4 * GRID, 3 * GRID, 4 * GRID, 4 * GRID)
        column.setSpacing(2 * GRID)
        above = (self.model, self.size_label, self.warning, self.bar, self.shares, self.summary)
        below = (self.fallen_heading, self.fallen, self.sent_heading, self.sent, self.texts)
        for each in (*above, *below):
            column.addWidget(each)
        column.addStretch(1)
        self.warning.hide()
        self.fallen.hide()
        self.fallen_heading.hide()
        self.setWidget(inside)
        for ground in (inside, self.viewport()):
            ground.setAutoFillBackground(False)


def _quiet() -> QLabel:
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("kind", "quiet")
    label.setWordWrap(True)
    return label


def _heading() -> QLabel:
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("kind", "title")
    label.setContentsMargins(0, 2 * GRID, 0, 0)
    return label
