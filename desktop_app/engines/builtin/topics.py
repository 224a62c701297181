"""Finds something from earlier in the conversation to come back to."""

from desktop_app.engines.builtin.situation import Situation

_SEARCHED = 30
"""Earlier messages looked through, the newest ones."""


def earlier_topic(situation: Situation) -> str | None:
    """Return “your exam”, or whatever the user spoke of and no answer has come back to; None where there is nothing.

    Messages with sad or heavy words are left alone: nobody wants to be asked how their late dog is.
    """
    nouns = frozenset(situation.rules.lists["topic_nouns"])
    sensitive = frozenset(situation.rules.lists["sensitive"])
    current = {word.plain for word in situation.message.words}
    shy = set(current)
    candidates: list[str] = []
    for text in situation.said[:_SEARCHED]:
        words = situation.reader.read(text).words
        plain = [word.plain for word in words]
        found = [(at, word) for at, word in enumerate(plain) if word in nouns and at and plain[at - 1] in _OWNING]
        if sensitive.intersection(plain):
            shy.update(word for _at, word in found)
        candidates += [f"your {word}" for _at, word in found]
    recent = " ".join(situation.answers[:12])
    for candidate in candidates:
        if candidate.removeprefix("your ") not in shy and candidate not in recent:
            return candidate
    return None


_OWNING = frozenset(("my", "a", "an", "new", "first", "our"))
