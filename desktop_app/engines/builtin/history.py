"""The person's own history, as far as the responder may look into it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Protocol


class Wanted(NamedTuple):
    """What is looked for: all of `words`, in what the person said, or with `answers` in what was answered."""

    words: tuple[str, ...]
    answers: bool = False


@dataclass(frozen=True, slots=True)
class Remark:
    """Something that was said in one of the person's sessions; `text` is as much of it as is worth reading."""

    message_id: int
    session_id: str
    session_name: str
    said_at: datetime
    text: str


class History(Protocol):
    """Looks through all sessions of the one person whom the responder answers."""

    async def __call__(self, wanted: Wanted) -> Sequence[Remark]:
        """Return what was said that way, the newest first, without what lies in the trash."""
        ...


class HistoryWantedError(LookupError):
    """A skill cannot go on before the history has been looked through; work is begun anew with what was found."""

    def __init__(self, wanted: Wanted) -> None:
        super().__init__(wanted)
        self.wanted = wanted
