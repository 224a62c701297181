"""The main window: puts the views side by side, and gives every command a key."""

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6 import QtCore
from PySide6.QtCore import QEvent, QPoint, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QSplitter, QVBoxLayout, QWidget

from desktop_app.ui.chat_header.view import ChatHeader
from desktop_app.ui.composer.view import Composer
from desktop_app.ui.main_window.joints import join
from desktop_app.ui.main_window.place import Place, packed, unpacked
from desktop_app.ui.main_window.wishes import Wishes
from desktop_app.ui.notices.view import NoticeBar
from desktop_app.ui.sidebar.view import SidebarView
from desktop_app.ui.widgets.icons import pixmap, use_folder

if TYPE_CHECKING:
    from PySide6.QtGui import QAction

    from desktop_app.ui.main_window.beside import Beside
    from desktop_app.ui.transcript.view import TranscriptView

_SIDEBAR_WIDTH = 252
_SIDEBAR_MOST = 420
_CENTRE_LEAST = 400
_INSPECTOR_WIDTH = 320


class MainWindow(QMainWindow):
    """Holds the views as attributes; knows neither services nor sessions."""

    new_session_requested = Signal()
    attach_requested = Signal()
    next_session_requested = Signal()
    previous_session_requested = Signal()
    manage_requested = Signal()
    export_requested = Signal()
    clear_requested = Signal()
    undo_requested = Signal()
    stop_requested = Signal()
    outline_requested = Signal()
    models_requested = Signal()
    parameters_requested = Signal()
    personas_requested = Signal()
    ask_several_requested = Signal()
    network_requested = Signal()
    inspector_requested = Signal()
    regenerate_requested = Signal()
    find_requested = Signal()
    find_stepped = Signal(int)
    """One wants to go on to the next place found or, with -1, to the one before."""
    text_size_requested = Signal(int)
    """Text shall be larger (1), smaller (-1), or of its ordinary size (0)."""
    login_start_requested = Signal()
    shortcuts_requested = Signal()
    about_requested = Signal()
    closed = Signal()

    def __init__(self, transcript: "TranscriptView | None" = None) -> None:
        super().__init__()
        if transcript is None:
            from desktop_app.ui.transcript.view import TranscriptView

            transcript = TranscriptView()
        self.sidebar = SidebarView()
        self.header = ChatHeader()
        self.transcript = transcript
        self.notices = NoticeBar()
        self.composer = Composer()
        self.wishes = Wishes(self)
        """What waits for the window to come to life."""
        self._splitter = QSplitter()
        self._column = QVBoxLayout()
        self.inspector: QWidget | None = None
        self._inspector_width = _INSPECTOR_WIDTH
        self._beside: Beside | None = None
        self._build()
        self._actions: list[QAction] = []
        self.set_session_title("")
        self._resize_within_screen(1120, 760)
        self.setMinimumSize(640, 420)
        self.composer.focus()

    def _build(self) -> None:
        centre = QWidget()
        column = self._column
        centre.setLayout(column)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self.transcript, 1)
        column.addWidget(self.notices)
        column.addWidget(self.composer)
        centre.setMinimumWidth(_CENTRE_LEAST)
        self.sidebar.setMaximumWidth(_SIDEBAR_MOST)
        self._splitter.setHandleWidth(1)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.addWidget(self.sidebar)
        self._splitter.addWidget(centre)
        self._splitter.setStretchFactor(1, 1)
        self._splitter.setSizes([_SIDEBAR_WIDTH, 1120 - _SIDEBAR_WIDTH])
        self.setCentralWidget(self._splitter)
        join(self)
        self.header.menu_requested.connect(self._on_menu_requested)

    def set_session_title(self, name: str) -> None:
        """Name the open session in the window's title."""
        shown = name.replace("[*]", "[*][*]")  # Qt's own mark for unsaved files
        self.setWindowTitle(f"{shown} — Parley" if shown else "Parley")

    def hold_find_bar(self, bar: QWidget) -> None:
        """Take in the bar in which one types what to find in the transcript."""
        bar.hide()
        self._column.insertWidget(self._column.indexOf(self.transcript), bar)

    def hold_inspector(self, pane: QWidget) -> None:
        """Take in the pane at the right, closed."""
        from desktop_app.ui.main_window.beside import Beside

        self.inspector = pane
        self._beside = Beside(self._splitter, self.sidebar, pane, self._inspector_width)

    @Slot()
    def toggle_inspector(self) -> None:
        """Open or close the pane at the right."""
        beside = self._beside
        if beside is None:
            return
        if not beside.pane.isVisible():
            beside.open()
            return
        if beside.takes_focus():
            self.composer.focus()
        beside.close()

    def take_notices_back(self) -> None:
        """Show the notices above the composer again, after a dialog held them."""
        self._column.insertWidget(self._column.indexOf(self.composer), self.notices)

    def come_forward(self) -> None:
        """Show the window above all others and give it the keyboard, out of the task bar too."""
        self.setWindowState(
            (self.windowState() & ~QtCore.Qt.WindowState.WindowMinimized) | QtCore.Qt.WindowState.WindowActive
        )
        self.show()
        self.raise_()
        self.activateWindow()

    @Slot()
    def toggle_sidebar(self) -> None:
        """Show or hide the sidebar; the focus never stays on what is hidden."""
        if self.sidebar.isVisible() and self.sidebar.isAncestorOf(QApplication.focusWidget() or self):
            self.composer.focus()
        self.sidebar.setVisible(self.sidebar.isHidden())
        if self._beside is not None:
            self._beside.sidebar_was_shown()

    @Slot()
    def rename_session(self) -> None:
        """Let the open session's name be edited, where it stands in the sidebar."""
        self.sidebar.show()
        self.sidebar.rename_current()

    @Slot()
    def begin_search(self) -> None:
        """Let the words be typed that are looked for in all sessions."""
        self.sidebar.show()
        self.sidebar.begin_search()

    @Slot()
    def focus_next_pane(self) -> None:
        """Move the focus to the next of sidebar, header, transcript, composer, inspector."""
        panes = [pane for pane in self._panes() if pane.isVisible()]
        focused = QApplication.focusWidget() or self
        here = next((number for number, pane in enumerate(panes) if pane == focused or pane.isAncestorOf(focused)), -1)
        from desktop_app.ui.widgets.tab_order import first_focusable

        for pane in panes[here + 1 :] + panes[: here + 1]:
            first: QWidget | None = pane.focusProxy() or pane
            if first is not None and first.focusPolicy() == QtCore.Qt.FocusPolicy.NoFocus:
                first = first_focusable(pane)
            if first is not None:
                first.setFocus(QtCore.Qt.FocusReason.TabFocusReason)
                return

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Let Tab come to the transcript as a whole, which leads on to its rows."""
        from desktop_app.ui.widgets.tab_order import pass_keyboard_on

        return pass_keyboard_on(self.focusWidget() or self, self.transcript, forward=forward)

    def _panes(self) -> tuple[QWidget, ...]:
        panes = (self.sidebar, self.header, self.transcript, self.composer)
        return panes if self.inspector is None else (*panes, self.inspector)

    @Slot()
    def escape(self) -> None:
        """Do what Esc asks for where the keyboard is: empty, stop, or go back to writing."""
        in_sidebar = self.sidebar.isAncestorOf(QApplication.focusWidget() or self)
        if self.transcript.hasFocus() and self.transcript.let_go():
            return
        if self.sidebar.search.text() and (in_sidebar or not self.composer.is_streaming()):
            self.sidebar.search.clear()
            self.composer.focus()
        elif self.composer.is_streaming():
            self.stop_requested.emit()
        else:
            self.composer.focus()

    @Slot(QPoint)
    def _on_menu_requested(self, right_top: QPoint) -> None:
        from desktop_app.ui.main_window.actions import open_menu

        self._complete()
        open_menu(self._actions, right_top, self, self.tr("Commands"))

    # Where the window is

    def remember_place(self, file: Path) -> None:
        """Write place and size to a file; a window that cannot be remembered opens in the middle."""
        with suppress(OSError):
            file.write_bytes(self.geometry_state())

    def return_to_place(self, file: Path) -> None:
        """Take the place and size that were remembered, if they were."""
        with suppress(OSError):
            self.restore_geometry_state(file.read_bytes())

    def geometry_state(self) -> bytes:
        """Return place, size and sidebar, for `restore_geometry_state`."""
        geometry, splitter = bytes(self.saveGeometry().data()), bytes(self._splitter.saveState().data())
        beside = self._beside
        is_hidden = self.sidebar.isHidden() and not (beside is not None and beside.has_hidden_sidebar)
        return packed(Place(geometry, splitter, is_hidden, self._inspector_width if beside is None else beside.width))

    def restore_geometry_state(self, state: bytes) -> None:
        """Take the place, size and sidebar that `geometry_state` returned; anything else is ignored."""
        place = unpacked(state)
        if place is None:
            return
        self._inspector_width = place.inspector_width or self._inspector_width
        if self.restoreGeometry(place.geometry):
            self._splitter.restoreState(place.splitter)
            self.sidebar.setHidden(place.hides_sidebar)

    def _resize_within_screen(self, width: int, height: int) -> None:
        room = self.screen().availableGeometry()
        self.resize(min(width, room.width()), min(height, room.height()))

    def event(self, event: QEvent) -> bool:
        """Have the commands before the first key comes that may be one of theirs."""
        if event.type() == QEvent.Type.ShortcutOverride:
            self._complete()
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let the composer know how much a third is."""
        super().resizeEvent(event)
        self.composer.set_room(self.height())
        self.sidebar.fit(self.width())
        if self._beside is not None:
            self._beside.fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Add the keys and the icons once the window is painted: they would delay that."""
        super().paintEvent(event)
        if not self._actions:
            QTimer.singleShot(0, self, self._complete)

    @Slot()
    def _complete(self) -> None:
        from PySide6.QtGui import QIcon

        from desktop_app.paths import resource
        from desktop_app.ui.main_window.actions import add_actions
        from desktop_app.ui.main_window.commands import commands_of

        if self._actions:
            return
        self._actions = add_actions(self, commands_of(self), self.wishes.make)
        use_folder(str(resource("icons")))
        picture = QIcon()
        for size in (16, 32, 48, 128):
            picture.addPixmap(pixmap("parley", "", size))
        self.setWindowIcon(picture)
        # Those with a ground of their own are not drawn anew with the window.
        for child in self.findChildren(QWidget):
            child.update()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Tell that the window closes, and let it."""
        self.closed.emit()
        event.accept()
