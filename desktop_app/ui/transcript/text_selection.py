"""All that has to do with selecting in the transcript: the mouse, the keys, the marks, the menu and what is copied."""

from PySide6.QtCore import QObject, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from desktop_app.ui.transcript.announcer import announcing
from desktop_app.ui.transcript.excerpts import Excerpt, Excerpts
from desktop_app.ui.transcript.marking import Marking
from desktop_app.ui.transcript.model import TranscriptModel
from desktop_app.ui.transcript.places import Places
from desktop_app.ui.transcript.selecting import MouseSelecting
from desktop_app.ui.transcript.selection import Place, Selection
from desktop_app.ui.transcript.selection_keys import SelectionKeys
from desktop_app.ui.widgets.caret import Caret
from desktop_app.ui.widgets.recycled_list import RecycledList

_MOST_SAID = 300
"""Letters that are said of what was selected in one step."""


class TextSelection(QObject):
    """Selects in a list of messages."""

    copy_requested = Signal(object)
    """An `Excerpt` shall be in the clipboard."""
    passed_over = Signal(str)
    """What the keyboard has just selected or let go of, for those who cannot see it."""
    selected_by_mouse = Signal(object)
    """The mouse has selected an `Excerpt`, which X11 pastes with the middle button."""

    def __init__(self, view: RecycledList, model: TranscriptModel) -> None:
        super().__init__(view)
        self.selection = Selection(model, self)
        self._list = view
        self._places = Places(view, model)
        self._mouse = MouseSelecting(self._places, self.selection, self)
        self._keys = SelectionKeys(self._places, self.selection)
        self.excerpts = Excerpts(view, model, self.selection)
        self.marking = Marking(view, model, self.selection, self)
        self._caret = Caret(view.viewport())
        self._by_keys = False
        self.passed_over.connect(announcing(view))
        view.laid_out.connect(self._on_laid_out)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._on_focus_changed)
        self.selection.changed.connect(self._place_caret)

    def excerpt(self, *, plain: bool = False) -> Excerpt:
        """Return what is selected, as Markdown or as plain text."""
        return self.excerpts.excerpt(plain=plain)

    def press(self, event: QMouseEvent) -> None:
        """Begin to select, or take the selection up to here with Shift."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        self._by_keys = False
        point = event.position().toPoint()
        self._list.hold(self._list.viewport().childAt(point))
        self._list.setFocus(Qt.FocusReason.MouseFocusReason)
        self._mouse.press(point, extend=bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))

    def press_twice(self, event: QMouseEvent) -> None:
        """Select a word."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._mouse.press_twice(event.position().toPoint())

    def move(self, event: QMouseEvent) -> None:
        """Take the selection up to here."""
        self._mouse.move(event.position().toPoint())

    def release(self, event: QMouseEvent) -> None:
        """Stop selecting."""
        if event.button() == Qt.MouseButton.LeftButton and self._mouse.is_pressed:
            self._mouse.release()
            self._list.hold(None)
            if not self.selection.is_empty():
                self.selected_by_mouse.emit(self.excerpt())

    def handle_key(self, event: QKeyEvent) -> bool:
        """Do what a key stands for; tell whether it was one for selecting."""
        before = self.selection.focus
        if event.matches(QKeySequence.StandardKey.Copy) and not self.selection.is_empty():
            self.copy()
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self.selection.select_all()
        elif event.key() == Qt.Key.Key_Escape and not self.selection.is_empty():
            self.selection.clear()
        elif self._keys.handle(event):
            self._by_keys = True
            self._place_caret()
            self._tell(before)
        else:
            return False
        return True

    @Slot()
    def copy(self) -> None:
        """Copy what is selected, whole messages as the Markdown that they are stored in."""
        self.copy_requested.emit(self.excerpt())

    @Slot()
    def copy_plain(self) -> None:
        """Copy what is selected as it reads, without marks."""
        self.copy_requested.emit(self.excerpt(plain=True))

    def open_menu(self, at: QPoint) -> QMenu:
        """Open the menu of what can be done with the selection, at a place of the screen."""
        menu = QMenu(self._list)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setAccessibleName(self.tr("Selection"))
        chosen = not self.selection.is_empty()
        for words, keys, do, possible in (
            (self.tr("Copy"), "Ctrl+C", self.copy, chosen),
            (self.tr("Copy as plain text"), "", self.copy_plain, chosen),
            (self.tr("Select all"), "Ctrl+A", self.selection.select_all, True),
        ):
            action = QAction(menu)
            action.setText(words)
            action.setShortcut(QKeySequence(keys))
            action.setEnabled(possible)
            action.triggered.connect(do)
            menu.addAction(action)
        menu.popup(at)
        return menu

    def _tell(self, before: Place | None) -> None:
        """Say what the end that moves has passed over, or where it is when it has come to another message."""
        focus = self.selection.focus
        column = None if focus is None else self._places.column(focus.message)
        if focus is None or column is None or focus == before:
            return
        start, end = column.paragraph(focus.offset)
        if before is not None and before.message == focus.message:
            start, end = sorted((before.offset, focus.offset))
        self.passed_over.emit(column.plain(start, end)[:_MOST_SAID])

    @Slot(QWidget, QWidget)
    def _on_focus_changed(self, _before: QWidget | None, now: QWidget | None) -> None:
        """Let go of what is selected when somebody clicks into something else to write there."""
        if now is None or now is self._list or self._list.isAncestorOf(now) or self.selection.is_empty():
            return
        if QApplication.mouseButtons() & Qt.MouseButton.LeftButton and now.window() is self._list.window():
            self.selection.clear()

    @Slot()
    def _on_laid_out(self) -> None:
        if self._mouse.is_pressed and not self.selection.is_empty():
            self._mouse.follow()
        self._place_caret()

    @Slot()
    def _place_caret(self) -> None:
        focus = self.selection.focus
        wanted = self._by_keys and focus is not None and self._list.hasFocus()
        if wanted or not self._caret.isHidden():
            self._caret.stand_at(self._places.rect(focus) if wanted and focus is not None else None)
