"""One row of the sidebar, and the words for its times."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from PySide6.QtCore import QCoreApplication, QDate, QLocale, QTime

SOON = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class SessionRow:
    """What the sidebar shows of a session; all moments are timezone-aware."""

    id: str
    name: str
    preview: str
    glyph: str
    persona_name: str
    last_activity: datetime
    pinned: bool = False
    has_draft: bool = False
    expires_at: datetime | None = None
    temporary: bool = False

    def expires_soon(self, now: datetime) -> bool:
        """Tell whether the session goes to the trash within a day."""
        return self.expires_at is not None and self.expires_at - now < SOON


def section_of(row: SessionRow, now: datetime) -> str:
    """Return the heading that `row` stands under."""
    if row.pinned:
        return _words("Pinned")
    today, day = now.astimezone().date(), row.last_activity.astimezone().date()
    age = (today - day).days
    if age <= 0:
        return _words("Today")
    if age == 1:
        return _words("Yesterday")
    if age <= 7:
        return _words("Previous 7 days")
    month = QLocale().standaloneMonthName(day.month)
    return month if day.year == today.year else f"{month} {day.year}"


def short_time(moment: datetime, now: datetime) -> str:
    """Return the hour of today and yesterday, the weekday of the last week, else the date."""
    here, locale = moment.astimezone(), QLocale()
    day = QDate(here.year, here.month, here.day)
    age = (now.astimezone().date() - here.date()).days
    if age <= 1:
        return locale.toString(QTime(here.hour, here.minute), QLocale.FormatType.ShortFormat)
    if age <= 7:
        return locale.standaloneDayName(here.isoweekday(), QLocale.FormatType.ShortFormat)
    return locale.toString(day, "d MMM" if here.year == now.astimezone().year else "MMM yyyy")


def _words(text: str) -> str:
    return QCoreApplication.translate("SessionRow", text)
