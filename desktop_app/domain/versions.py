"""Versions: what stands beside a message, mostly the same said in another way."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Versions:
    """The ids of all messages that follow the same one, or begin the session, the oldest first; at least two."""

    ids: tuple[int, ...]

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.ids)

    def place(self, message_id: int) -> int:
        """Return the place of one of them, counted from 1."""
        return self.ids.index(message_id) + 1

    def before(self, message_id: int) -> int | None:
        """Return the version before one of them, None for the first."""
        place = self.ids.index(message_id)
        return self.ids[place - 1] if place else None

    def after(self, message_id: int) -> int | None:
        """Return the version after one of them, None for the last."""
        return next(iter(self.ids[self.ids.index(message_id) + 1 :]), None)
