"""Dates, spans and sizes in the words of the table."""

from datetime import datetime

from PySide6.QtCore import QCoreApplication, QDate, QDateTime, QLocale, QTime

_NEARLY = 0.95
"""Of a unit: what is that close to one is called one."""
_MINUTE, _HOUR, _DAY = 60, 3600, 86_400


def moment_in_words(moment: datetime, now: datetime) -> str:
    """Return “Today 14:20”, “Yesterday 14:20”, “Monday 14:20”, then the date alone."""
    here, locale = moment.astimezone(), QLocale()
    today = now.astimezone().date()
    age = (today - here.date()).days
    if age > 6 or age < 0:
        return locale.toString(
            QDate(here.year, here.month, here.day), "d MMM" if here.year == today.year else "d MMM yyyy"
        )
    time = locale.toString(QTime(here.hour, here.minute), QLocale.FormatType.ShortFormat)
    day = (
        _words("Today")
        if age == 0
        else _words("Yesterday")
        if age == 1
        else locale.standaloneDayName(here.isoweekday())
    )
    return f"{day} {time}"


def exact_moment(moment: datetime) -> str:
    """Return a moment with date, time and seconds."""
    here = moment.astimezone()
    whole = QDateTime(QDate(here.year, here.month, here.day), QTime(here.hour, here.minute, here.second))
    return QLocale().toString(whole, "dddd, d MMMM yyyy, HH:mm:ss")


def time_left_in_words(moment: datetime, now: datetime) -> str:
    """Return “in 3 days”, “in an hour”, “at any moment”."""
    seconds = (moment - now).total_seconds()
    if seconds < _MINUTE / 2:
        return _words("at any moment")
    for unit, one, many in (
        (_DAY, _words("in a day"), _words("in {n} days")),
        (_HOUR, _words("in an hour"), _words("in {n} hours")),
        (_MINUTE, _words("in a minute"), _words("in {n} minutes")),
    ):
        if seconds >= _NEARLY * unit:
            return counted(round(seconds / unit), one, many)
    return _words("in a minute")


def size_in_words(size: int) -> str:
    """Return a number of bytes as “1.2 kB”."""
    return QLocale().formattedDataSize(size, 1 if size >= 1000 else 0, QLocale.DataSizeFormat.DataSizeSIFormat)


def counted(count: int, one: str, many: str) -> str:
    """Return `one`, or `many` with its {n} filled in."""
    return one if count == 1 else many.replace("{n}", QLocale().toString(count))


def _words(text: str) -> str:
    return QCoreApplication.translate("ManageSessions", text)
