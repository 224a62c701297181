"""One entry of a lorebook, to be written."""

from dataclasses import replace

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.domain.lorebooks import LoreEntry, Position
from desktop_app.ui.personas.listed import joined, separated
from desktop_app.ui.widgets.check_box import CheckBox
from desktop_app.ui.widgets.choice_box import ChoiceBox
from desktop_app.ui.widgets.held_text import HeldBox, HeldLine
from desktop_app.ui.widgets.labelled import Labelled
from desktop_app.ui.widgets.number_field import NumberField
from desktop_app.ui.widgets.text import in_proportion
from desktop_app.ui.widgets.theme import GRID

_NUMBER = 88
_POSITIONS: tuple[Position, ...] = ("before_char", "after_char")


class EntryForm(QWidget):
    """Keys, text, and when it joins the prompt."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown = False
        self.keys, self.secondary = HeldLine(), HeldLine()
        self.text = HeldBox(self.tr("Text of the entry"), lines=4)
        self.order = NumberField(self.tr("Order"), least=-10_000)
        self.order.setFixedWidth(in_proportion(_NUMBER, self.font()))
        self.position = ChoiceBox(self.tr("Place in the prompt"))
        self.position.addItems([self.tr("Before the character"), self.tr("After the character")])
        self.flags = {
            "case_sensitive": CheckBox(self.tr("Capitals count")),
            "whole_words": CheckBox(self.tr("Whole words only")),
        }
        self.keys_field = Labelled(
            self.tr("Keys"), self.keys, self.tr("With commas between them; one of them must be spoken of")
        )
        self.order_field = Labelled(self.tr("Order"), self.order)
        self._lay_out()
        for line in (self.keys, self.secondary, self.order):
            line.textChanged.connect(self._on_edited)
        self.text.textChanged.connect(self._on_edited)
        self.position.currentIndexChanged.connect(self._on_edited)
        for flag in self.flags.values():
            flag.toggled.connect(self._on_edited)

    def _lay_out(self) -> None:
        self.keys.setAccessibleName(self.tr("Keys"))
        self.secondary.setAccessibleName(self.tr("Further keys"))
        numbers, flags = QHBoxLayout(), QHBoxLayout()
        numbers.addWidget(self.order_field)
        numbers.addWidget(Labelled(self.tr("Place in the prompt"), self.position), 1)
        for flag in self.flags.values():
            flags.addWidget(flag)
        flags.addStretch(1)
        for row in (numbers, flags):
            row.setSpacing(4 * GRID)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3 * GRID)
        column.addWidget(self.keys_field)
        column.addWidget(Labelled(self.tr("Text"), self.text))
        further = self.tr("Where there are any, one of these must be spoken of as well")
        column.addWidget(Labelled(self.tr("Further keys"), self.secondary, further))
        column.addLayout(numbers)
        column.addLayout(flags)

    def show_entry(self, entry: LoreEntry | None) -> None:
        """Fill the fields; None empties them and lets nothing be written."""
        self._shown = False  # what follows is not edited by a person
        shown = entry or LoreEntry((), "")
        self.keys.hold(joined(shown.keys))
        self.secondary.hold(joined(shown.secondary_keys))
        self.text.hold(shown.content)
        self.order.setText(str(shown.order))
        self.position.setCurrentIndex(_POSITIONS.index(shown.position))
        for name, flag in self.flags.items():
            flag.setChecked(getattr(shown, name))
        self.order_field.show_problem("")
        self._shown = entry is not None

    def taken(self, before: LoreEntry) -> LoreEntry:
        """Return an entry with what stands in the fields."""
        keys = separated(self.keys.text()) if self.keys.is_changed() else before.keys
        secondary = separated(self.secondary.text()) if self.secondary.is_changed() else before.secondary_keys
        selective = before.selective if secondary == before.secondary_keys else bool(secondary)
        number = _whole(self.order.text())
        return replace(
            before,
            keys=keys,
            secondary_keys=secondary,
            selective=selective,
            content=self.text.words(),
            order=before.order if number is None else number,
            position=_POSITIONS[self.position.currentIndex()],
            case_sensitive=self.flags["case_sensitive"].isChecked(),
            whole_words=self.flags["whole_words"].isChecked(),
        )

    def set_read_only(self, read_only: bool) -> None:
        """Let nothing be changed, or let it again."""
        for field in (self.keys, self.secondary, self.order, self.text):
            field.setReadOnly(read_only)
        for widget in (self.position, *self.flags.values()):
            widget.setDisabled(read_only)

    @Slot()
    def _on_edited(self) -> None:
        if self._shown:
            wrong = _whole(self.order.text()) is None
            self.order_field.show_problem(self.tr("A whole number.") if wrong else "")
            self.edited.emit()


def _whole(text: str) -> int | None:
    try:
        return int(text.strip() or "0")
    except ValueError:
        return None
