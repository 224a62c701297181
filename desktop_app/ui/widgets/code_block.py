"""A block of code: its language, buttons, and the code, which scrolls sideways or wraps."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QFontDatabase, QGuiApplication, QTextCursor
from PySide6.QtWidgets import QLabel, QWidget

from desktop_app.ui.widgets.accessible_list import show_as
from desktop_app.ui.widgets.buttons import IconButton, TextButton
from desktop_app.ui.widgets.card import Card
from desktop_app.ui.widgets.pictured_text import Filled
from desktop_app.ui.widgets.text import in_proportion, scaled
from desktop_app.ui.widgets.theme import GRID, RADIUS
from desktop_app.ui.widgets.wide_text import WideText

AT_FIRST = 40
"""Lines that are shown until more are asked for."""
AT_ONCE = 2_000
"""Lines more that are shown at a time: more would be felt."""
_HEADER = 36
_PADDING = 3 * GRID
_SAID_MS = 1_500


@dataclass(slots=True)
class CodeState:
    """What somebody chose for a block of code: how many lines there are to be seen, and whether long ones wrap."""

    lines: int = AT_FIRST
    wrapped: bool = False


class CodeBlock(Card):
    """Shows code that somebody else colours."""

    changed = Signal()
    """It was unfolded, folded or wrapped, and takes another height."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(ground="code", radius=RADIUS, parent=parent)
        show_as(self, "group")
        self._text = self._shown = ""
        self._count = 0
        self._name = ""
        self._state = CodeState()
        self._colour: Callable[[str], str] = str
        self._language = QLabel(self)
        self._language.setProperty("kind", "quiet")
        self._language.setTextFormat(Qt.TextFormat.PlainText)
        self._wrap = IconButton("wrap", self.tr("Wrap lines"), size=16, parent=self)
        self._wrap.setCheckable(True)
        self._wrap.clicked.connect(self._on_wrap)
        self._copy = IconButton("copy", self.tr("Copy code"), size=16, parent=self)
        self._copy.clicked.connect(self._on_copy)
        self._more = TextButton("", kind="flat", parent=self)
        self._more.clicked.connect(self._on_more)
        self._less = TextButton(self.tr("Show less"), kind="flat", parent=self)
        self._less.clicked.connect(self._on_less)
        self._code = WideText(self)
        self._code.focused.connect(self._on_focused)
        option = self._code.document().defaultTextOption()
        option.setTextDirection(Qt.LayoutDirection.LeftToRight)
        self._code.document().setDefaultTextOption(option)

    @property
    def text(self) -> WideText:
        """The code as it is shown."""
        return self._code

    def set_code(self, text: str, language: str, colour: Callable[[str], str], state: CodeState) -> None:
        """Show as much of `text` as `state` says, as HTML by `colour`; `text` is what Copy copies."""
        self._text, self._colour, self._state = text, colour, state
        self._count = text.count("\n") + 1
        self._name = language or self.tr("text")
        self._language.setText(self._name)
        self._wrap.setChecked(state.wrapped)
        self._set_fonts()
        self._show()

    def add_code(self, text: str) -> None:
        """Show more code below, without colours."""
        self._text += text
        self._count += text.count("\n")
        shown = self._first_lines()
        new = shown[len(self._shown) :]
        self._shown = shown
        if new:
            cursor = self._code.textCursor()
            cursor.movePosition(QTextCursor.MoveOperation.End)
            plain = cursor.charFormat()
            plain.clearForeground()
            cursor.insertText(new, plain)
        self._name_buttons()

    def height_for(self, width: int) -> int:
        """Return the height at that width, for which it is laid out."""
        room = width - 2 * _PADDING
        self._code.set_wrapped(wrapped=self._state.wrapped, width=room)
        height = self._code.height_for(room)
        header = in_proportion(_HEADER, self.font())
        self._code.setGeometry(_PADDING, header, room, height)
        self._wrap.setVisible(self._state.wrapped or self._code.overflows)
        right = width - self._copy.width() - GRID
        for button in (self._copy, self._wrap):
            button.move(right, (header - button.height()) // 2)
            right -= button.width()
        self._language.setGeometry(_PADDING, 0, max(right, 0), header)
        y = header + height
        left = GRID
        for choice in (self._more, self._less):
            if not choice.isHidden():
                choice.adjustSize()
                choice.move(left, y + GRID)
                left += choice.width()
        below = self._more.height() + 2 * GRID if left > GRID else _PADDING
        return y + below

    def changeEvent(self, event: QEvent) -> None:
        """Follow the size of the text."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._set_fonts()

    def _set_fonts(self) -> None:
        fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        fixed.setPointSizeF(self.font().pointSizeF() * 0.92)
        if self._code.document().defaultFont() != fixed:
            self._code.document().setDefaultFont(fixed)
        self._language.setFont(scaled(self.font(), 0.9))

    def _first_lines(self) -> str:
        """Return the code up to the last line that is to be seen."""
        if self._count <= self._state.lines:
            return self._text
        end = -1
        for _ in range(self._state.lines):
            end = self._text.index("\n", end + 1)
        return self._text[:end]

    def _show(self) -> None:
        self._shown = self._first_lines()
        self._code.show_html(Filled(self._colour(self._shown), {}))
        self._code.setAccessibleName(self.tr("Code"))
        self._name_buttons()

    def _name_buttons(self) -> None:
        lines = self.tr("1 line") if self._count == 1 else self.tr("{n} lines").replace("{n}", str(self._count))
        self.setAccessibleName(", ".join((self.tr("Code"), self._name, lines)))
        left = self._count - self._state.lines
        self._more.setVisible(left > 0)
        self._less.setVisible(self._state.lines > AT_FIRST and self._count > AT_FIRST)
        if left > 0:
            words = self.tr("Show all {n} lines") if left <= AT_ONCE else self.tr("Show {m} more of {n} lines")
            words = words.replace("{n}", f"{self._count:,}").replace("{m}", f"{AT_ONCE:,}")
            self._more.setText(words)
            self._more.setAccessibleName(words)

    @Slot(bool)
    def _on_focused(self, focused: bool) -> None:
        self.set_colours(ground="code", edge="accent" if focused else "border")

    @Slot()
    def _on_more(self) -> None:
        # All of it where it is not long: also what is still to come.
        whole = self._count - self._state.lines <= AT_ONCE
        self._state.lines = max(AT_ONCE, self._count) if whole else self._state.lines + AT_ONCE
        self._show()
        self.changed.emit()

    @Slot()
    def _on_less(self) -> None:
        self._state.lines = AT_FIRST
        self._show()
        self.changed.emit()

    @Slot()
    def _on_wrap(self) -> None:
        self._state.wrapped = self._wrap.isChecked()
        self.changed.emit()

    @Slot()
    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self._text)
        shown = self._language.text()
        self._language.setText(self.tr("Copied"))
        QTimer.singleShot(_SAID_MS, self._language, lambda: self._language.setText(shown))
