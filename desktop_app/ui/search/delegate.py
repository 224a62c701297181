"""Paints one hit: where and when, and what was said with the words that were looked for."""

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyleOptionViewItem

from desktop_app.ui.search.model import FoundRole, FoundRow
from desktop_app.ui.sidebar.delegate import NARROW, Index, SessionDelegate
from desktop_app.ui.widgets.marked_text import draw_marked
from desktop_app.ui.widgets.text import in_proportion
from desktop_app.ui.widgets.theme import Theme

ROW_HEIGHT = 76
_LINES = 2


class HitDelegate(SessionDelegate):
    """Draws hits in the manner of the sessions whose place they take."""

    def sizeHint(self, option: QStyleOptionViewItem, _index: Index) -> QSize:
        """Return the size that all rows have."""
        return QSize(160, in_proportion(ROW_HEIGHT, option.font))

    def _glyph(self, index: Index) -> str:
        row: FoundRow = index.data(FoundRole.ROW)
        return row.glyph

    def _paint_words(self, painter: QPainter, option: QStyleOptionViewItem, index: Index, theme: Theme) -> None:
        row: FoundRow = index.data(FoundRole.ROW)
        place: QRect = option.rect
        top = self._first_line(option)
        # The time gives way to the name where there is no room for both.
        is_narrow = top.width() < in_proportion(NARROW, option.font)
        room = top if is_narrow else self._paint_time(painter, top, index.data(FoundRole.TIME), theme)
        painter.setFont(self._name_font)
        draw_marked(painter, room, row.name.text, row.name.ranges, colour=theme.text, mark=theme.accent)
        painter.setFont(self._small_font)
        below = QRect(top.left(), top.bottom() + 3, top.width(), place.bottom() - top.bottom() - 8)
        before = self.tr("You: ") if row.is_mine else self.tr("Title: ") if row.hidden_title is not None else ""
        ranges = [(start + len(before), end + len(before)) for start, end in row.words.ranges]
        text = before + row.words.text
        draw_marked(painter, below, text, ranges, colour=theme.muted, mark=theme.accent, lines=_LINES)
