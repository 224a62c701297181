"""Ends of answers that could not be stored, such as on a full disk, until they can be."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from desktop_app.domain.affinity import Meeting
from desktop_app.domain.errors import UserError
from desktop_app.domain.messages import Message, preview_of
from desktop_app.domain.receipts import AnswerReceipt
from desktop_app.domain.sessions import Session

_PASSING = frozenset(
    {
        "store_full",
        "store_failed",
        "store_busy",
        "store_moved",
        "server_full",
        "server_failed",
        "server_lost",
        "server_unreachable",
    }
)
"""What may be over by the next attempt."""


_QUOTED = frozenset({"last_query", "last_response"})


@dataclass(frozen=True, slots=True)
class Ending:
    """The end of an answer and what follows from it."""

    user_id: str
    answer: Message
    context: Mapping[str, Any]
    now: datetime
    meeting: Meeting | None = None
    """What it changes between the user and the persona; None where it changes nothing."""
    receipt: AnswerReceipt | None = None
    """How it was made; None where it is as it was before."""

    def told_by(self, session: Session) -> tuple[Mapping[str, Any], str]:
        """Return the context and the preview of the session that holds the answer, now that it has ended.

        What they quote stands at the end of the shown branch: an answer on another one changes no word of that.
        """
        if session.active_leaf_id == self.answer.id:
            preview = preview_of(self.answer.content) if self.answer.content else session.preview
            return {**session.context, **self.context}, preview
        context = {key: value for key, value in self.context.items() if key not in _QUOTED}
        return {**session.context, **context}, session.preview


class Unsettled:
    """The endings that wait; they are shown as if they were stored."""

    def __init__(self) -> None:
        self._waiting: dict[int, Ending] = {}
        self.turn = asyncio.Lock()
        """Held by who stores them, so that nobody stores one a second time."""

    def keep(self, ending: Ending, failure: UserError) -> bool:
        """Let `ending` wait where `failure` may pass; tell whether it does."""
        waits = failure.code in _PASSING
        if waits:
            self._waiting[ending.answer.id] = ending
        return waits

    def first(self) -> Ending | None:
        """Return the first ending that waits, which waits until it is `over`."""
        return next(iter(self._waiting.values()), None)

    def over(self, ending: Ending) -> None:
        """Let an ending wait no more: it is stored, or never will be."""
        if self._waiting.get(ending.answer.id) is ending:
            del self._waiting[ending.answer.id]

    def shown(self, messages: Sequence[Message]) -> list[Message]:
        """Return `messages` with the ends that wait in place of what is stored of those answers."""
        if not self._waiting:
            return list(messages)
        return [self._waiting[message.id].answer if message.id in self._waiting else message for message in messages]
