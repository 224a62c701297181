"""Thoughts: kept beside an answer, or between tags in front of it, as other programs and some servers leave them."""

import re

from desktop_app.domain.messages import Message, Role

THOUGHT = "thinking"
"""Where an answer's metadata keeps what was thought before it: shown, and never sent to an engine again."""
_WITHIN = re.compile(r"\s*<(think|thinking)>.*?(?:</\1>\s*|\Z)", re.DOTALL)


def spoken(message: Message) -> str:
    """Return what a message says, without what was thought before it; that is for its reader, and for no engine."""
    if message.role is not Role.ASSISTANT:
        return message.content
    thought = _WITHIN.match(message.content)
    return message.content if thought is None else message.content[thought.end() :]


def thought_of(message: Message) -> str:
    """Return what was thought before an answer and is kept beside it; empty where nothing was."""
    thought = message.metadata.get(THOUGHT)
    return thought if isinstance(thought, str) else ""
