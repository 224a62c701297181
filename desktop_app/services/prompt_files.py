"""The turns of a prompt with what is attached to them, as far as there is room for it."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace

from desktop_app.domain.attachments import Attachment
from desktop_app.domain.budget import file_shares
from desktop_app.domain.context import IMAGE_TOKENS, beginning_of, tokens_of_file
from desktop_app.domain.engine_requests import AttachedFile, Turn
from desktop_app.domain.errors import UserError
from desktop_app.domain.messages import Message
from desktop_app.domain.text_files import text_in
from desktop_app.domain.thoughts import spoken
from desktop_app.store.attachments import AttachmentStore

_LEAST = 50
"""Tokens of a text below which its name says as much."""
_MOST_FILES = 20
_MOST_BYTES = 32 * 2**20
"""Of all files of one prompt, whatever room there is."""


@dataclass(slots=True)
class _Room:
    """What is left."""

    files: int = _MOST_FILES
    bytes: int = _MOST_BYTES


class PromptFiles:
    """Puts files into prompts: the question's first, then those of the turns before, the newest first."""

    def __init__(self, attachments: AttachmentStore) -> None:
        self._attachments = attachments

    async def turns(self, user_id: str, sent: Sequence[Message], room: float, *, images: bool) -> tuple[Turn, ...]:
        """Return messages with their files; pictures where `images` says, and texts cut that are too long.

        `room` is for all turns. What a message's files get of it does not hang on what follows, so that a prompt
        begins as the one before it did.
        """
        left = _Room()
        turns = []
        for message in reversed(sent):
            shares = file_shares(message, room, images=images)
            files = [
                await self._file(user_id, each, left, share, images=images)
                for each, share in zip(message.attachments, shares, strict=True)
            ]
            turns.append(Turn(message.role, spoken(message), tuple(files)))
        return tuple(reversed(turns))

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
        least = IMAGE_TOKENS if attachment.is_image else min(_LEAST, tokens_of_file(attachment, images=images))
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
            return replace(named, data=data)
        text, characters = await asyncio.to_thread(_beginning, data, share)
        return replace(named, text=text, characters=characters)


def _beginning(data: bytes, tokens: float) -> tuple[str, int]:
    """Return as much of a file's text as takes so many tokens, and how many characters it has in all."""
    text = file_text(data)
    return beginning_of(text, tokens), len(text)


def file_text(data: bytes) -> str:
    """Return the text in the bytes of a file."""
    found = text_in(data)
    return data.decode("utf-8", "replace") if found is None else found.text
