"""What stands in the place of the details while something is added to the model page."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from desktop_app.ui.widgets.buttons import TextButton
from desktop_app.ui.widgets.text import scaled, without_mnemonic
from desktop_app.ui.widgets.theme import GRID
from desktop_app.ui.widgets.toned_label import TonedLabel


class Panel(QWidget):
    """A heading, what is said, fields, what went wrong, and two buttons."""

    left = Signal()
    """One wants to go back to the details."""

    def __init__(self, heading: str, words: str, confirm: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(heading)
        title = QLabel(heading)
        title.setTextFormat(Qt.TextFormat.PlainText)
        title.setFont(scaled(self.font(), 1.2, QFont.Weight.DemiBold))
        self.note = TonedLabel()
        self.note.say(words, "muted")
        self.problem = TonedLabel()
        self.problem.say("", "danger")
        self.confirm_button = TextButton(confirm, kind="primary")
        self.cancel_button = TextButton(self.tr("Back"))
        self.cancel_button.clicked.connect(self.left)
        self.confirm_button.clicked.connect(self._on_confirm)
        self.rows = QVBoxLayout()
        self.rows.setSpacing(2 * GRID)
        buttons = QHBoxLayout()
        buttons.setSpacing(2 * GRID)
        buttons.addWidget(self.confirm_button)
        buttons.addWidget(self.cancel_button)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3 * GRID)
        for widget in (title, self.note):
            column.addWidget(widget)
        column.addLayout(self.rows)
        column.addWidget(self.problem)
        column.addLayout(buttons)
        column.addStretch(1)

    def add_line(self, name: str, placeholder: str) -> QLineEdit:
        """Add a field for one line, with its name above, and return it."""
        line, label = QLineEdit(), QLabel(name)
        line.setAccessibleName(name)
        line.setPlaceholderText(placeholder)
        line.setMaxLength(2000)
        line.returnPressed.connect(self._on_confirm)
        line.textEdited.connect(self._on_edited)
        label.setBuddy(line)
        pair = QVBoxLayout()
        pair.setSpacing(GRID)
        pair.addWidget(label)
        pair.addWidget(line)
        self.rows.addLayout(pair)
        return line

    def name_button(self, words: str) -> None:
        """Say what the first button does now."""
        self.confirm_button.setText(without_mnemonic(words))
        self.confirm_button.setAccessibleName(words)

    def confirm(self) -> None:
        """Do what the panel is for."""
        raise NotImplementedError

    def show_problem(self, words: str) -> None:
        """Say what went wrong; what was typed stays."""
        self.problem.say(words, "danger")

    @Slot()
    def _on_confirm(self) -> None:
        if self.confirm_button.isEnabled():
            self.show_problem("")
            self.confirm()

    @Slot()
    def _on_edited(self) -> None:
        self.show_problem("")
