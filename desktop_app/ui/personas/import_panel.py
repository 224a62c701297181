"""What is about to be brought in from a file: seen before anything of it is stored."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QFont, QImage
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop_app.services.persona_cards import CardPreview
from desktop_app.ui.personas.preview import PersonaPreview
from desktop_app.ui.personas.words import told_of
from desktop_app.ui.widgets.buttons import TextButton
from desktop_app.ui.widgets.icon_label import IconLabel
from desktop_app.ui.widgets.rows import row_of
from desktop_app.ui.widgets.text import ElidedLabel, scaled
from desktop_app.ui.widgets.theme import GRID


class ImportPanel(QWidget):
    """The persona in a file, what is said of the file, and what should be known before it is taken in."""

    confirmed = Signal()
    left = Signal()

    def __init__(self, user_id: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._user_id = user_id
        self.setAccessibleName(self.tr("Import"))
        self.title = ElidedLabel()
        self.title.setFont(scaled(self.font(), 1.2, QFont.Weight.DemiBold))
        self.source = QLabel()
        self.source.setTextFormat(Qt.TextFormat.PlainText)
        self.source.setWordWrap(True)
        self.source.setProperty("kind", "quiet")
        self.preview = PersonaPreview()
        self.notes: list[QLabel] = []
        self._rows: list[QWidget] = []
        self._place = QVBoxLayout()
        self.add_button = TextButton(self.tr("Add persona"), kind="primary")
        self.back_button = TextButton(self.tr("Back"))
        self.back_button.setAccessibleName(self.tr("Bring nothing in"))
        self._lay_out()
        self.add_button.clicked.connect(self._on_add)
        self.back_button.clicked.connect(self.left)

    def _lay_out(self) -> None:
        self._place.setSpacing(GRID)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * GRID)
        column.addWidget(self.title)
        column.addWidget(self.source)
        column.addLayout(self._place)
        column.addWidget(self.preview, 1)
        column.addLayout(row_of(self.add_button, self.back_button))

    def show_card(self, preview: CardPreview, picture: QImage | None) -> None:
        """Show a persona of which nothing is stored yet; `picture` was read from the file already, within limits."""
        persona, warnings = preview.persona, list(preview.warnings)
        if preview.picture is not None and picture is None:
            warnings.append(self.tr("Its picture cannot be shown; the glyph stands for it."))
        self.title.setText(self.tr("Bring in {name}?").replace("{name}", persona.name))
        self.source.setText(f"{preview.source} · {preview.file.name}")
        self.preview.show_persona(persona, told_of(persona, self._user_id), picture)
        self.preview.verticalScrollBar().setValue(0)
        self._show_warnings(warnings)
        self.add_button.setEnabled(True)
        self.add_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_warnings(self, warnings: Sequence[str]) -> None:
        for row in self._rows:
            self._place.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._rows, self.notes = [], []
        for words in warnings:
            row, note = QWidget(), QLabel(words)
            note.setTextFormat(Qt.TextFormat.PlainText)
            note.setWordWrap(True)
            note.setAccessibleName(words)
            line = QHBoxLayout(row)
            line.setContentsMargins(0, 0, 0, 0)
            line.setSpacing(2 * GRID)
            line.addWidget(IconLabel("info", colour="caution"), 0, Qt.AlignmentFlag.AlignTop)
            line.addWidget(note, 1)
            self._place.addWidget(row)
            self._rows.append(row)
            self.notes.append(note)

    @Slot()
    def allow(self) -> None:
        """Let the persona be added, again where that has failed."""
        self.add_button.setEnabled(True)

    def _on_add(self) -> None:
        self.add_button.setEnabled(False)  # until it is said how it went
        self.confirmed.emit()
