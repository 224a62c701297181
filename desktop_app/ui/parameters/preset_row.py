"""The row of presets: one is taken, kept, renamed or deleted."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desktop_app.ui.widgets.buttons import TextButton
from desktop_app.ui.widgets.choice_box import ChoiceBox
from desktop_app.ui.widgets.theme import GRID

_NAME_LIMIT = 200


class PresetRow(QWidget):
    """A box of presets with buttons, and a field for a name while one is given."""

    chosen = Signal(str)
    """The name of a preset that is to be taken."""
    saved = Signal(str)
    renamed = Signal(str, str)
    deleted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.box = ChoiceBox(self.tr("Preset"))
        self.save_button = TextButton(self.tr("Save as…"))
        self.rename_button = TextButton(self.tr("Rename…"))
        self.delete_button = TextButton(self.tr("Delete"))
        self.save_button.setAccessibleName(self.tr("Save as preset"))
        self.rename_button.setAccessibleName(self.tr("Rename preset"))
        self.delete_button.setAccessibleName(self.tr("Delete preset"))
        self.name = QLineEdit()
        self.name.setAccessibleName(self.tr("Preset name"))
        self.name.setPlaceholderText(self.tr("Name of the preset"))
        self.name.setMaxLength(_NAME_LIMIT)
        self.keep_button = TextButton(self.tr("Keep"), kind="primary")
        self.keep_button.setAccessibleName(self.tr("Keep this name"))
        self.leave_button = TextButton(self.tr("Cancel"))
        self.leave_button.setAccessibleName(self.tr("Keep no name"))
        self._naming = _Naming()
        self._renames = ""
        self._lay_out()
        self._wire()
        self.show_presets((), "")

    def _lay_out(self) -> None:
        row, naming = QHBoxLayout(), QHBoxLayout(self._naming)
        row.addWidget(self.box, 1)
        for button in (self.save_button, self.rename_button, self.delete_button):
            row.addWidget(button)
        naming.setContentsMargins(0, 0, 0, 0)
        naming.addWidget(self.name, 1)
        for button in (self.keep_button, self.leave_button):
            naming.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        for each in (row, naming, column):
            each.setSpacing(2 * GRID)
        column.addLayout(row)
        column.addWidget(self._naming)
        self._naming.hide()

    def _wire(self) -> None:
        self.box.activated.connect(self._on_activated)
        self.save_button.clicked.connect(self._on_save)
        self.rename_button.clicked.connect(self._on_rename)
        self.delete_button.clicked.connect(self._on_delete)
        self.keep_button.clicked.connect(self._on_keep)
        self.leave_button.clicked.connect(self._on_leave)
        self.name.returnPressed.connect(self._on_keep)
        self.name.textChanged.connect(self._on_name)

    def show_presets(self, names: Sequence[str], current: str) -> None:
        """List presets by name; `current` is the one that is taken, if any."""
        self.box.clear()
        self.box.addItem(self.tr("No preset"), "")
        for name in names:
            self.box.addItem(name, name)
        self.box.setCurrentIndex(max(self.box.findData(current), 0))
        self._enable()

    def current(self) -> str:
        """Return the name of the preset in the box, empty for none."""
        return str(self.box.currentData() or "")

    def _enable(self) -> None:
        for button in (self.rename_button, self.delete_button):
            button.setEnabled(bool(self.current()))

    @Slot(int)
    def _on_activated(self, _index: int) -> None:
        self._enable()
        self.chosen.emit(self.current())

    @Slot()
    def _on_save(self) -> None:
        self._ask("")

    @Slot()
    def _on_rename(self) -> None:
        self._ask(self.current())

    @Slot()
    def _on_delete(self) -> None:
        self.deleted.emit(self.current())

    def _ask(self, renames: str) -> None:
        self._renames = renames
        self.name.setText(renames)
        self._on_name()
        self._naming.show()
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)
        self.name.selectAll()

    @Slot()
    def _on_name(self) -> None:
        self.keep_button.setEnabled(bool(self.name.text().strip()))

    @Slot()
    def _on_keep(self) -> None:
        name = self.name.text().strip()
        if not name:
            return
        self._on_leave()
        if self._renames:
            self.renamed.emit(self._renames, name)
        else:
            self.saved.emit(name)

    @Slot()
    def _on_leave(self) -> None:
        self._naming.hide()
        self.box.setFocus(Qt.FocusReason.OtherFocusReason)


class _Naming(QWidget):
    """Where a name is given: Enter there keeps that name and nothing more."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() not in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            super().keyPressEvent(event)
