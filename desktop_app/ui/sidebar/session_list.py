"""The list of sessions: keyboard, pointer and menu."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from desktop_app.ui.sidebar.delegate import ROW_HEIGHT, SessionDelegate, more_button
from desktop_app.ui.sidebar.roles import SessionRole
from desktop_app.ui.widgets.sectioned_list import SectionedList
from desktop_app.ui.widgets.theme import theme_of

Index = QModelIndex | QPersistentModelIndex

_HEADING_HEIGHT = 32


class SessionList(SectionedList):
    """Sessions under their headings; what a person wants of one is told by signals."""

    menu_wanted = Signal(QModelIndex, QPoint)
    """The row, and where on the screen its menu belongs."""
    trash_key_pressed = Signal(QModelIndex)
    """The row on which Delete was pressed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(ROW_HEIGHT, _HEADING_HEIGHT, SessionRole.SECTION, parent)
        self.setAccessibleName(self.tr("Sessions"))
        self.delegate = SessionDelegate(self)
        self.setItemDelegate(self.delegate)
        self.rows_are_leaving = False
        self._empty_text = ""

    def set_empty_text(self, text: str) -> None:
        """Say `text` when there is no row to show."""
        self._empty_text = text
        self.viewport().update()

    def rowsAboutToBeRemoved(self, parent: Index, start: int, end: int) -> None:
        """Mark Qt's own choice of a neighbour as not made by a person."""
        self.rows_are_leaving = True
        super().rowsAboutToBeRemoved(parent, start, end)
        self.rows_are_leaving = False

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Open the menu on ⋯ without choosing the row."""
        index = self.indexAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and index.isValid():
            button = more_button(self.visualRect(index))
            if button.contains(event.position().toPoint()):
                self.menu_wanted.emit(index, self.viewport().mapToGlobal(button.bottomLeft()))
                return
        if event.button() == Qt.MouseButton.RightButton:
            return  # the menu follows, and opening it shall not change the session
        super().mousePressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Open the menu of the row under the pointer or, from the keyboard, of the current one."""
        keyboard = event.reason() == QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if keyboard else self.indexAt(event.pos())
        if index.isValid():
            place = self.visualRect(index).center() if keyboard else event.pos()
            self.menu_wanted.emit(index, self.viewport().mapToGlobal(place))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete asks for the trash; every other key is the list's own."""
        if event.key() == Qt.Key.Key_Delete and self.currentIndex().isValid():
            self.trash_key_pressed.emit(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the rows, or the words that stand for none."""
        super().paintEvent(event)
        if self._empty_text and self.model() is not None and self.model().rowCount() == 0:
            painter = QPainter(self.viewport())
            painter.setPen(theme_of(self.window()).muted)
            wrapped = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
            painter.drawText(self.viewport().rect().adjusted(16, 24, -16, 0), wrapped, self._empty_text)
