"""The question what becomes of changes that are not stored."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from desktop_app.ui.widgets.buttons import TextButton
from desktop_app.ui.widgets.icon_label import IconLabel
from desktop_app.ui.widgets.theme import GRID


class LeavingQuestion(QWidget):
    """Stands in the foot of the dialog in place of the buttons that asked for it."""

    saved = Signal()
    discarded = Signal()
    stayed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._question = QLabel()
        self._question.setTextFormat(Qt.TextFormat.PlainText)
        self._question.setWordWrap(True)
        self.stay_button = TextButton(self.tr("Keep writing"))
        self.discard_button = TextButton(self.tr("Throw changes away"), kind="danger")
        self.save_button = TextButton(self.tr("Save"), kind="primary")
        self.save_button.setAccessibleName(self.tr("Save and leave"))
        self.stay_button.clicked.connect(self.stayed)
        self.discard_button.clicked.connect(self.discarded)
        self.save_button.clicked.connect(self.saved)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2 * GRID)
        row.addWidget(IconLabel("problem", size=18, colour="danger"))
        row.addWidget(self._question, 1)
        for button in (self.discard_button, self.stay_button, self.save_button):
            row.addWidget(button)

    def ask(self, name: str) -> None:
        """Ask about the persona of that name; the answer that keeps all has the focus."""
        words = (
            self.tr("What you changed in “{name}” is not saved.") if name else self.tr("What you wrote is not saved.")
        )
        self._question.setText(words.replace("{name}", name))
        self._question.setAccessibleName(self._question.text())
        self.save_button.setFocus(Qt.FocusReason.OtherFocusReason)
        QAccessible.updateAccessibility(QAccessibleEvent(self._question, QAccessible.Event.Alert))

    def question(self) -> str:
        """Return what is asked."""
        return self._question.text()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape goes on writing."""
        if event.key() == Qt.Key.Key_Escape:
            self.stayed.emit()
        else:
            super().keyPressEvent(event)
