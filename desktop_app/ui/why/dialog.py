"""The dialog that tells what an answer drew on."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop_app.domain.facts import Fact
from desktop_app.ui.why.words import Line
from desktop_app.ui.widgets.buttons import TextButton
from desktop_app.ui.widgets.dialog import Dialog, row_of_buttons
from desktop_app.ui.widgets.facts import Facts
from desktop_app.ui.widgets.folded_text import FoldedText
from desktop_app.ui.widgets.scrolled import Scrolled
from desktop_app.ui.widgets.theme import GRID


class WhyDialog(Dialog):
    """Sections, each with what of that kind the answer was given; facts lead to themselves and to their sources."""

    fact_wanted = Signal(object)
    """A `Fact` that somebody wants to see."""
    source_wanted = Signal(object)
    """A `Fact` whose source somebody wants to see."""
    receipt_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Why did it say that"))
        self.setAccessibleName(self.tr("Why did it say that"))
        self.note = QLabel(self.tr("Besides what you asked, this answer was given:"))
        self.made = Facts()
        self.persona_text = FoldedText(self.tr("Text of the persona"))
        self.memory_text = FoldedText(self.tr("Memory, as it was told"))
        self.receipt_button = TextButton(self.tr("How this was made"))
        self.close_button = TextButton(self.tr("Close"), kind="primary")
        self._column = QVBoxLayout()
        self._told: list[tuple[str, list[str]]] = []
        self._lay_out()
        self.receipt_button.clicked.connect(self._on_receipt)
        self.close_button.clicked.connect(self.reject)
        self.resize_within_parent(520, 560)
        self.setMinimumSize(340, 260)
        self.close_button.setFocus()

    def add_section(self, heading: str, lines: Sequence[Line], nothing: str = "") -> None:
        """Tell what there was of one kind, or that there was nothing; left out without words for that."""
        if not lines and not nothing:
            return
        self._told.append((heading, [", ".join(filter(None, (line.words, line.more))) for line in lines]))
        title = QLabel(heading)
        title.setProperty("kind", "title")
        self._column.addWidget(title)
        for line in lines:
            self._column.addWidget(self._row(line))
        if not lines:
            self._column.addWidget(_plain(nothing, kind="quiet"))
        self._column.addSpacing(2 * GRID)

    def told(self) -> list[tuple[str, list[str]]]:
        """Return the headings with what stands under them."""
        return self._told

    def show_texts(self, made: Sequence[tuple[str, str]], persona: str, memory: str) -> None:
        """Tell what made the answer, and the words that it was told."""
        self.made.show_facts(made)
        for part, text in ((self.persona_text, persona), (self.memory_text, memory)):
            part.set_text(text)
            part.setVisible(bool(text))

    def _row(self, line: Line) -> QWidget:
        row = QWidget()
        parts = QHBoxLayout(row)
        parts.setContentsMargins(0, 0, 0, 0)
        parts.setSpacing(2 * GRID)
        if line.fact is None:
            parts.addWidget(_plain(line.words), 0 if line.more else 1)
        else:
            parts.addWidget(self._link(line.words, self.tr("Show the fact {words}"), line, source=False))
        if line.more:
            parts.addWidget(_plain(line.more, kind="quiet"), 1)
        elif line.fact is not None:
            parts.addStretch(1)
        if line.fact is not None and line.fact.source_message_id is not None:
            parts.addWidget(self._link(self.tr("Source"), self.tr("Go to the source of {words}"), line, source=True))
        return row

    def _link(self, label: str, name: str, line: Line, *, source: bool) -> TextButton:
        button = TextButton(label, kind="link")
        button.setAccessibleName(name.replace("{words}", line.words))
        button.clicked.connect(lambda: self._leave(line.fact, source=source))
        return button

    def _leave(self, fact: Fact | None, *, source: bool) -> None:
        """Go where a link leads: nobody can see it behind the dialog."""
        self.accept()
        (self.source_wanted if source else self.fact_wanted).emit(fact)

    @Slot()
    def _on_receipt(self) -> None:
        self.accept()
        self.receipt_wanted.emit()

    def _lay_out(self) -> None:
        self.note.setProperty("kind", "quiet")
        self.note.setWordWrap(True)
        self._column.setSpacing(GRID)
        inside = QWidget()
        inner = QVBoxLayout(inside)
        inner.setContentsMargins(0, 0, 2 * GRID, 0)
        inner.addWidget(self.note)
        inner.addSpacing(2 * GRID)
        inner.addLayout(self._column)
        made = QLabel(self.tr("Made by"))
        made.setProperty("kind", "title")
        for part in (made, self.made, self.persona_text, self.memory_text):
            inner.addWidget(part)
        inner.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(5 * GRID, 5 * GRID, 5 * GRID, 4 * GRID)
        column.setSpacing(3 * GRID)
        column.addWidget(Scrolled(inside), 1)
        column.addLayout(row_of_buttons(self.receipt_button, self.close_button))


def _plain(words: str, kind: str = "") -> QLabel:
    label = QLabel(words)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("kind", kind)
    label.setWordWrap(True)
    return label
