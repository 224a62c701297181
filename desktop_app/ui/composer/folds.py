"""Long texts in the editor, each folded into one character with a chip over it.

The document holds an object character for each, which moves, goes and comes back by undo as any other character does;
the text behind it is kept here by a number in its format.
"""

from collections.abc import Iterator

from PySide6.QtCore import QLocale, QSizeF, Slot
from PySide6.QtGui import QPyTextObject, QTextCharFormat, QTextCursor, QTextDocument, QTextFormat
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from desktop_app.ui.composer.fold_chip import FoldChip
from desktop_app.ui.widgets.exact_text import exact_text

_OBJECT = "\ufffc"
_TYPE = int(QTextFormat.ObjectTypes.UserObject.value) + 1
_NUMBER = int(QTextFormat.Property.UserProperty.value) + 1
_MOST_UNFOLDED = 500_000
"""Longer texts stay folded: laying them out would hold the window up for seconds."""


class Folds(QPyTextObject):
    """The folded texts of one editor."""

    def __init__(self, editor: QPlainTextEdit) -> None:
        super().__init__(editor)
        self._editor = editor
        self._texts: list[str] = []
        self._chips: dict[int, FoldChip] = {}
        editor.document().documentLayout().registerHandler(_TYPE, self)
        editor.textChanged.connect(self._update_chips)
        editor.updateRequest.connect(self._place_chips)
        editor.selectionChanged.connect(self._show_selection)
        self._room = self._widest()

    def insert(self, text: str, what: str) -> None:
        """Put `text` at the cursor, folded; `what` it is is said with its length."""
        number = len(self._texts)
        self._texts.append(text)
        chip = FoldChip(f"{what}, {self._length(text)}", text, self._editor.viewport())
        chip.setFixedHeight(self._editor.fontMetrics().height())
        chip.setFixedWidth(min(chip.sizeHint().width(), self._room))
        chip.clicked.connect(lambda: self._unfold(number))
        chip.removed.connect(lambda: self._remove(number))
        self._chips[number] = chip
        kind = QTextCharFormat()
        kind.setObjectType(_TYPE)
        kind.setProperty(_NUMBER, number)
        cursor = self._editor.textCursor()
        cursor.insertText(_OBJECT, kind)
        self._editor.setTextCursor(cursor)

    def forget(self) -> None:
        """Let go of all texts: nothing in the document leads to them any more, nor in what can be undone."""
        for chip in self._chips.values():
            chip.hide()
            chip.deleteLater()
        self._texts.clear()
        self._chips.clear()
        # Before the document is emptied, which looks for the chips of what is in it.
        self._editor.setPlainText("")

    def text(self, start: int, end: int) -> str:
        """Return what stands between two places of the document, all of it unfolded."""
        parts = []
        for place, number in self._places(start, end):
            parts += [self._plain(start, place), self._texts[number]]
            start = place + 1
        return "".join([*parts, self._plain(start, end)])

    def names(self) -> list[str]:
        """Return what the folded texts are, in their order."""
        end = self._editor.document().characterCount() - 1
        return [self._chips[number].accessibleName() for _place, number in self._places(0, end)]

    def intrinsicSize(self, _document: QTextDocument, _place: int, kind: QTextFormat) -> QSizeF:
        """Return the room that a chip takes in its line, which it makes no higher."""
        width = self._chips[int(kind.property(_NUMBER))].width()
        return QSizeF(width, self._editor.fontMetrics().ascent())

    def drawObject(self, *_place: object) -> None:
        """Draw nothing: the chip lies over it."""

    def _places(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Go through the places and numbers of folded texts."""
        document = self._editor.document()
        found = document.find(_OBJECT, start)
        while not found.isNull() and found.selectionEnd() <= end:
            kind = found.charFormat()
            if kind.objectType() == _TYPE:
                yield found.selectionStart(), int(kind.property(_NUMBER))
            found = document.find(_OBJECT, found.selectionEnd())

    def _length(self, text: str) -> str:
        lines, locale = text.removesuffix("\n").count("\n") + 1, QLocale()
        if lines > 1:
            return self.tr("{n} lines").replace("{n}", locale.toString(lines))
        return self.tr("{n} characters").replace("{n}", locale.toString(len(text)))

    def _widest(self) -> int:
        return max(self._editor.viewport().width() - 8, 80)

    def _at(self, number: int) -> QTextCursor | None:
        """Return a cursor that has a folded text selected."""
        end = self._editor.document().characterCount() - 1
        for place, found in self._places(0, end):
            if found == number:
                cursor = self._editor.textCursor()
                cursor.setPosition(place)
                cursor.setPosition(place + 1, QTextCursor.MoveMode.KeepAnchor)
                return cursor
        return None

    def _unfold(self, number: int) -> None:
        text = self._texts[number]
        cursor = self._at(number)
        if cursor is None or len(text) > _MOST_UNFOLDED:
            return
        cursor.insertText(text, QTextCharFormat())
        self._editor.setTextCursor(cursor)
        self._editor.setFocus()

    def _remove(self, number: int) -> None:
        cursor = self._at(number)
        if cursor is not None:
            cursor.removeSelectedText()
        self._editor.setFocus()

    @Slot()
    def _update_chips(self) -> None:
        """Show the chips of what is in the document, in the order of the Tab key, and hide those that are not."""
        end = self._editor.document().characterCount() - 1
        present = [number for _place, number in self._places(0, end)]
        before: QWidget = self._editor
        for number, chip in self._chips.items():
            chip.setVisible(number in present)
        for number in present:
            QWidget.setTabOrder(before, self._chips[number])
            before = self._chips[number]
        self._editor.setAccessibleDescription(", ".join(self.names()))
        self._place_chips()

    @Slot()
    def _place_chips(self) -> None:
        self._fit_chips()
        end = self._editor.document().characterCount() - 1
        cursor = self._editor.textCursor()
        for place, number in self._places(0, end):
            cursor.setPosition(place)
            self._chips[number].move(self._editor.cursorRect(cursor).topLeft())

    def _fit_chips(self) -> None:
        """Make no chip wider than a line."""
        if self._room != self._widest():
            self._room = self._widest()
            for chip in self._chips.values():
                chip.setFixedWidth(min(chip.sizeHint().width(), self._room))
            self._editor.document().markContentsDirty(0, self._editor.document().characterCount())

    @Slot()
    def _show_selection(self) -> None:
        cursor = self._editor.textCursor()
        end = self._editor.document().characterCount() - 1
        for place, number in self._places(0, end):
            self._chips[number].set_selected(cursor.selectionStart() <= place < cursor.selectionEnd())

    def _plain(self, start: int, end: int) -> str:
        return exact_text(self._editor.document(), start, end)
