"""One side of a comparison: a text with its changes, to read and to select from."""

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtGui import QColor, QTextBlock, QTextCharFormat, QTextCursor, QTextOption
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QTextEdit, QWidget

from desktop_app.domain.differences import Change
from desktop_app.ui.compare.colours import tint_of
from desktop_app.ui.compare.pieces import Piece
from desktop_app.ui.widgets.theme import GRID, theme_of

_ABOVE = 4
"""A change that one is led to stands this part of the height below the top."""


class DiffPane(QPlainTextEdit):
    """Shows pieces as they come; letters alone, whatever they look like."""

    moved = Signal()
    """Another part of the text is in sight."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabChangesFocus(True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        option = self.document().defaultTextOption()
        option.setTextDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        self.document().setDefaultTextOption(option)
        self.document().setDocumentMargin(3 * GRID)
        self._places: dict[int, list[tuple[Change, int, int]]] = {}
        """For each change where its texts begin and end."""
        self.verticalScrollBar().valueChanged.connect(self._on_moved)

    def begin(self) -> None:
        """Show nothing any more."""
        self._places = {}
        self.setExtraSelections([])
        self.clear()

    def length(self) -> int:
        """Return the number of characters shown."""
        return self.document().characterCount() - 1

    def add(self, pieces: list[Piece]) -> None:
        """Show some more at the end."""
        cursor = QTextCursor(self.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        cursor.beginEditBlock()
        for piece in pieces:
            begun = cursor.position()
            cursor.insertText(piece.text, self._format(piece.change))
            if piece.number is not None:
                self._places.setdefault(piece.number, []).append((piece.change, begun, cursor.position()))
        cursor.endEditBlock()

    def mark(self, number: int | None) -> None:
        """Let one change stand out."""
        selections = []
        for change, begin, end in self._places.get(-1 if number is None else number, []):
            selection = QTextEdit.ExtraSelection()
            selection.cursor = QTextCursor(self.document())
            selection.cursor.setPosition(begin)
            selection.cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
            selection.format.setBackground(QColor(tint_of(change, theme_of(self.window())).here))
            selections.append(selection)
        self.setExtraSelections(selections)

    def place_of(self, number: int) -> int | None:
        """Return where a change begins, None where there is nothing of it on this side."""
        places = self._places.get(number)
        return places[0][1] if places else None

    def first_in_sight(self) -> int:
        """Return the place of the first character in sight."""
        return self.cursorForPosition(QPoint(3 * GRID, 0)).position()

    def bring_to_top(self, place: int) -> None:
        """Scroll until the line with that place is the first."""
        self.verticalScrollBar().setValue(self._line_of(place))

    def bring_into_sight(self, place: int) -> None:
        """Scroll, if need be, until that place is well in sight; the cursor goes there too."""
        cursor = self.textCursor()
        cursor.setPosition(place)
        self.setTextCursor(cursor)
        bar = self.verticalScrollBar()
        line = self._line_of(place)
        if not bar.value() <= line < bar.value() + bar.pageStep() - 1:
            bar.setValue(line - bar.pageStep() // _ABOVE)

    def _line_of(self, place: int) -> int:
        block: QTextBlock = self.document().findBlock(place)
        self.document().documentLayout().blockBoundingRect(block)  # lays it out
        line = block.layout().lineForTextPosition(place - block.position())
        return block.firstLineNumber() + (line.lineNumber() if line.isValid() else 0)

    def _format(self, change: Change) -> QTextCharFormat:
        shape = QTextCharFormat()
        if change is Change.KEPT:
            return shape
        tint = tint_of(change, theme_of(self.window()))
        shape.setForeground(QColor(tint.text))
        shape.setBackground(QColor(tint.ground))
        # Whoever does not see the colours sees the lines.
        shape.setFontStrikeOut(change is Change.REMOVED)
        shape.setFontUnderline(change is Change.ADDED)
        return shape

    @Slot()
    def _on_moved(self) -> None:
        self.moved.emit()
