"""The list of expired sessions to look at before they go to the trash."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLabel,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from desktop_app.ui.dates import day_in_words
from desktop_app.ui.widgets.buttons import TextButton
from desktop_app.ui.widgets.dialog import Dialog, row_of_buttons
from desktop_app.ui.widgets.text import in_proportion
from desktop_app.ui.widgets.theme import GRID, theme_of

_ROW_HEIGHT = 36
_DAY_ROLE = Qt.ItemDataRole.UserRole


class ReviewDialog(Dialog):
    """Lists `sessions` by name and last use; accepted when the user lets all `count` of them go.

    Those that belong to other users are counted and not named.
    """

    def __init__(self, sessions: Sequence[tuple[str, datetime]], count: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Expired sessions"))
        self.setAccessibleName(self.tr("Expired sessions"))
        self.list = QListView()
        self.move_button = TextButton(self.tr("Move {n} to the trash").replace("{n}", str(count)))
        self.later_button = TextButton(self.tr("Not now"))
        self._fill(sorted(sessions, key=lambda session: session[1]))
        self.move_button.clicked.connect(self.accept)
        self.later_button.clicked.connect(self.reject)
        self.later_button.setDefault(True)
        self._lay_out(count - len(sessions))
        self.resize(560, 520)
        self.setMinimumSize(400, 300)

    def _fill(self, sessions: Sequence[tuple[str, datetime]]) -> None:
        model = QStandardItemModel(self)
        for name, used in sessions:
            item, day = QStandardItem(" ".join(name.split())), day_in_words(used)
            item.setData(day, _DAY_ROLE)
            item.setData(
                self.tr("{name}, last used on {day}").replace("{day}", day).replace("{name}", name),
                Qt.ItemDataRole.AccessibleTextRole,
            )
            model.appendRow(item)
        self.list.setModel(model)
        self.list.setItemDelegate(_Row(self.list))
        self.list.setAccessibleName(self.tr("Expired sessions"))
        self.list.setUniformItemSizes(True)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def _lay_out(self, others: int) -> None:
        title = QLabel(self.tr("These sessions have expired"))
        title.setProperty("kind", "title")
        words = self.tr("In the trash they can still be called back. A session that you pin never expires.")
        if others:
            words += " " + self.tr("{n} more belong to other users.").replace("{n}", str(others))
        note = QLabel(words)
        note.setProperty("kind", "quiet")
        note.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(5 * GRID, 5 * GRID, 5 * GRID, 5 * GRID)
        column.setSpacing(3 * GRID)
        column.addWidget(title)
        column.addWidget(self.list, 1)
        column.addWidget(note)
        column.addLayout(row_of_buttons(self.later_button, self.move_button))


class _Row(QStyledItemDelegate):
    """Draws a session's name, and at the right when it was last used."""

    def sizeHint(self, option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Return the size of every row."""
        return QSize(200, in_proportion(_ROW_HEIGHT, option.font))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw one row, with a hairline below."""
        theme = theme_of(option.widget.window())
        room = option.rect.adjusted(0, 0, -3 * GRID, -1)
        painter.save()
        painter.setPen(QColor(theme.border))
        painter.drawLine(option.rect.bottomLeft(), option.rect.bottomRight())
        day = index.data(_DAY_ROLE)
        painter.setPen(QColor(theme.muted))
        painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, day)
        room.setRight(room.right() - option.fontMetrics.horizontalAdvance(day) - 4 * GRID)
        name = option.fontMetrics.elidedText(index.data(), Qt.TextElideMode.ElideRight, room.width())
        painter.setPen(QColor(theme.text))
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, name)
        painter.restore()
