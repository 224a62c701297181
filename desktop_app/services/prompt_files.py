"""The turns of a prompt with what is attached to them, as far as there is room for it."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace

from desktop_app.domain.attachments import Attachment
from desktop_app.domain.context import CHARACTERS_PER_TOKEN, beginning_of, estimated_tokens, fitting_turns, tokens_of
from desktop_app.domain.errors import UserError
from desktop_app.domain.messages import Message
from desktop_app.domain.text_files import text_in
from desktop_app.engines.protocol import AttachedFile, Turn
from desktop_app.store.attachments import AttachmentStore

IMAGE_TOKENS = 800
"""A fair guess at what a picture takes; each model has a way of its own."""
_SHARE = 0.6
"""Of the room for a prompt that is kept for what is attached to the question, where it needs as much."""
_LEAST = 50
"""Tokens of a text below which its name says as much."""
_MOST_FILES = 20
_MOST_BYTES = 32 * 2**20
"""Of all files of one prompt, whatever room there is."""


@dataclass(slots=True)
class _Room:
    """What is left."""

    tokens: float
    files: int = _MOST_FILES
    bytes: int = _MOST_BYTES


class PromptFiles:
    """Puts files into prompts: the question's first, then those of the turns before, the newest first."""

    def __init__(self, attachments: AttachmentStore) -> None:
        self._attachments = attachments

    async def turns(self, user_id: str, asked: Sequence[Message], tokens: float, *, images: bool) -> tuple[Turn, ...]:
        """Return the newest turns that fit, the last of `asked` always, with their files; pictures where `images` says.

        A text that is too long is cut.
        """
        wanted = sum(_cost(each, images=images) for each in asked[-1].attachments) if asked else 0
        reserved = min(wanted, tokens * _SHARE)
        fitting = fitting_turns(asked, tokens - reserved)
        room = _Room(tokens - sum(tokens_of(message) for message in fitting))
        turns = [await self._turn(user_id, message, room, images=images) for message in reversed(fitting)]
        return tuple(reversed(turns))

    async def _turn(self, user_id: str, message: Message, room: _Room, *, images: bool) -> Turn:
        files = []
        for number, each in enumerate(message.attachments):
            # Each of them gets its share, and what those before did not need.
            share = room.tokens / (len(message.attachments) - number)
            files.append(await self._file(user_id, each, room, share, images=images))
        return Turn(message.role, message.content, tuple(files))

    async def _file(
        self, user_id: str, attachment: Attachment, room: _Room, share: float, *, images: bool
    ) -> AttachedFile:
        named = AttachedFile(
            attachment.name,
            attachment.media_type,
            attachment.size,
            width=attachment.width,
            height=attachment.height,
        )
        least = IMAGE_TOKENS if attachment.is_image else min(_LEAST, _cost(attachment, images=images))
        blind = attachment.is_image and not images
        if blind or share < least or room.files == 0 or attachment.size > room.bytes:
            return named
        try:
            data = await self._attachments.read(user_id, attachment.id)
        except UserError:  # it is gone, or lost: then its name is all there is
            return named
        room.files -= 1
        room.bytes -= attachment.size
        if attachment.is_image:
            room.tokens -= IMAGE_TOKENS
            return replace(named, data=data)
        text, characters = await asyncio.to_thread(_beginning, data, share)
        room.tokens -= estimated_tokens(text)
        return replace(named, text=text, characters=characters)


def _cost(attachment: Attachment, *, images: bool) -> float:
    """Return about the tokens that a file takes."""
    if attachment.is_image:
        return IMAGE_TOKENS if images else 0
    return attachment.size / CHARACTERS_PER_TOKEN


def _beginning(data: bytes, tokens: float) -> tuple[str, int]:
    """Return as much of a file's text as takes so many tokens, and how many characters it has in all."""
    found = text_in(data)
    text = data.decode("utf-8", "replace") if found is None else found.text
    return beginning_of(text, tokens), len(text)
