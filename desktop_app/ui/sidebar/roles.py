"""What the sidebar's model can be asked for."""

from enum import IntEnum

from PySide6.QtCore import Qt

_FIRST = int(Qt.ItemDataRole.UserRole)


class SessionRole(IntEnum):
    """Roles of `SessionListModel` beyond Qt's own (display, accessible text and description, tooltip)."""

    ID = _FIRST + 1
    """The session's id."""
    SESSION = _FIRST + 2
    """The whole `SessionRow`."""
    SECTION = _FIRST + 3
    """The heading that the row stands under."""
    TIME = _FIRST + 4
    """When something last happened, in the few letters that fit."""
    EXPIRES_SOON = _FIRST + 5
    """Whether the session goes to the trash within a day."""
