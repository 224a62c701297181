"""Rows for the tests of the Manage sessions dialog."""

from datetime import UTC, datetime, timedelta
from typing import Any

from desktop_app.ui.manage_sessions.rows import ManagedRow, Tab, sorted_as

NOW = datetime(2026, 5, 20, 12, 0, tzinfo=UTC)


def now() -> datetime:
    return NOW


def a_row(session_id: str, *, hours: float = 0, **other: Any) -> ManagedRow:
    values: dict[str, Any] = {
        "name": session_id.title(),
        "persona": "Assistant",
        "glyph": "✦",
        "created": NOW - timedelta(hours=hours + 1),
        "last_activity": NOW - timedelta(hours=hours),
        "messages": 2,
        "goes_at": NOW + timedelta(days=30),
        "home": Tab.ACTIVE,
        "pinned": False,
        "temporary": False,
        "has_draft": False,
    } | other
    name = values["name"]
    return ManagedRow(
        id=session_id, name_key=sorted_as(name), haystack=f"{name}\n{values['persona']}".casefold(), **values
    )
