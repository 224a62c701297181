"""Summaries of the beginning of a conversation, which stand for its turns in prompts."""

from dataclasses import dataclass
from datetime import datetime

MAX_SUMMARY = 20_000
"""Characters; a longer one would save nothing."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What was said up to the message `message_id`, in short.

    It holds on every branch that the message is on. `engine` and `model` are what wrote it, `edited` says that a person
    did as well.
    """

    message_id: int
    text: str
    created_at: datetime
    engine: str = ""
    model: str = ""
    edited: bool = False
