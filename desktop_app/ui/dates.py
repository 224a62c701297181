"""Dates in the words of the desktop's own language."""

from datetime import datetime

from PySide6.QtCore import QDate, QLocale


def day_in_words(moment: datetime) -> str:
    """Return the day of `moment` where the computer stands, such as 3 May 2027."""
    here = moment.astimezone()
    return QLocale().toString(QDate(here.year, here.month, here.day), "d MMMM yyyy")
