"""Dates in the words of the desktop's own language."""

from datetime import datetime

from PySide6.QtCore import QDate, QLocale, QTime


def day_in_words(moment: datetime) -> str:
    """Return the day of `moment` where the computer stands, such as 3 May 2027."""
    here = moment.astimezone()
    return QLocale().toString(QDate(here.year, here.month, here.day), "d MMMM yyyy")


def moment_in_words(moment: datetime) -> str:
    """Return day and time of `moment` where the computer stands, such as 3 May 2027, 14:05."""
    here = moment.astimezone()
    day = QLocale().toString(QDate(here.year, here.month, here.day), "d MMM yyyy")
    return f"{day}, {QLocale().toString(QTime(here.hour, here.minute), QLocale.FormatType.ShortFormat)}"
