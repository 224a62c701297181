"""The dialog that compares two versions of a message."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop_app.domain.differences import Run
from desktop_app.ui.compare.sides import SidesView
from desktop_app.ui.widgets.buttons import TextButton
from desktop_app.ui.widgets.choice_box import ChoiceBox
from desktop_app.ui.widgets.dialog import Dialog
from desktop_app.ui.widgets.theme import GRID
from desktop_app.ui.widgets.two_parts import TwoParts


class Version(NamedTuple):
    """One version of a message, and the words that it is chosen by."""

    message_id: int
    words: str
    is_shown: bool = False
    """Whether it is on the branch that the transcript shows."""


class CompareDialog(Dialog):
    """Two versions are chosen, what differs is shown, and one of them can be made the one that is shown."""

    chosen = Signal(int, int)
    """The ids of the two versions that shall be compared."""
    version_wanted = Signal(int)
    """The id of the version that the transcript shall show."""

    def __init__(self, versions: Sequence[Version], old: int, new: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Compare versions"))
        self.setAccessibleName(self.tr("Compare versions"))
        self._versions = versions
        self.old_box = ChoiceBox(self.tr("First version"))
        self.new_box = ChoiceBox(self.tr("Second version"))
        self.old_button, self.new_button = (TextButton(self.tr("Show this version")) for _side in range(2))
        self.sides = SidesView()
        self.sides.old.setAccessibleName(self.tr("Text of the first version"))
        self.sides.new.setAccessibleName(self.tr("Text of the second version"))
        self.count_label = QLabel(self.tr("Comparing…"))
        self.count_label.setTextFormat(Qt.TextFormat.PlainText)
        self.previous_button = TextButton(self.tr("Previous"))
        self.next_button = TextButton(self.tr("Next"))
        self.previous_button.setAccessibleName(self.tr("Previous change"))
        self.next_button.setAccessibleName(self.tr("Next change"))
        self.more_button = TextButton(self.tr("Show more"), kind="flat")
        self.close_button = TextButton(self.tr("Close"))
        self._choices = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._fill(old, new)
        self._lay_out()
        self._wire()
        self.resize_within_parent(1000, 640)
        self.setMinimumSize(420, 320)
        self.sides.new.setFocus()

    def show_runs(self, runs: Sequence[Run]) -> None:
        """Show what differs between the two versions that are chosen."""
        self.sides.show_runs(runs)

    def old_id(self) -> int:
        """Return the id of the first version."""
        return self._versions[self.old_box.currentIndex()].message_id

    def new_id(self) -> int:
        """Return the id of the second version."""
        return self._versions[self.new_box.currentIndex()].message_id

    def _fill(self, old: int, new: int) -> None:
        ids = [version.message_id for version in self._versions]
        for box, chosen in ((self.old_box, old), (self.new_box, new)):
            box.addItems([version.words for version in self._versions])
            box.setCurrentIndex(ids.index(chosen))
        self._name_buttons()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(5 * GRID, 5 * GRID, 5 * GRID, 5 * GRID)
        column.setSpacing(3 * GRID)
        self._choices.setSpacing(3 * GRID)
        for box, button in ((self.old_box, self.old_button), (self.new_box, self.new_button)):
            row = QHBoxLayout()
            row.setSpacing(2 * GRID)
            row.addWidget(box, 1)
            row.addWidget(button)
            self._choices.addLayout(row, 1)
        column.addLayout(self._choices)
        column.addWidget(self.sides, 1)
        below = TwoParts()
        below.left.addWidget(self.count_label)
        below.left.addWidget(self.more_button)
        below.left.addStretch(1)
        for button in (self.previous_button, self.next_button, self.close_button):
            below.right.addWidget(button)
        column.addWidget(below)

    def _wire(self) -> None:
        self.old_box.currentIndexChanged.connect(self._on_chosen)
        self.new_box.currentIndexChanged.connect(self._on_chosen)
        self.old_button.clicked.connect(self._on_old_wanted)
        self.new_button.clicked.connect(self._on_new_wanted)
        self.previous_button.clicked.connect(self.previous_change)
        self.next_button.clicked.connect(self.next_change)
        self.more_button.clicked.connect(self.sides.show_more)
        self.close_button.clicked.connect(self.reject)
        self.sides.moved.connect(self._on_moved)
        self.sides.grown.connect(self._on_grown)
        self.sides.widened.connect(self._on_widened)
        for keys, button, do in (
            (("F7", "N"), self.next_button, self.next_change),
            (("Shift+F7", "P"), self.previous_button, self.previous_change),
        ):
            button.setToolTip(self.tr("Keys: {keys}").replace("{keys}", ", ".join(reversed(keys))))
            for each in keys:
                QShortcut(QKeySequence(each), self).activated.connect(do)
        self.next_button.setEnabled(False)
        self.previous_button.setEnabled(False)
        self.more_button.hide()

    @Slot()
    def next_change(self) -> None:
        """Lead to the next change."""
        self.sides.go_to(0 if self.sides.current is None else self.sides.current + 1)

    @Slot()
    def previous_change(self) -> None:
        """Lead to the change before."""
        self.sides.go_to(-1 if self.sides.current is None else self.sides.current - 1)

    @Slot()
    def _on_chosen(self) -> None:
        self._name_buttons()
        self.chosen.emit(self.old_id(), self.new_id())

    @Slot()
    def _on_old_wanted(self) -> None:
        self.version_wanted.emit(self.old_id())
        self.accept()

    @Slot()
    def _on_new_wanted(self) -> None:
        self.version_wanted.emit(self.new_id())
        self.accept()

    @Slot()
    def _on_moved(self) -> None:
        count, current = self.sides.count, self.sides.current
        if not count:
            words = self.tr("No differences")
        elif count == 1:
            words = self.tr("1 change")
        else:
            words = self.tr("Change {n} of {count}").replace("{count}", str(count))
            words = words.replace("{n}", str((current or 0) + 1))
        self.count_label.setText(words)
        self.next_button.setEnabled(count > 0)
        self.previous_button.setEnabled(count > 0)

    @Slot()
    def _on_grown(self) -> None:
        self.more_button.setVisible(self.sides.is_cut)

    @Slot(bool)
    def _on_widened(self, wide: bool) -> None:
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._choices.setDirection(across if wide else down)

    def _name_buttons(self) -> None:
        for box, button in ((self.old_box, self.old_button), (self.new_box, self.new_button)):
            version = self._versions[box.currentIndex()]
            button.setAccessibleName(self.tr("Show version {words}").replace("{words}", version.words))
            button.setEnabled(not version.is_shown)
            button.setToolTip(self.tr("This version is the one that is shown") if version.is_shown else "")
            box.setToolTip("")
