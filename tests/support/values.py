"""Values that tests begin with."""

from datetime import UTC, datetime
from typing import Any

from desktop_app.domain.affinity import AffinityLevel, AffinityRules, Meeting
from desktop_app.domain.sessions import Session, new_session_id

TALK = Meeting(AffinityRules((AffinityLevel("stranger", 0),), exchange_points=2), "Hello")
"""An exchange that brings two points."""
MOMENT = datetime(2026, 5, 4, 12, tzinfo=UTC)


def a_session(**values: Any) -> Session:
    defaults: dict[str, Any] = {
        "id": new_session_id(),
        "user_id": "ada",
        "persona": "default_assistant",
        "created_at": MOMENT,
        "last_activity_at": MOMENT,
    }
    return Session(**(defaults | values))
