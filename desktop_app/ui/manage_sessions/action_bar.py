"""The foot of the dialog: how many are chosen, and what can be done with them."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QLabel, QMenu, QWidget

from desktop_app.ui.manage_sessions.rows import ManagedRow, Tab
from desktop_app.ui.manage_sessions.verbs import Verb, is_possible, verbs_for
from desktop_app.ui.manage_sessions.words import counted
from desktop_app.ui.widgets.buttons import TextButton
from desktop_app.ui.widgets.icons import pixmap
from desktop_app.ui.widgets.theme import theme_of
from desktop_app.ui.widgets.two_parts import TwoParts

_ICONS = {
    Verb.OPEN: "open",
    Verb.PIN: "pin",
    Verb.UNPIN: "pin",
    Verb.ARCHIVE: "archive",
    Verb.UNARCHIVE: "unarchive",
    Verb.EXPORT: "export",
    Verb.TRASH: "trash",
    Verb.RESTORE: "undo",
    Verb.DELETE: "trash",
}
_KEYS = {Verb.OPEN: "\tEnter", Verb.TRASH: "\tDel", Verb.DELETE: "\tDel"}


class ActionBar(TwoParts):
    """One button a verb; those that do not fit the tab are not there, those that do not fit the choice are faint."""

    chosen = Signal(object)
    """The `Verb` to do."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tab = Tab.ACTIVE
        self._rows: Sequence[ManagedRow] = ()
        self._summary = QLabel()
        self._summary.setProperty("kind", "quiet")
        self._summary.setTextFormat(Qt.TextFormat.PlainText)
        self._buttons = {verb: TextButton(self._label(verb)) for verb in Verb}
        self.left.addWidget(self._summary)
        self.left.addStretch(1)
        self.right.addStretch(1)
        self._keep_height()
        for verb in (
            Verb.DELETE,
            Verb.PIN,
            Verb.UNPIN,
            Verb.ARCHIVE,
            Verb.UNARCHIVE,
            Verb.EXPORT,
            Verb.TRASH,
            Verb.RESTORE,
            Verb.OPEN,
        ):
            self._buttons[verb].clicked.connect(partial(self._on_pressed, verb))
            self.right.addWidget(self._buttons[verb])
        for verb in (Verb.OPEN, Verb.RESTORE):
            self._buttons[verb].setProperty("kind", "primary")
        self.show_for(Tab.ACTIVE, (), 0)

    def show_for(self, tab: Tab, chosen: Sequence[ManagedRow], shown: int) -> None:
        """Fit a tab, the rows chosen on it, and the number of those shown."""
        self._tab, self._rows = tab, chosen
        verbs = verbs_for(tab, chosen)
        for verb, button in self._buttons.items():
            wanted = verb in verbs and shown > 0
            if button.isHidden() == wanted:  # each change lays the bar out anew
                button.setVisible(wanted)
            button.setEnabled(is_possible(verb, chosen))
        if chosen:
            self._summary.setText(counted(len(chosen), self.tr("1 session chosen"), self.tr("{n} sessions chosen")))
        elif shown:
            self._summary.setText(counted(shown, self.tr("1 session"), self.tr("{n} sessions")))
        else:
            self._summary.clear()

    def summary(self) -> str:
        """Return what is said about the choice."""
        return self._summary.text()

    def changeEvent(self, event: QEvent) -> None:
        """Grow and shrink with the text."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._keep_height()

    def _keep_height(self) -> None:
        """Be as high without buttons as with them."""
        self.setMinimumHeight(self._buttons[Verb.OPEN].sizeHint().height())

    def open_menu(self, place: QPoint) -> QMenu:
        """Open a menu with the same verbs at a place of the screen."""
        menu = QMenu(self)
        menu.setAccessibleName(self.tr("Chosen sessions"))
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        colour = theme_of(self.window()).text
        for verb in reversed(verbs_for(self._tab, self._rows)):
            if verb in (Verb.TRASH, Verb.DELETE):
                menu.addSeparator()
            words = self._label(verb) + _KEYS.get(verb, "")
            action = menu.addAction(QIcon(pixmap(_ICONS[verb], colour, 16)), words, partial(self._on_pressed, verb))
            action.setEnabled(is_possible(verb, self._rows))
        menu.popup(place)
        return menu

    def _on_pressed(self, verb: Verb, _checked: bool = False) -> None:
        self.chosen.emit(verb)

    def _label(self, verb: Verb) -> str:
        return {
            Verb.OPEN: self.tr("Open"),
            Verb.PIN: self.tr("Pin"),
            Verb.UNPIN: self.tr("Unpin"),
            Verb.ARCHIVE: self.tr("Archive"),
            Verb.UNARCHIVE: self.tr("Unarchive"),
            Verb.EXPORT: self.tr("Export…"),
            Verb.TRASH: self.tr("Move to trash"),
            Verb.RESTORE: self.tr("Restore"),
            Verb.DELETE: self.tr("Delete for good"),
        }[verb]
