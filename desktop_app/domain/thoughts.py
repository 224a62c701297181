"""Thoughts within texts: other programs, and some servers, leave them between tags in front of an answer."""

import re

from desktop_app.domain.messages import Message, Role

_THOUGHT = re.compile(r"\s*<(think|thinking)>.*?(?:</\1>\s*|\Z)", re.DOTALL)


def spoken(message: Message) -> str:
    """Return what a message says, without what was thought before it; that is for its reader, and for no engine."""
    if message.role is not Role.ASSISTANT:
        return message.content
    thought = _THOUGHT.match(message.content)
    return message.content if thought is None else message.content[thought.end() :]
