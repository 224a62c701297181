"""The versions of a persona: one is chosen, looked at, and brought back."""

from collections.abc import Callable, Sequence
from datetime import datetime

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QFont, QImage
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop_app.domain.persona_documents import PersonaVersion
from desktop_app.domain.personas import Persona
from desktop_app.ui.manage_sessions.words import exact_moment, moment_in_words
from desktop_app.ui.personas.preview import PersonaPreview
from desktop_app.ui.personas.words import changed_in_words, told_of
from desktop_app.ui.widgets.buttons import TextButton
from desktop_app.ui.widgets.rows import row_of
from desktop_app.ui.widgets.text import scaled
from desktop_app.ui.widgets.theme import GRID
from desktop_app.ui.widgets.two_lines import Index, TwoLineDelegate

_LIST_WIDTH = 190
_BELOW = Qt.ItemDataRole.UserRole + 1
"""The grey line of a row."""


class VersionsPanel(QWidget):
    """The versions at the left, the newest first; beside them what the chosen one is like."""

    restored = Signal(str, int)
    """The persona's id, and the number of the version that shall be the present one again."""
    left = Signal()

    def __init__(self, user_id: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._user_id = user_id
        self.setAccessibleName(self.tr("Versions"))
        self._versions: list[PersonaVersion] = []
        self.picture: Callable[[Persona], QImage | None] = lambda _persona: None
        """Returns the picture that a version has, where it is known already."""
        self.title = QLabel()
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.title.setFont(scaled(self.font(), 1.2, QFont.Weight.DemiBold))
        self.differs = QLabel()
        self.differs.setTextFormat(Qt.TextFormat.PlainText)
        self.differs.setWordWrap(True)
        self.differs.setProperty("kind", "quiet")
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Versions"))
        self.preview = PersonaPreview()
        self.restore_button = TextButton(self.tr("Bring this version back"), kind="primary")
        self.back_button = TextButton(self.tr("Back"))
        self._lay_out()
        self.list.currentRowChanged.connect(self._on_row)
        self.restore_button.clicked.connect(self._on_restore)
        self.back_button.clicked.connect(self.left)

    def _lay_out(self) -> None:
        self.list.setFixedWidth(_LIST_WIDTH)
        self.list.setItemDelegate(TwoLineDelegate(_lines, self.list, QFont.Weight.DemiBold))
        self.list.setMouseTracking(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        sides = QHBoxLayout()
        sides.setSpacing(4 * GRID)
        sides.addWidget(self.list)
        sides.addWidget(self.preview, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3 * GRID)
        column.addWidget(self.title)
        column.addWidget(self.differs)
        column.addLayout(sides, 1)
        column.addLayout(row_of(self.restore_button, self.back_button))

    def show_versions(self, versions: Sequence[PersonaVersion], now: datetime) -> None:
        """List these, which are all of one persona."""
        self._versions = sorted(versions, key=lambda each: -each.number)
        self.list.clear()
        for place, version in enumerate(self._versions):
            words = moment_in_words(version.saved_at, now)
            item = QListWidgetItem(words)
            after = self._versions[place + 1].persona if place + 1 < len(self._versions) else None
            changed = self.tr("first") if after is None else changed_in_words(after, version.persona)
            item.setData(_BELOW, self.tr("how it is now") if place == 0 else changed)
            item.setData(Qt.ItemDataRole.AccessibleDescriptionRole, item.data(_BELOW))
            item.setToolTip(exact_moment(version.saved_at))
            self.list.addItem(item)
        if self._versions:
            name = self._versions[0].persona.name
            self.title.setText(self.tr("Versions of {name}").replace("{name}", name))
            self.list.setCurrentRow(min(1, len(self._versions) - 1))
        self.list.setFocus()

    def chosen(self) -> PersonaVersion | None:
        """Return the version that is looked at."""
        row = self.list.currentRow()
        return self._versions[row] if 0 <= row < len(self._versions) else None

    def show_chosen(self) -> None:
        """Show what the chosen version is like."""
        version = self.chosen()
        if version is not None:
            persona = version.persona
            self.preview.show_persona(persona, told_of(persona, self._user_id), self.picture(persona))

    @Slot(int)
    def _on_row(self, row: int) -> None:
        version = self.chosen()
        self.restore_button.setEnabled(version is not None and row > 0)
        if version is None:
            return
        self.show_chosen()
        present = self._versions[0].persona
        words = self.tr("This is how it is now.") if row == 0 else self._difference(version.persona, present)
        self.differs.setText(words)

    def _difference(self, old: Persona, present: Persona) -> str:
        changed = changed_in_words(old, present)
        words = self.tr("Since then changed: {what}.") if changed else self.tr("Nothing that is shown here differs.")
        return words.replace("{what}", changed)

    @Slot()
    def _on_restore(self) -> None:
        version = self.chosen()
        if version is not None and self.list.currentRow() > 0:
            self.restored.emit(version.persona.id, version.number)


def _lines(index: Index) -> tuple[str, str]:
    return str(index.data()), str(index.data(_BELOW))
