"""The pane itself: pages under tabs."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop_app.ui.widgets.buttons import IconButton
from desktop_app.ui.widgets.tab_bar import CountedTabBar
from desktop_app.ui.widgets.theme import GRID, theme_of


class InspectorPane(QWidget):
    """Shows one page at a time."""

    close_clicked = Signal()
    page_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Inspector"))
        self.tabs = CountedTabBar()
        self.tabs.setAccessibleName(self.tr("Pages of the inspector"))
        self.tabs.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.close_button = IconButton("close", self.tr("Close the inspector"))
        self.close_button.clicked.connect(self.close_clicked)
        self._pages = QStackedWidget()
        self._places: list[int] = []
        self.tabs.currentChanged.connect(self._pages.setCurrentIndex)
        self.tabs.currentChanged.connect(self.page_changed)
        top = QHBoxLayout()
        top.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 0)
        top.addWidget(self.tabs, 1)
        top.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignVCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(self._pages, 1)

    def add_page(self, name: str, page: QWidget, place: int) -> None:
        """Add a page under a tab of that name; tabs stand in the order of their places, and the first is shown."""
        self._places.append(place)
        self._places.sort()
        at = self._places.index(place)
        self._pages.insertWidget(at, page)
        self.tabs.insertTab(at, name)
        self.tabs.setCurrentIndex(0)
        self._pages.setCurrentIndex(0)

    def show_page(self, page: QWidget) -> None:
        """Show one of the pages."""
        self.tabs.setCurrentIndex(self._pages.indexOf(page))

    def shows(self, page: QWidget) -> bool:
        """Tell whether that page can be seen."""
        return self.isVisible() and self._pages.currentWidget() is page

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground of the panes at the sides."""
        super().paintEvent(event)
        QPainter(self).fillRect(self.rect(), QColor(theme_of(self.window()).sidebar))
