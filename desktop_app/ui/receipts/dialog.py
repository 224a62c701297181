"""The dialog that tells how an answer was made."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from desktop_app.services.receipts import ShownReceipt
from desktop_app.ui.inspector.texts import PromptTexts
from desktop_app.ui.receipts.words import facts_of, receipt_text
from desktop_app.ui.widgets.buttons import TextButton
from desktop_app.ui.widgets.dialog import Dialog
from desktop_app.ui.widgets.facts import Facts
from desktop_app.ui.widgets.theme import GRID


class ReceiptDialog(Dialog):
    """Lists what is known, shows the prompt, and lets the answer be repeated."""

    repeat_requested = Signal()

    def __init__(self, shown: ShownReceipt, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown = shown
        self.setWindowTitle(self.tr("How this was made"))
        self.setAccessibleName(self.tr("How this was made"))
        self._facts = Facts()
        self.texts = PromptTexts()
        self.texts.show_request(shown.request)
        self.note = QLabel()
        self.note.setTextFormat(Qt.TextFormat.PlainText)
        self.note.setWordWrap(True)
        self.note.setProperty("kind", "quiet")
        self.repeat_button = TextButton(self.tr("Repeat exactly"), kind="primary")
        self.repeat_button.setToolTip(self.tr("The same prompt, parameters and seed once more, beside this answer"))
        self.copy_button = TextButton(self.tr("Copy"))
        self.copy_button.setAccessibleName(self.tr("Copy all of it"))
        self.close_button = TextButton(self.tr("Close"))
        self._lay_out()
        self._fill()
        self.repeat_button.clicked.connect(self.repeat_requested)
        self.copy_button.clicked.connect(self._on_copy)
        self.close_button.clicked.connect(self.reject)
        self.resize_within_parent(600, 620)
        self.setMinimumSize(360, 280)
        self.repeat_button.setFocus()

    def show_receipt(self, shown: ShownReceipt) -> None:
        """Show the same receipt with what became known."""
        self._shown = shown
        self._fill()

    def say(self, sentence: str) -> None:
        """Say what came of something that was asked for here."""
        self.note.setText(sentence)
        self.note.setVisible(bool(sentence))

    def _fill(self) -> None:
        self._facts.show_facts((name, _breakable(value)) for name, value in facts_of(self._shown.receipt))
        whole = "" if self._shown.whole else self.tr("Some of what it was asked with has changed or is gone since.")
        self.say(whole)

    def _lay_out(self) -> None:
        inside = QWidget()
        inner = QVBoxLayout(inside)
        inner.setContentsMargins(0, 0, 2 * GRID, 0)
        inner.addWidget(self._facts)
        inner.addWidget(self.texts)
        inner.addStretch(1)
        scrolled = QScrollArea()
        scrolled.setFrameShape(QFrame.Shape.NoFrame)
        scrolled.setWidgetResizable(True)
        scrolled.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scrolled.setWidget(inside)
        buttons = QHBoxLayout()
        buttons.setSpacing(2 * GRID)
        buttons.addWidget(self.note, 1)
        buttons.addStretch(0)
        for button in (self.copy_button, self.close_button, self.repeat_button):
            buttons.addWidget(button, 0, Qt.AlignmentFlag.AlignBottom)
        column = QVBoxLayout(self)
        column.setContentsMargins(5 * GRID, 5 * GRID, 5 * GRID, 4 * GRID)
        column.setSpacing(3 * GRID)
        column.addWidget(scrolled, 1)
        column.addLayout(buttons)

    @Slot()
    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(receipt_text(self._shown))
        self.say(self.tr("Copied."))


def _breakable(value: str) -> str:
    """Let long names be broken where they have no space."""
    return "\u200b".join(value[start : start + 16] for start in range(0, len(value), 16))
