"""Whether more is found out about the user, and by what."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.ui.widgets.check_box import CheckBox
from desktop_app.ui.widgets.text import plain_tooltip
from desktop_app.ui.widgets.theme import GRID


class LearningSwitches(QWidget):
    """Two boxes; the second one means nothing while the first is off."""

    learning_switched = Signal(bool)
    suggestions_switched = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.learning = CheckBox(self.tr("Learn from what I say"))
        self.learning.setToolTip(plain_tooltip(self.tr("Off, nothing more is learned; what is known stays")))
        self.suggestions = CheckBox(self.tr("Let a model suggest facts"))
        hint = self.tr(
            "A model on this computer looks, after it answered, for facts that the rules missed; "
            "they are used once you confirm them"
        )
        self.suggestions.setToolTip(plain_tooltip(hint))
        for box in (self.learning, self.suggestions):
            box.setAccessibleDescription(box.toolTip())
        self.learning.clicked.connect(self.learning_switched)
        self.suggestions.clicked.connect(self.suggestions_switched)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addWidget(self.learning)
        column.addWidget(self.suggestions)

    def show_switches(self, *, learning: bool, suggestions: bool) -> None:
        """Show what is on."""
        self.learning.setChecked(learning)
        self.suggestions.setChecked(suggestions)
        self.suggestions.setEnabled(learning)
