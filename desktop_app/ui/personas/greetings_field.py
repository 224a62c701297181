"""The greeting and its alternatives, one at a time."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop_app.ui.widgets.buttons import IconButton, TextButton
from desktop_app.ui.widgets.held_text import HeldBox
from desktop_app.ui.widgets.theme import GRID

_LINES = 5


class GreetingsField(QWidget):
    """A box for one greeting; the first is the one that is used unless another is chosen."""

    edited = Signal()
    turned = Signal()
    """Another one is looked at."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._all = [""]
        self._at = 0
        self._removed: tuple[int, str] | None = None
        self.box = HeldBox(self.tr("Greeting"), lines=_LINES)
        self.earlier_button = IconButton("left", self.tr("Previous greeting"))
        self.later_button = IconButton("right", self.tr("Next greeting"))
        self.place = QLabel()
        self.place.setTextFormat(Qt.TextFormat.PlainText)
        self.place.setProperty("kind", "quiet")
        self.add_button = TextButton(self.tr("Add another"), kind="flat")
        self.add_button.setAccessibleName(self.tr("Add another greeting"))
        self.remove_button = TextButton(self.tr("Remove"), kind="flat")
        self.remove_button.setAccessibleName(self.tr("Remove this greeting"))
        self.undo_button = TextButton(self.tr("Undo"), kind="flat")
        self.undo_button.setAccessibleName(self.tr("Bring the greeting back"))
        self.setFocusProxy(self.box)
        self._lay_out()
        self.box.textChanged.connect(self._on_text)
        self.earlier_button.clicked.connect(self._on_earlier)
        self.later_button.clicked.connect(self._on_later)
        self.add_button.clicked.connect(self._on_add)
        self.remove_button.clicked.connect(self._on_remove)
        self.undo_button.clicked.connect(self._on_undo)
        self._show()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(GRID)
        for widget in (self.earlier_button, self.place, self.later_button):
            row.addWidget(widget)
        row.addStretch(1)
        for button in (self.undo_button, self.remove_button, self.add_button):
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addWidget(self.box)
        column.addLayout(row)

    def show_greetings(self, greetings: Sequence[str]) -> None:
        """Show these, the first one first."""
        self._all, self._at, self._removed = list(greetings) or [""], 0, None
        self._show()

    def greetings(self) -> tuple[str, ...]:
        """Return the greeting and those of the others that say something."""
        first, *others = self._all
        return (first, *(each for each in others if each.strip()))

    def current(self) -> str:
        """Return the one that is looked at."""
        return self._all[self._at]

    def set_read_only(self, read_only: bool) -> None:
        """Let nothing be changed, or let it again."""
        self.box.setReadOnly(read_only)
        for button in (self.add_button, self.remove_button):
            button.setDisabled(read_only)

    def _show(self) -> None:
        count = len(self._all)
        if self.box.words() != self.current():
            self.box.blockSignals(True)
            self.box.hold(self.current())
            self.box.blockSignals(False)
        words = self.tr("{n} of {all}").replace("{n}", str(self._at + 1)).replace("{all}", str(count))
        self.place.setText(words)
        self.place.setAccessibleName(self.tr("Greeting {place}").replace("{place}", words))
        for widget in (self.earlier_button, self.place, self.later_button):
            widget.setVisible(count > 1)
        self.earlier_button.setEnabled(self._at > 0)
        self.later_button.setEnabled(self._at < count - 1)
        self.remove_button.setVisible(count > 1)
        self.undo_button.setVisible(self._removed is not None)

    def _go(self, place: int) -> None:
        self._at = min(max(place, 0), len(self._all) - 1)
        self._show()
        self.turned.emit()

    @Slot()
    def _on_text(self) -> None:
        self._all[self._at] = self.box.words()
        self.edited.emit()

    @Slot()
    def _on_earlier(self) -> None:
        self._go(self._at - 1)

    @Slot()
    def _on_later(self) -> None:
        self._go(self._at + 1)

    @Slot()
    def _on_add(self) -> None:
        self._all.append("")
        self._go(len(self._all) - 1)
        self.box.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _on_remove(self) -> None:
        self._removed = self._at, self._all.pop(self._at)
        self._go(self._at)
        self.undo_button.setFocus(Qt.FocusReason.OtherFocusReason)
        self.edited.emit()

    @Slot()
    def _on_undo(self) -> None:
        if self._removed is not None:
            place, text = self._removed
            self._removed = None
            self._all.insert(place, text)
            self._go(place)
            self.box.setFocus(Qt.FocusReason.OtherFocusReason)
            self.edited.emit()
