"""The context window: which turns of a conversation an engine is given."""

from collections.abc import Sequence
from dataclasses import dataclass

from desktop_app.domain.messages import Message

CHARACTERS_PER_TOKEN = 3.6
"""A fair estimate for text in Latin letters."""
TOKENS_PER_FURTHER_BYTE = 0.22
"""What a character of another script costs more, for each byte that UTF-8 needs beyond the first.

So a Greek or Arabic letter counts as half a token, a Chinese character as 0.7, an emoji as about one.
"""
TURN_TOKENS = 4
"""Tokens that a chat template adds to each turn."""


@dataclass(frozen=True, slots=True)
class Room:
    """How many tokens an engine reads at once, and how many are taken before a message is written."""

    tokens: float
    taken: float = 0

    def left(self) -> float:
        """Return what is left for the turns of a conversation."""
        return self.tokens - self.taken


def estimated_tokens(text: str) -> float:
    """Return about how many tokens a text is; an engine's own count would cost a request.

    What two texts are together is the sum of both, and a megabyte takes a millisecond.
    """
    further_bytes = len(text.encode("utf-8", "surrogatepass")) - len(text)
    return len(text) / CHARACTERS_PER_TOKEN + further_bytes * TOKENS_PER_FURTHER_BYTE


def fitting_turns(branch: Sequence[Message], tokens: float) -> list[Message]:
    """Return the newest turns of `branch` that take at most about `tokens`, the last one always, empty ones never."""
    kept: list[Message] = []
    used = 0.0
    for message in reversed(branch):
        if not message.content and not message.attachments:
            continue
        used += tokens_of(message)
        if kept and used > tokens:
            break
        kept.append(message)
    return kept[::-1]


def tokens_of(message: Message) -> float:
    """Return about how many tokens the words of a turn take."""
    return estimated_tokens(message.content) + TURN_TOKENS


def beginning_of(text: str, tokens: float) -> str:
    """Return as much of the beginning of `text` as takes about so many tokens, all of it where it takes no more."""
    kept = text
    while kept and (taken := estimated_tokens(kept)) > tokens:
        # What is dense in one place is thin in another: each try comes nearer.
        kept = kept[: min(int(len(kept) * tokens / taken), len(kept) - 1)]
    return kept
