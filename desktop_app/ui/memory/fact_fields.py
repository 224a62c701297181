"""The words of a fact, to be written: what it is about, more closely, and what is so."""

from typing import NamedTuple

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desktop_app.domain.facts import MAX_VALUE, Fact
from desktop_app.ui.memory.words import categories
from desktop_app.ui.widgets.buttons import IconButton
from desktop_app.ui.widgets.choice_box import ChoiceBox
from desktop_app.ui.widgets.theme import GRID


class FactWords(NamedTuple):
    """Category, key and value as they are written."""

    category: str
    key: str
    value: str


class FactFields(QWidget):
    """The value and, where it is unfolded, category and key; Enter says that they are done."""

    changed = Signal()
    unfolded = Signal(bool)
    confirmed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._categories = [category for category, _words in categories()]
        self.category = ChoiceBox(self.tr("Category of the fact"))
        self.category.addItems([words for _category, words in categories()])
        self.key, self.value = QLineEdit(), QLineEdit()
        for field, name, hint in (
            (self.key, self.tr("Key of the fact"), self.tr("such as home")),
            (self.value, self.tr("Value of the fact"), self.tr("such as Lisbon")),
        ):
            field.setAccessibleName(name)
            field.setPlaceholderText(hint)
            field.setMaxLength(MAX_VALUE)
            field.textChanged.connect(self.changed)
            field.returnPressed.connect(self._on_return)
        self.category.currentIndexChanged.connect(self.changed)
        self.more_button = IconButton("down", self.tr("More of this fact"))
        self.more_button.setCheckable(True)
        self.more_button.toggled.connect(self._on_more)
        first, self._second = QHBoxLayout(), QWidget()
        first.setSpacing(GRID)
        first.addWidget(self.value, 1)
        first.addWidget(self.more_button)
        second = QHBoxLayout(self._second)
        second.setContentsMargins(0, 0, 0, 0)
        second.setSpacing(2 * GRID)
        second.addWidget(self.category, 1)
        second.addWidget(self.key, 1)
        self._second.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * GRID)
        column.addLayout(first)
        column.addWidget(self._second)

    def words(self) -> FactWords:
        """Return what is written; a fact without a key is its own."""
        key, value = self.key.text().strip(), self.value.text().strip()
        return FactWords(self._categories[self.category.currentIndex()], key or value, value)

    def show_words(self, words: FactWords) -> None:
        """Show these words."""
        if words.category in self._categories:
            self.category.setCurrentIndex(self._categories.index(words.category))
        self.key.setText(words.key)
        self.value.setText(words.value)
        for field in (self.key, self.value):
            field.setCursorPosition(0)

    def show_fact(self, fact: Fact) -> None:
        """Show the words of a fact."""
        self.show_words(FactWords(fact.category, fact.key, fact.value))

    @Slot(bool)
    def _on_more(self, wanted: bool) -> None:
        self._second.setVisible(wanted)
        self.unfolded.emit(wanted)

    @Slot()
    def _on_return(self) -> None:
        if self.value.text().strip():
            self.confirmed.emit()
        else:
            self.value.setFocus()
