"""The outline of forks, to go through by keys and to jump from."""

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QLabel, QListView, QVBoxLayout, QWidget

from desktop_app.domain.outline import Outline
from desktop_app.ui.outline.delegate import OutlineDelegate
from desktop_app.ui.outline.model import OutlineModel
from desktop_app.ui.outline.rows import rows_of
from desktop_app.ui.widgets.buttons import TextButton
from desktop_app.ui.widgets.dialog import Dialog
from desktop_app.ui.widgets.theme import GRID


class OutlineDialog(Dialog):
    """Lists the ways of a session; Enter or a click goes to one."""

    chosen = Signal(int)
    """The id of the message that one wants to see."""

    def __init__(self, outline: Outline, name_of: Callable[[str], str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Outline of forks"))
        self.setAccessibleName(self.tr("Outline of forks"))
        self.model = OutlineModel(rows_of(outline.branches), name_of, self)
        self.list = _Ways(self.model)
        self.list.setAccessibleName(self.tr("Forks"))
        self.list.confirmed.connect(self._on_confirmed)
        self._words = QLabel(self._summary(outline))
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setWordWrap(True)
        self._words.setProperty("kind", "quiet")
        column = QVBoxLayout(self)
        column.setContentsMargins(4 * GRID, 4 * GRID, 4 * GRID, 3 * GRID)
        column.setSpacing(2 * GRID)
        column.addWidget(self._words)
        column.addWidget(self.list, 1)
        column.addLayout(self._closing())
        self.resize_within_parent(560, 480)
        self.setMinimumSize(320, 200)
        self.list.setVisible(self.model.rowCount() > 0)
        if self.model.rowCount():
            self.list.go_to(self.model.last_shown())
            self.list.setFocus()

    def _closing(self) -> QHBoxLayout:
        self.close_button = TextButton(self.tr("Close"))
        self.close_button.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.close_button)
        return row

    def _summary(self, outline: Outline) -> str:
        if not outline.branches:
            return self.tr("Nothing was said in two ways here yet. Edit a message or ask for another answer to fork.")
        forks = self.tr("1 fork") if outline.forks == 1 else self.tr("{n} forks").replace("{n}", str(outline.forks))
        ways = self.tr("{n} ways").replace("{n}", str(len(outline.branches)))
        return self.tr("{forks}, {ways}. Enter shows one.").replace("{forks}", forks).replace("{ways}", ways)

    @Slot(int)
    def _on_confirmed(self, place: int) -> None:
        self.chosen.emit(self.model.row(place).branch.message_id)
        self.accept()


class _Ways(QListView):
    """Up and Down go from way to way, Left and Right from fork to fork."""

    confirmed = Signal(int)
    """The place of the row that was confirmed."""

    def __init__(self, model: OutlineModel) -> None:
        super().__init__()
        self._ways = model
        self.setModel(model)
        self.setItemDelegate(OutlineDelegate(self))
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.clicked.connect(self._on_clicked)

    def go_to(self, place: int) -> None:
        """Make a row the current one and bring it into sight."""
        self.setCurrentIndex(self._ways.index(place))
        self.scrollTo(self.currentIndex(), QAbstractItemView.ScrollHint.PositionAtCenter)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Confirm, or go to another fork; every other key is the list's own."""
        key, here = event.key(), self.currentIndex().row()
        if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and here >= 0:
            self.confirmed.emit(here)
        elif key in {Qt.Key.Key_Left, Qt.Key.Key_Right}:
            places = range(here + 1, self._ways.rowCount()) if key == Qt.Key.Key_Right else range(here - 1, -1, -1)
            other = next((place for place in places if self._ways.row(place).begins), None)
            if other is not None:
                self.setCurrentIndex(self._ways.index(other))
        else:
            super().keyPressEvent(event)

    @Slot(QModelIndex)
    def _on_clicked(self, index: QModelIndex) -> None:
        self.confirmed.emit(index.row())
