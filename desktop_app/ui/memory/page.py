"""The page as one sees it: affinity above, the facts below, and the one that is chosen."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop_app.domain.facts import Fact
from desktop_app.ui.memory.affinity_card import AffinityCard
from desktop_app.ui.memory.fact_card import FactCard
from desktop_app.ui.memory.fact_list import FactList
from desktop_app.ui.memory.fact_model import FactModel
from desktop_app.ui.memory.learning_switches import LearningSwitches
from desktop_app.ui.widgets.buttons import IconButton
from desktop_app.ui.widgets.scrolled import Scrolled
from desktop_app.ui.widgets.search_field import SearchField
from desktop_app.ui.widgets.text import ElidedLabel, plain_tooltip
from desktop_app.ui.widgets.theme import GRID

_LIST_LEAST = 128
"""Where there is too little room for the list, the whole page scrolls."""


class MemoryPage(Scrolled):
    """Shows what is known of the user; what is wanted of it is told by the signals of its parts."""

    looked_at = Signal(object)
    """The `Fact` that is chosen, of which more is wanted to be seen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._personas: Sequence[tuple[str | None, str]] = ()
        self._is_new = False
        self._is_learning = True
        self.affinity = AffinityCard()
        self.heading = ElidedLabel()
        self.heading.setProperty("kind", "title")
        self.add_button = IconButton("new", self.tr("Add a fact"))
        self.filter = SearchField(self.tr("Filter facts"))
        self.model = FactModel(self)
        self.list = FactList(self.model)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.note = QLabel()
        self.card = FactCard()
        self.switches = LearningSwitches()
        self._lay_out()
        self.filter.textChanged.connect(self._on_filter)
        self.filter.down_pressed.connect(self.list.setFocus)
        self.list.chosen.connect(self._on_chosen)
        self.list.edit_wanted.connect(self._on_edit_wanted)
        self.add_button.clicked.connect(self.begin_fact)
        self.card.cancelled.connect(self.end_fact)

    def show_facts(
        self, facts: Sequence[Fact], persona: tuple[str, str], names: Mapping[str, str], *, learning: bool = True
    ) -> None:
        """Show what is known to the persona of that id and name; `names` are what all personas are called.

        `learning` tells whether more comes by itself.
        """
        self._is_learning = learning
        self._personas = [(None, self.tr("Everyone")), persona]
        self.model.set_facts(facts, names)
        words = self.tr("Known of you")
        self.heading.setText(f"{words} · {self.model.count()}" if facts else words)
        hint = self.tr("What {persona} knows of you: what everyone knows, and what it alone does")
        self.heading.setToolTip(plain_tooltip(hint.replace("{persona}", persona[1])))
        self.filter.setVisible(bool(facts))
        self._show_note()

    @Slot()
    def begin_fact(self) -> None:
        """Let a new fact be written."""
        self._is_new = True
        self.card.show_fact(None, self._personas)
        self.card.show()
        self.card.fields.value.setFocus()

    @Slot()
    def end_fact(self) -> None:
        """Turn from a new fact to the one that is chosen."""
        self._is_new = False
        self._on_chosen(self.list.fact())
        self.list.setFocus()

    def written(self, fact: Fact) -> None:
        """Show a fact that was written just now."""
        self._is_new = False
        self.card.show_fact(fact, self._personas)
        self.card.fields.show_fact(fact)
        self.list.choose(fact.id)

    @Slot(str)
    def _on_filter(self, words: str) -> None:
        self.model.set_filter(words)
        self._show_note()

    @Slot(object)
    def _on_chosen(self, fact: Fact | None) -> None:
        if self._is_new and (fact is None or self.card.is_edited()):
            return  # what is being written stays until it is saved or cancelled
        self._is_new = False
        self.card.setVisible(fact is not None)
        if fact is not None:
            self.card.show_fact(fact, self._personas)
            self.looked_at.emit(fact)

    @Slot()
    def _on_edit_wanted(self) -> None:
        self.card.fields.value.setFocus()
        self.card.fields.value.selectAll()

    def _show_note(self) -> None:
        if self.model.rowCount():
            words = ""
        elif self.model.count():
            words = self.tr("No fact has “{words}” in it.").replace("{words}", self.filter.text())
        elif not self._is_learning:
            words = self.tr("Nothing is known of you, and nothing is learned. What you add here yourself is kept.")
        else:
            words = self.tr(
                "Nothing is known of you yet. What you tell in your own words is remembered, such as “I live in "
                "Lisbon” or “Remember that I park on level 3”. It stays on this computer, and each thing can be "
                "changed or forgotten here."
            )
        self.note.setText(words)
        self.note.setVisible(bool(words))
        self.list.setVisible(not words)

    def _lay_out(self) -> None:
        self.note.setTextFormat(Qt.TextFormat.PlainText)
        self.note.setProperty("kind", "quiet")
        self.note.setWordWrap(True)
        self.note.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        about = QHBoxLayout()
        about.addWidget(self.heading, 1)
        about.addWidget(self.add_button)
        self.list.setMinimumHeight(_LIST_LEAST)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(4 * GRID, 3 * GRID, 4 * GRID, 3 * GRID)
        column.setSpacing(2 * GRID)
        column.addWidget(self.affinity)
        column.addLayout(about)
        column.addWidget(self.filter)
        column.addWidget(self.note, 1)
        column.addWidget(self.list, 1)
        column.addWidget(self.card)
        column.addWidget(self.switches)
        self.card.hide()
        self.setWidget(inside)
        for ground in (inside, self.viewport()):
            ground.setAutoFillBackground(False)
