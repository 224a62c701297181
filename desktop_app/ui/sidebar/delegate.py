"""Paints one session of the sidebar and edits its name in place."""

from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QAbstractItemModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QPainter
from PySide6.QtWidgets import QLineEdit, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from desktop_app.ui.sidebar.roles import SessionRole
from desktop_app.ui.widgets.icons import pixmap
from desktop_app.ui.widgets.text import in_proportion, scaled
from desktop_app.ui.widgets.theme import RADIUS, Theme, theme_of

if TYPE_CHECKING:
    from desktop_app.ui.sidebar.rows import SessionRow

Index = QModelIndex | QPersistentModelIndex

ROW_HEIGHT = 56
_PICTURE = 32
MARGIN = 10
TEXT_LEFT = MARGIN + _PICTURE + MARGIN
_GLYPH_MOST = 20
"""The height of the largest letters that the picture takes."""
_MARK = 14
_PREVIEW_LIMIT = 160
NARROW = 130
"""Where the words have no more room than this, beside text of ordinary size, the time stands in the second line."""
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def more_button(row: QRect) -> QRect:
    """Return where a row shows its ⋯ while the pointer is over it."""
    return QRect(row.right() - MARGIN - 23, row.top() + row.height() * 18 // ROW_HEIGHT - 12, 26, 24)


class SessionDelegate(QStyledItemDelegate):
    """Draws glyph, name, time, one grey line and the marks of a session."""

    renamed = Signal(str, str)
    """A session's id and the name typed for it."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._name_font = self._small_font = self._glyph_font = QFont()
        self._base_font: QFont | None = None

    def sizeHint(self, option: QStyleOptionViewItem, _index: Index) -> QSize:
        """Return the size that all rows have."""
        return QSize(160, in_proportion(ROW_HEIGHT, option.font))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one row."""
        theme = theme_of(option.widget.window())
        self._take_fonts(option.font)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter, option, theme)
        self._paint_picture(painter, option, self._glyph(index), theme)
        if not option.state & QStyle.StateFlag.State_Editing:
            self._paint_words(painter, option, index, theme)
        painter.restore()

    def _glyph(self, index: Index) -> str:
        session: SessionRow = index.data(SessionRole.SESSION)
        return session.glyph

    def _paint_words(self, painter: QPainter, option: QStyleOptionViewItem, index: Index, theme: Theme) -> None:
        session: SessionRow = index.data(SessionRole.SESSION)
        top = self._first_line(option)
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        is_narrow = top.width() < in_proportion(NARROW, option.font)
        if hovered:
            painter.drawPixmap(
                more_button(option.rect).topLeft() + _centred(26, 24, 18), pixmap("more", theme.text, 18)
            )
            name_room = top.adjusted(0, 0, -26, 0)
        elif is_narrow:
            name_room = top
        else:
            name_room = self._paint_time(painter, top, index.data(SessionRole.TIME), theme)
        painter.setFont(self._name_font)
        painter.setPen(QColor(theme.text))
        painter.drawText(name_room, _LEFT, _fitting(painter, session.name, name_room))
        bottom = top.translated(0, in_proportion(21, option.font))
        room = self._paint_marks(painter, bottom, session, bool(index.data(SessionRole.EXPIRES_SOON)), theme)
        if is_narrow:  # the name takes all of its line
            room = self._paint_time(painter, room, index.data(SessionRole.TIME), theme)
        painter.setFont(self._small_font)
        painter.setPen(QColor(theme.muted))
        preview = " ".join(session.preview[:_PREVIEW_LIMIT].split())
        painter.drawText(room, _LEFT, _fitting(painter, preview, room))

    def _first_line(self, option: QStyleOptionViewItem) -> QRect:
        top = QRect(option.rect.adjusted(TEXT_LEFT, in_proportion(8, option.font), -MARGIN, 0))
        top.setHeight(in_proportion(20, option.font))
        return top

    def _take_fonts(self, base: QFont) -> None:
        if self._base_font != base:
            self._base_font = QFont(base)
            self._name_font = scaled(base, 0.96, QFont.Weight.Medium)
            self._small_font = scaled(base, 0.86)
            self._glyph_font = scaled(base, min(1.12, _GLYPH_MOST / in_proportion(_GLYPH_MOST, base) * 1.12))

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem, theme: Theme) -> None:
        state, flag = option.state, QStyle.StateFlag
        colour = (
            theme.selected if state & flag.State_Selected else theme.hover if state & flag.State_MouseOver else None
        )
        place = option.rect.toRectF().adjusted(1, 1, -1, -1)
        painter.setPen(Qt.PenStyle.NoPen)
        if colour:
            painter.setBrush(QColor(colour))
            painter.drawRoundedRect(place, RADIUS, RADIUS)
        if state & flag.State_HasFocus:
            painter.setPen(QColor(theme.accent))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(place.adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)

    def _paint_picture(self, painter: QPainter, option: QStyleOptionViewItem, glyph: str, theme: Theme) -> None:
        place = QRect(option.rect.left() + MARGIN, option.rect.center().y() - _PICTURE // 2 + 1, _PICTURE, _PICTURE)
        painter.setPen(Qt.PenStyle.NoPen)
        on_colour = option.state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver)
        painter.setBrush(QColor(theme.window if on_colour else theme.hover))
        painter.drawEllipse(place)
        painter.setFont(self._glyph_font)
        painter.setPen(QColor(theme.text))
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, glyph)

    def _paint_time(self, painter: QPainter, room: QRect, time: str, theme: Theme) -> QRect:
        """Draw the time and return what is left for the name."""
        painter.setFont(self._small_font)
        painter.setPen(QColor(theme.muted))
        painter.drawText(room, _RIGHT, time)
        return room.adjusted(0, 0, -painter.fontMetrics().horizontalAdvance(time) - 8, 0)

    def _paint_marks(
        self, painter: QPainter, room: QRect, session: "SessionRow", expires_soon: bool, theme: Theme
    ) -> QRect:
        """Draw the small icons from the right and return what is left for the preview."""
        marks = (("pin", session.pinned), ("draft", session.has_draft), ("hourglass", expires_soon))
        for name, shown in marks:
            if shown:
                place = QRect(room.right() - _MARK + 1, room.top() + (room.height() - _MARK) // 2, _MARK, _MARK)
                painter.drawPixmap(place.topLeft(), pixmap(name, theme.muted, _MARK))
                room = room.adjusted(0, 0, -_MARK - 4, 0)
        return room

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, _index: Index) -> QWidget:
        """Return the field that a new name is typed in."""
        field = QLineEdit(parent)
        field.setAccessibleName(self.tr("New name"))
        field.setMaxLength(200)
        return field

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, _index: Index) -> None:
        """Put the field where the words are."""
        editor.setGeometry(option.rect.adjusted(TEXT_LEFT - 10, 10, -4, -10))

    def setModelData(self, editor: QWidget, _model: QAbstractItemModel, index: Index) -> None:
        """Tell the new name; the row changes when the session has been renamed."""
        if isinstance(editor, QLineEdit):
            name = editor.text().strip()
            if name != index.data(Qt.ItemDataRole.EditRole):
                self.renamed.emit(index.data(SessionRole.ID), name)


def _centred(width: int, height: int, size: int) -> QPoint:
    return QPoint((width - size) // 2, (height - size) // 2)


def _fitting(painter: QPainter, text: str, room: QRect) -> str:
    return painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room.width())
