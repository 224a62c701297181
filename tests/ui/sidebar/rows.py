"""Rows for the tests of the sidebar."""

from datetime import UTC, datetime, timedelta

from desktop_app.ui.sidebar.rows import SessionRow

NOW = datetime(2026, 5, 20, 12, 0, tzinfo=UTC)


def now() -> datetime:
    return NOW


def a_row(session_id: str, *, hours: float = 0, pinned: bool = False, **other: object) -> SessionRow:
    values: dict[str, object] = {"name": session_id.title(), "preview": "", "glyph": "✦", "persona_name": "Assistant"}
    values.update(other)
    return SessionRow(id=session_id, last_activity=NOW - timedelta(hours=hours), pinned=pinned, **values)  # type: ignore[arg-type]
