"""One fact with all that is known of it, and what can be done with it."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QSizePolicy, QVBoxLayout, QWidget

from desktop_app.domain.facts import EarlierFact, Fact
from desktop_app.ui.dates import day_in_words
from desktop_app.ui.memory.fact_fields import FactFields, FactWords
from desktop_app.ui.widgets.buttons import Chip, TextButton
from desktop_app.ui.widgets.card import Card
from desktop_app.ui.widgets.choice_box import ChoiceBox
from desktop_app.ui.widgets.text import plain_tooltip
from desktop_app.ui.widgets.theme import GRID, RADIUS
from desktop_app.ui.widgets.two_parts import TwoParts

_LESS = 20
"""What a link has less around its words than a chip, in pixels."""
DAYS = (1, 7, 30, 365)
"""For how long a fact can be said to hold."""


class FactCard(Card):
    """The words are edited in their place; everything else is a press away."""

    saved = Signal(object, object)
    """The `Fact`, or None for a new one, and the `FactWords` that it shall have."""
    cancelled = Signal()
    """A new fact is not wanted after all."""
    confirm_toggled = Signal(object)
    freeze_toggled = Signal(object)
    until_wanted = Signal(object, object)
    """The `Fact`, and for how many days it shall hold; None for ever."""
    forget_wanted = Signal(object)
    share_wanted = Signal(object, object)
    """The `Fact`, and the id of the persona that shall know it; None for everyone."""
    source_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(ground="raised", edge="border", radius=RADIUS, parent=parent)
        self.setAccessibleName(self.tr("Fact"))
        self._fact: Fact | None = None
        self._personas: Sequence[str | None] = (None,)
        self.fields = FactFields()
        self.who = ChoiceBox(self.tr("Who knows it"))
        self.source = Chip("", kind="link", lead=-_LESS)
        self.source.setStyleSheet("text-align: left;")
        self.source.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.history = QLabel()
        self._known = QWidget()
        self.save_button = TextButton(self.tr("Save"), kind="primary")
        self.cancel_button = TextButton(self.tr("Cancel"))
        self.until = QLabel()
        self.confirm_button = TextButton("", kind="link")
        self.freeze_button = TextButton("", kind="link")
        self.until_button = TextButton(self.tr("Until…"), kind="link")
        self.forget_button = TextButton(self.tr("Forget"), kind="link")
        self._lay_out()
        self._wire()

    def fact(self) -> Fact | None:
        """Return the fact that is shown, None for a new one."""
        return self._fact

    def is_edited(self) -> bool:
        """Tell whether there are words here that are not saved."""
        words = self.fields.words()
        if self._fact is None:
            return bool(words.value)
        return words != FactWords(self._fact.category, self._fact.key, self._fact.value)

    def show_fact(self, fact: Fact | None, personas: Sequence[tuple[str | None, str]]) -> None:
        """Show a fact, or an empty one to be written; `personas` are who may know it, with their names."""
        is_another = self._fact is None or fact is None or fact.id != self._fact.id
        was_edited = not is_another and self.is_edited()
        self._fact = fact
        if fact is None:
            self.fields.show_words(FactWords("note", "", ""))
            self.fields.more_button.setChecked(True)
        elif not was_edited:
            self.fields.show_fact(fact)
        self._show_who(fact, personas)
        if is_another:
            self.show_source("")
            self.show_history(())
        self._name_buttons()
        self._on_changed()

    def show_source(self, words: str) -> None:
        """Show what was said that the fact comes from."""
        self.source.set_words(words)
        self.source.setToolTip(plain_tooltip(words))
        self.source.setAccessibleName(self.tr("Go to its source: {words}").replace("{words}", words))
        self.source.setVisible(bool(words))

    def show_history(self, earlier: Sequence[EarlierFact]) -> None:
        """Show what the fact was before, the latest first."""
        line = self.tr("before {day}: {value}")
        lines = [
            line.replace("{day}", day_in_words(each.replaced_at)).replace("{value}", each.value)
            for each in reversed(earlier)
        ]
        self.history.setText("\n".join(lines[:5]))
        self.history.setVisible(bool(lines) and self.fields.more_button.isChecked())

    def _show_who(self, fact: Fact | None, personas: Sequence[tuple[str | None, str]]) -> None:
        self._personas = [persona for persona, _name in personas]
        self.who.blockSignals(True)
        self.who.clear()
        self.who.addItems([name for _persona, name in personas])
        known = None if fact is None else fact.persona
        self.who.setCurrentIndex(self._personas.index(known) if known in self._personas else 0)
        self.who.blockSignals(False)

    def _name_buttons(self) -> None:
        fact = self._fact
        if fact is None:
            return
        is_sure = fact.confirmed and not fact.suggested
        day = "" if fact.until is None else day_in_words(fact.until)
        for button, words in (
            (self.confirm_button, self.tr("Not sure") if is_sure else self.tr("Confirm")),
            (self.freeze_button, self.tr("Unfreeze") if fact.frozen else self.tr("Freeze")),
            (self.forget_button, self.tr("Decline") if fact.suggested else self.tr("Forget")),
        ):
            button.setText(words)
            button.setAccessibleName(words)
        self.until.setText(self.tr("Holds until {day}").replace("{day}", day))
        self.until.setVisible(bool(day))
        for button in (self.freeze_button, self.until_button):
            button.setVisible(not fact.suggested)
        self.freeze_button.setToolTip(self.tr("A frozen fact is changed by you alone, whatever is said"))

    def _lay_out(self) -> None:
        for label in (self.until, self.history):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setProperty("kind", "quiet")
            label.setWordWrap(True)
            label.hide()
        self._doing = TwoParts()
        for part, buttons in (
            (self._doing.left, (self.confirm_button, self.freeze_button)),
            (self._doing.right, (self.until_button, self.forget_button)),
        ):
            part.setSpacing(3 * GRID)
            for button in buttons:
                part.addWidget(button)
            part.addStretch(1)
        self._saving = QWidget()
        saving = QHBoxLayout(self._saving)
        saving.setContentsMargins(0, 0, 0, 0)
        saving.setSpacing(2 * GRID)
        saving.addWidget(self.save_button)
        saving.addWidget(self.cancel_button)
        saving.addStretch(1)
        known = QHBoxLayout(self._known)
        known.setContentsMargins(0, 0, 0, 0)
        known.setSpacing(2 * GRID)
        known_label = QLabel(self.tr("Known to"))
        known_label.setProperty("kind", "quiet")
        known.addWidget(known_label)
        known.addWidget(self.who, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(3 * GRID, 3 * GRID, 3 * GRID, 2 * GRID)
        column.setSpacing(2 * GRID)
        column.addWidget(self.fields)
        column.addWidget(self._known)
        column.addWidget(self.source)
        column.addWidget(self.until)
        column.addWidget(self.history)
        self._known.hide()
        column.addWidget(self._saving)
        column.addWidget(self._doing)

    def _wire(self) -> None:
        self.fields.changed.connect(self._on_changed)
        self.fields.unfolded.connect(self._on_unfolded)
        self.fields.confirmed.connect(self._on_save)
        self.save_button.clicked.connect(self._on_save)
        self.cancel_button.clicked.connect(self._on_cancel)
        self.confirm_button.clicked.connect(lambda: self.confirm_toggled.emit(self._fact))
        self.freeze_button.clicked.connect(lambda: self.freeze_toggled.emit(self._fact))
        self.forget_button.clicked.connect(lambda: self.forget_wanted.emit(self._fact))
        self.source.clicked.connect(lambda: self.source_wanted.emit(self._fact))
        self.until_button.clicked.connect(self._on_until)
        self.who.activated.connect(self._on_who)

    def persona(self) -> str | None:
        """Return the id of the persona that shall know it, None for everyone."""
        return self._personas[self.who.currentIndex()]

    @Slot(bool)
    def _on_unfolded(self, wanted: bool) -> None:
        self._known.setVisible(wanted)
        self.history.setVisible(wanted and bool(self.history.text()))

    @Slot()
    def _on_changed(self) -> None:
        is_edited = self._fact is None or self.is_edited()
        self._saving.setVisible(is_edited)
        self._doing.setVisible(not is_edited)
        self.save_button.setEnabled(bool(self.fields.words().value))

    @Slot()
    def _on_save(self) -> None:
        if self.fields.words().value and self.is_edited():
            self.saved.emit(self._fact, self.fields.words())

    @Slot()
    def _on_cancel(self) -> None:
        if self._fact is None:
            self.cancelled.emit()
        else:
            self.fields.show_fact(self._fact)

    @Slot(int)
    def _on_who(self, place: int) -> None:
        if self._fact is not None and self._personas[place] != self._fact.persona:
            self.share_wanted.emit(self._fact, self._personas[place])

    @Slot()
    def _on_until(self) -> None:
        fact = self._fact
        if fact is None:
            return
        menu = QMenu(self)
        menu.setAccessibleName(self.tr("Until when it holds"))
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        words = (self.tr("For a day"), self.tr("For a week"), self.tr("For a month"), self.tr("For a year"))
        menu.addAction(self.tr("For ever")).triggered.connect(lambda: self.until_wanted.emit(fact, None))
        for days, each in zip(DAYS, words, strict=True):
            action = menu.addAction(each)
            action.triggered.connect(lambda _checked=False, days=days: self.until_wanted.emit(fact, days))
        menu.popup(self.until_button.mapToGlobal(self.until_button.rect().bottomLeft()))
