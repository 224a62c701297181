"""Where each branch was left: so that whoever comes back to it finds what was shown there last."""

from collections.abc import Sequence

_KEPT = 200
"""Leaves remembered for a session; where none is, the newest one below a message is shown."""


class ShownLeaves:
    """Remembers, while Parley runs, the ends of branches that were shown before another one was."""

    def __init__(self) -> None:
        self._left: dict[str, dict[int, None]] = {}

    def remember(self, session_id: str, leaf_id: int | None) -> None:
        """Take note that the branch which ends there is no longer the shown one."""
        if leaf_id is not None:
            left = self._left.setdefault(session_id, {})
            left.pop(leaf_id, None)
            left[leaf_id] = None
            if len(left) > _KEPT:
                del left[next(iter(left))]

    def of(self, session_id: str) -> Sequence[int]:
        """Return the remembered leaves of a session, the last one that was left at the end."""
        return list(self._left.get(session_id, ()))
