"""The heads of the columns: pressed, by pointer or keys, they sort."""

from typing import Any

from PySide6.QtCore import QPointF, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFocusEvent, QFont, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QHeaderView, QWidget

from desktop_app.ui.manage_sessions.arrangement import NEWEST_FIRST, Order
from desktop_app.ui.manage_sessions.rows import Column
from desktop_app.ui.widgets.text import in_proportion, scaled
from desktop_app.ui.widgets.theme import RADIUS, theme_of

PADDING = 12
_Role = Qt.ItemDataRole
_HEIGHT = 36
ARROW_ROOM = 14
_GREATEST_FIRST = frozenset({Column.CREATED, Column.ACTIVITY, Column.MESSAGES, Column.SIZE})
"""Columns whose greatest values are the ones that one looks for."""


class SortHeader(QHeaderView):
    """Takes the focus by Tab; Left and Right go from column to column, Enter and Space sort."""

    order_chosen = Signal(object)
    """The `Order` that is wanted now."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._order = NEWEST_FIRST
        self._at = 0
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMouseTracking(True)
        self.sectionClicked.connect(self._on_section_clicked)

    def sizeHint(self) -> QSize:
        """Return the height that the header has."""
        return QSize(super().sizeHint().width(), in_proportion(_HEIGHT, self.font()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to another column, or sort by this one."""
        match event.key():
            case Qt.Key.Key_Left | Qt.Key.Key_Right:
                self._step(1 if event.key() == Qt.Key.Key_Right else -1)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter | Qt.Key.Key_Space:
                self._on_section_clicked(self._at)
            case _:
                event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Begin at the column that sorts."""
        if not self.isSectionHidden(self._order.column):
            self._at = int(self._order.column)
        super().focusInEvent(event)
        self._show_place()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Draw the ring no more."""
        super().focusOutEvent(event)
        self.viewport().update()

    def _step(self, step: int) -> None:
        shown = [section for section in range(self.count()) if not self.isSectionHidden(section)]
        if self._at in shown:
            self._at = shown[(shown.index(self._at) + step) % len(shown)]
        else:
            self._at = shown[0]
        self._show_place()

    def _show_place(self) -> None:
        """Let it be seen, and heard, which column the keys are at."""
        name = self._head(self._at, _Role.DisplayRole)
        self.setAccessibleName(self.tr("Sort by {column}").replace("{column}", str(name)))
        self.viewport().update()

    @Slot(int)
    def _on_section_clicked(self, section: int) -> None:
        column = Column(section)
        again = column is self._order.column
        descending = not self._order.descending if again else column in _GREATEST_FIRST
        self._order = Order(column, descending)
        self.viewport().update()
        self.order_chosen.emit(self._order)

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        """Draw a column's name, its arrow when it sorts, and its ring when it has the focus."""
        theme = theme_of(self.window())
        # Not by a style option: Qt would go through all rows for it, to see whether the whole column is chosen.
        name, alignment = (self._head(section, role) for role in (_Role.DisplayRole, _Role.TextAlignmentRole))
        sorts = section == self._order.column
        hovered = self.viewport().underMouse() and rect.contains(self.viewport().mapFromGlobal(self.cursor().pos()))
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(theme.border))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.setFont(scaled(self.font(), 0.88, QFont.Weight.DemiBold if sorts else QFont.Weight.Medium))
        painter.setPen(QColor(theme.text if sorts or hovered else theme.muted))
        room = rect.adjusted(PADDING, 0, -PADDING, 0)
        right = bool(alignment & Qt.AlignmentFlag.AlignRight)
        words = painter.fontMetrics().elidedText(
            str(name), Qt.TextElideMode.ElideRight, room.width() - sorts * ARROW_ROOM
        )
        if sorts:
            width = painter.fontMetrics().horizontalAdvance(words)
            left = room.right() - width - ARROW_ROOM if right else room.left() + width + 5
            _draw_arrow(painter, QPointF(left + 4, rect.center().y() + 0.5), up=not self._order.descending)
        painter.drawText(room, alignment, words)
        if self.hasFocus() and section == self._at:
            painter.setPen(QPen(QColor(theme.accent), 2))
            painter.drawRoundedRect(rect.toRectF().adjusted(2, 3, -2, -5), RADIUS - 2, RADIUS - 2)
        painter.restore()

    def _head(self, section: int, role: Qt.ItemDataRole) -> Any:  # noqa: ANN401  what the model says
        return self.model().headerData(section, Qt.Orientation.Horizontal, role)


def _draw_arrow(painter: QPainter, centre: QPointF, *, up: bool) -> None:
    rise = 2.0 if up else -2.0
    pen = QPen(painter.pen().color(), 1.6)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.save()
    painter.setPen(pen)
    painter.drawPolyline([centre + QPointF(-3.5, rise), centre + QPointF(0, -rise), centre + QPointF(3.5, rise)])
    painter.restore()
