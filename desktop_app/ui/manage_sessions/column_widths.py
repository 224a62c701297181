"""How wide the columns are: as their longest words need in the font that is used."""

from datetime import datetime, timedelta

from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import QTableView

from desktop_app.ui.manage_sessions.delegate import GLYPH_ROOM
from desktop_app.ui.manage_sessions.header import ARROW_ROOM, PADDING
from desktop_app.ui.manage_sessions.rows import Column
from desktop_app.ui.manage_sessions.words import size_in_words, time_left_in_words
from desktop_app.ui.widgets.text import scaled

_SLACK = 6  # widths of text are rounded, and not every digit is as wide as another
_PERSONA = "Mental Health Nurse"
"""As long as a persona's name should be to be seen whole."""


def column_widths(table: QTableView) -> dict[Column, int]:
    """Return the widths of all columns but the name, which takes what is left."""
    words, heads = (
        QFontMetrics(scaled(table.font(), 0.9)),
        QFontMetrics(scaled(table.font(), 0.88, QFont.Weight.DemiBold)),
    )
    widths = {}
    for column, sample in _longest_words().items():
        head = str(table.model().headerData(column, Qt.Orientation.Horizontal))
        extra = GLYPH_ROOM if column is Column.PERSONA else 0
        longest = max(words.horizontalAdvance(sample) + extra, heads.horizontalAdvance(head) + ARROW_ROOM)
        widths[column] = longest + 2 * PADDING + _SLACK
    return widths


def _longest_words() -> dict[Column, str]:
    locale, now = QLocale(), datetime.now().astimezone()
    moment = max((locale.standaloneDayName(day) for day in range(1, 8)), key=len) + " 00:00"
    return {
        Column.PERSONA: _PERSONA,
        Column.CREATED: moment,
        Column.ACTIVITY: moment,
        Column.MESSAGES: locale.toString(888_888),
        Column.EXPIRES: time_left_in_words(now + timedelta(minutes=44), now),
        Column.SIZE: size_in_words(888),
    }
