"""The text of an attached file, letter by letter."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontDatabase, QTextOption
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from desktop_app.domain.attachments import Attachment, shown_size
from desktop_app.domain.text_files import FileText
from desktop_app.ui.widgets.buttons import TextButton
from desktop_app.ui.widgets.dialog import Dialog, row_of_buttons
from desktop_app.ui.widgets.theme import GRID

_SHOWN = 500_000
"""Characters that are shown; a saved copy has all of them."""


class TextDialog(Dialog):
    """Shows one text; Esc closes it. What it holds is never taken for markup."""

    save_requested = Signal()

    def __init__(self, attachment: Attachment, found: FileText, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(attachment.name)
        self.setAccessibleName(self.tr("File {name}").replace("{name}", attachment.name))
        self.text = QPlainTextEdit(found.text[:_SHOWN])
        self.text.setReadOnly(True)
        self.text.setAccessibleName(self.tr("Text of {name}").replace("{name}", attachment.name))
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.text.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.facts = QLabel(self._facts(attachment, found))
        self.facts.setTextFormat(Qt.TextFormat.PlainText)
        self.facts.setWordWrap(True)
        self.facts.setProperty("kind", "quiet")
        self.save_button = TextButton(self.tr("Save a copy…"))
        self.save_button.clicked.connect(self.save_requested)
        self.close_button = TextButton(self.tr("Close"))
        self.close_button.clicked.connect(self.reject)
        self._lay_out()
        self.resize_within_parent(720, 560)
        self.setMinimumSize(360, 240)
        self.text.setFocus()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(3 * GRID, 3 * GRID, 3 * GRID, 3 * GRID)
        column.setSpacing(3 * GRID)
        column.addWidget(self.text, 1)
        column.addLayout(row_of_buttons(self.save_button, self.close_button, beside=self.facts))

    def _facts(self, attachment: Attachment, found: FileText) -> str:
        told = [shown_size(attachment.size)]
        # Which letters bytes stand for is a guess where they do not say so themselves.
        words = self.tr("read as {encoding}, which is a guess") if found.guessed else self.tr("{encoding}")
        told.append(words.replace("{encoding}", found.encoding))
        if len(found.text) > _SHOWN:
            told.append(self.tr("the first {count} characters").replace("{count}", f"{_SHOWN:,}"))
        return " · ".join(told)
