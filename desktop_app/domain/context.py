"""The context window: how much of it a text takes."""

from dataclasses import dataclass

from desktop_app.domain.attachments import Attachment
from desktop_app.domain.messages import Message
from desktop_app.domain.thoughts import spoken

CHARACTERS_PER_TOKEN = 3.6
"""A fair estimate for text in Latin letters."""
TOKENS_PER_FURTHER_BYTE = 0.22
"""What a character of another script costs more, for each byte that UTF-8 needs beyond the first.

So a Greek or Arabic letter counts as half a token, a Chinese character as 0.7, an emoji as about one.
"""
TURN_TOKENS = 4
"""Tokens that a chat template adds to each turn."""
IMAGE_TOKENS = 800
"""A fair guess at what a picture takes; each model has a way of its own."""


@dataclass(frozen=True, slots=True)
class Room:
    """How many tokens an engine reads at once, and how many are taken before a message is written.

    `rate` is how many of its tokens one of ours is.
    """

    tokens: float
    taken: float = 0
    rate: float = 1

    def taken_with(self, text: str, file_bytes: int = 0) -> float:
        """Return what is taken with a message and the texts that are attached to it."""
        return self.taken + self.rate * (estimated_tokens(text) + file_bytes / CHARACTERS_PER_TOKEN)


def estimated_tokens(text: str) -> float:
    """Return about how many tokens a text is; an engine's own count would cost a request.

    What two texts are together is the sum of both, and a megabyte takes a millisecond.
    """
    further_bytes = len(text.encode("utf-8", "surrogatepass")) - len(text)
    return len(text) / CHARACTERS_PER_TOKEN + further_bytes * TOKENS_PER_FURTHER_BYTE


def tokens_of(message: Message) -> float:
    """Return about how many tokens the words of a turn take."""
    return estimated_tokens(spoken(message)) + TURN_TOKENS


def tokens_of_file(attachment: Attachment, *, images: bool) -> float:
    """Return about how many tokens a file takes; a picture takes any only where it is seen."""
    if attachment.is_image:
        return IMAGE_TOKENS if images else 0
    return attachment.size / CHARACTERS_PER_TOKEN


def beginning_of(text: str, tokens: float) -> str:
    """Return as much of the beginning of `text` as takes about so many tokens, all of it where it takes no more."""
    kept = text
    while kept and (taken := estimated_tokens(kept)) > tokens:
        # What is dense in one place is thin in another: each try comes nearer.
        kept = kept[: min(int(len(kept) * tokens / taken), len(kept) - 1)]
    return kept
