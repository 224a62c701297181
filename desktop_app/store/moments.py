"""Moments as they are stored: whole microseconds since 1970 in UTC."""

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def microseconds(moment: datetime) -> int:
    """Return a timezone-aware moment as it is stored."""
    return (moment - _EPOCH) // _MICROSECOND


def moment_from(stored: int) -> datetime:
    """Return a stored moment, the first or the last one for what lies outside all calendars."""
    try:
        return _EPOCH + stored * _MICROSECOND
    except (OverflowError, TypeError):  # one odd number in a file must not hide a whole list
        ahead = isinstance(stored, int) and stored > 0
        return (datetime.max if ahead else datetime.min).replace(tzinfo=UTC)
