"""What stands beside the chat: the inspector at the right, and the sidebar, which gives way in a narrow window."""

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QApplication, QSplitter, QWidget

from desktop_app.ui.widgets.text import in_proportion

LEAST = 260
MOST = 640
_CENTRE = 520
"""What the chat needs to be read and answered in comfort."""


class Beside(QObject):
    """Opens and closes the inspector, and sees to it that the chat keeps room."""

    def __init__(self, splitter: QSplitter, sidebar: QWidget, pane: QWidget, width: int) -> None:
        """Take in `pane`, closed; it shall be of that width."""
        super().__init__(splitter)
        self._splitter = splitter
        self._sidebar = sidebar
        self.pane = pane
        self.width = min(max(width, LEAST), MOST)
        self._had_room = True
        self.has_hidden_sidebar = False
        """Whether the sidebar is away because there is no room for it beside the inspector."""
        pane.setMinimumWidth(LEAST)
        pane.setMaximumWidth(MOST)
        pane.hide()
        splitter.addWidget(pane)
        splitter.splitterMoved.connect(self._on_splitter_moved)

    def open(self) -> None:
        """Open the inspector; where there is no room for three, the sidebar gives way."""
        self.pane.show()
        self._had_room = True
        self.fit()
        sidebar = 0 if self._sidebar.isHidden() else self._sidebar.width()
        self._splitter.setSizes([sidebar, self._splitter.width() - sidebar - self.width, self.width])

    def close(self) -> None:
        """Close the inspector, and bring back the sidebar that gave way to it."""
        self.pane.hide()
        self._bring_sidebar_back()

    def takes_focus(self) -> bool:
        """Tell whether the keyboard is in the inspector."""
        focused = QApplication.focusWidget()
        return focused is not None and self.pane.isAncestorOf(focused)

    def fit(self) -> None:
        """Let the sidebar go where there is no room for it any more, and come back where there is again."""
        if self.pane.isHidden():
            return
        needed = self._sidebar.width() + in_proportion(_CENTRE, self._splitter.font()) + self.width
        has_room = self._splitter.width() >= needed
        if has_room:
            self._bring_sidebar_back()
        elif self._had_room and not self._sidebar.isHidden():
            self.has_hidden_sidebar = True
            self._sidebar.hide()
        self._had_room = has_room

    def sidebar_was_shown(self) -> None:
        """Know that somebody wants the sidebar, or does not, whatever room there is."""
        self.has_hidden_sidebar = False

    def _bring_sidebar_back(self) -> None:
        if self.has_hidden_sidebar:
            self.has_hidden_sidebar = False
            self._sidebar.show()

    @Slot()
    def _on_splitter_moved(self) -> None:
        if self.pane.isVisible():
            self.width = self.pane.width()
