"""The context window: which turns of a conversation an engine is given."""

from collections.abc import Sequence

from desktop_app.domain.messages import Message

CHARACTERS_PER_TOKEN = 3.6
"""A fair estimate for Latin text, used where the engine's own count would cost a request a turn."""
TURN_TOKENS = 4
"""Tokens that a chat template adds to each turn."""


def fitting_turns(branch: Sequence[Message], tokens: float) -> list[Message]:
    """Return the newest turns of `branch` that take at most about `tokens`, the last one always, empty ones never."""
    kept: list[Message] = []
    used = 0.0
    for message in reversed(branch):
        if not message.content and not message.attachments:
            continue
        used += len(message.content) / CHARACTERS_PER_TOKEN + TURN_TOKENS
        if kept and used > tokens:
            break
        kept.append(message)
    return kept[::-1]
