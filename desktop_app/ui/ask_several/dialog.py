"""The dialog in which one chooses who is asked the same question."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from desktop_app.domain.engines import EngineChoice
from desktop_app.services.chat import MOST_SIDES
from desktop_app.ui.models.entries import Entry
from desktop_app.ui.widgets.buttons import TextButton
from desktop_app.ui.widgets.check_box import CheckBox
from desktop_app.ui.widgets.dialog import Dialog, row_of_buttons
from desktop_app.ui.widgets.scrolled import Scrolled
from desktop_app.ui.widgets.text import ElidedLabel, in_proportion, without_mnemonic
from desktop_app.ui.widgets.theme import GRID, SCROLL_BAR

LEAST = 2
_INDENT = 26


class AskSeveralDialog(Dialog):
    """Lists what can answer; two or three of it can be ticked."""

    asked = Signal(object)
    """The `EngineChoice`s that shall answer, in the order of the list."""
    models_wanted = Signal()
    """There is not enough to choose among, and one wants to add more."""

    def __init__(self, question: str, parent: QWidget | None = None, *, is_again: bool = False) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Ask several"))
        self.setAccessibleName(self.tr("Ask several"))
        self.boxes: dict[EngineChoice, CheckBox] = {}
        self._heading = QLabel(self.tr("Your last question, again") if is_again else self.tr("Your question"))
        self._question = ElidedLabel(" ".join(question.split()))
        self._words = QLabel(self.tr("Choose two or three. Their answers stand beside each other, to be compared."))
        self._column = QVBoxLayout()
        self.nothing = QLabel()
        self.models_button = TextButton(self.tr("Add a model…"))
        self.status = QLabel()
        self.ask_button = TextButton(self.tr("Ask"))
        self.cancel_button = TextButton(self.tr("Cancel"))
        self._lay_out()
        self.ask_button.clicked.connect(self._on_ask)
        self.cancel_button.clicked.connect(self.reject)
        self.models_button.clicked.connect(self.models_wanted)
        self._enable()
        self._show_nothing(lacking=False, looking=False)
        self.resize_within_parent(in_proportion(520, self.font()), in_proportion(480, self.font()))
        self.setMinimumSize(360, 280)

    def _lay_out(self) -> None:
        self._heading.setProperty("kind", "title")
        self._question.setAccessibleName(self.tr("Question"))
        for label in (self._words, self.status, self.nothing):
            label.setProperty("kind", "quiet")
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        inside = QWidget()
        self._column.setContentsMargins(0, 0, SCROLL_BAR, 0)
        self._column.setSpacing(2 * GRID)
        outer = QVBoxLayout(inside)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addLayout(self._column)
        outer.addSpacing(3 * GRID)
        outer.addWidget(self.nothing)
        outer.addSpacing(2 * GRID)
        outer.addWidget(self.models_button, 0, Qt.AlignmentFlag.AlignLeft)
        outer.addStretch(1)
        self.ask_button.setDefault(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(5 * GRID, 5 * GRID, 5 * GRID, 5 * GRID)
        column.setSpacing(3 * GRID)
        about = QVBoxLayout()
        about.setSpacing(GRID)
        about.addWidget(self._heading)
        about.addWidget(self._question)
        column.addLayout(about)
        column.addWidget(self._words)
        column.addWidget(Scrolled(inside), 1)
        column.addLayout(row_of_buttons(self.cancel_button, self.ask_button, beside=self.status))

    def show_entries(self, entries: Sequence[Entry], *, looking: bool = False) -> None:
        """List what can be asked, as far as it is known while one is still `looking`; what is ticked stays so."""
        ticked = self.choices()
        while self._column.count():
            item = self._column.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.boxes = {}
        for entry in entries:
            if entry.choice is not None:
                self._add(entry, entry.choice, ticked=entry.choice in ticked)
        self._enable()
        self._show_nothing(lacking=len(self.boxes) < LEAST, looking=looking)

    def _add(self, entry: Entry, choice: EngineChoice, *, ticked: bool) -> None:
        box, line = CheckBox(without_mnemonic(entry.title)), ElidedLabel(f"{entry.line} · {entry.verdict}")
        box.setAccessibleName(entry.title)
        box.setAccessibleDescription(f"{entry.line}. {entry.verdict}")
        box.setChecked(ticked)
        box.toggled.connect(self._enable)
        line.setProperty("kind", "quiet")
        line.setContentsMargins(_INDENT, 0, 0, 0)
        pair = QWidget()
        rows = QVBoxLayout(pair)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(box)
        rows.addWidget(line)
        self._column.addWidget(pair)
        self.boxes[choice] = box

    def _show_nothing(self, *, lacking: bool, looking: bool) -> None:
        """Say what is missing where there are no two to choose, and lead to where more can be added."""
        words = self.tr(
            "So far there is only one thing on this computer that can answer, and it takes two to compare. "
            "Add a model file, or a server that runs here."
        )
        self.nothing.setText(self.tr("Looking for what else can answer…") if looking else words)
        self.nothing.setAccessibleName(self.nothing.text())
        self.nothing.setVisible(lacking)
        self.models_button.setVisible(lacking and not looking)
        if lacking and not looking:
            self.models_button.setDefault(True)
            self.models_button.setFocus()

    def choices(self) -> list[EngineChoice]:
        """Return what is ticked."""
        return [choice for choice, box in self.boxes.items() if box.isChecked()]

    @Slot()
    def _enable(self) -> None:
        count = len(self.choices())
        for box in self.boxes.values():
            box.setEnabled(box.isChecked() or count < MOST_SIDES)
        self.ask_button.setEnabled(LEAST <= count <= MOST_SIDES)
        words = self.tr("{n} of at most {most} chosen").replace("{n}", str(count)).replace("{most}", str(MOST_SIDES))
        self.status.setText(words)

    @Slot()
    def _on_ask(self) -> None:
        self.asked.emit(self.choices())
        self.accept()
