"""Attachments: files that go with a message, and the rules for what may be one."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import timedelta

from desktop_app.domain.errors import UserError
from desktop_app.domain.image_headers import image_kind, image_size
from desktop_app.domain.text_files import text_in

MAX_BYTES = 20 * 2**20
"""Of one attachment."""
MAX_PIXELS = 100_000_000
"""Of one picture, whose header says so: nothing larger is ever decoded."""
MAX_ATTACHMENTS = 20
"""Of one message."""
UNSENT_FOR = timedelta(days=1)
"""How long a file is kept that was chosen and then neither sent nor left in a draft."""
TEXT_TYPE = "text/plain"
_NAME_LENGTH = 120
_ENDING_LENGTH = 12
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_JOINERS = "\u200c\u200d"  # part of words in some scripts, and of emoji
_PLACES = re.compile(r"[/\\]")


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file as it was attached; `sha256` (in hexadecimal) is of its bytes, stored once for all that share it.

    `width` and `height` are a picture's, in pixels; 0 for a text.
    """

    id: int
    name: str
    media_type: str
    size: int
    sha256: str
    width: int = 0
    height: int = 0

    @property
    def is_image(self) -> bool:
        """Whether it is a picture; everything else is text."""
        return is_image(self.media_type)


def is_image(media_type: str) -> bool:
    """Tell whether a file of that type is a picture; everything else that is attached is text."""
    return media_type.startswith("image/")


@dataclass(frozen=True, slots=True)
class Kind:
    """What some bytes are, told by the bytes alone."""

    media_type: str
    width: int = 0
    height: int = 0


def kind_of(name: str, data: bytes) -> Kind:
    """Return what the bytes of a file are; raise `UserError` for what cannot be attached.

    The name decides nothing; it is what the refusal calls the file.
    """
    if not data:
        raise UserError("attachment_empty", name=name)
    if len(data) > MAX_BYTES:
        raise too_large(name)
    media_type = image_kind(data)
    if media_type is None:
        if text_in(data) is None:
            raise UserError("attachment_kind", name=name)
        return Kind(TEXT_TYPE)
    size = image_size(data)
    if size is None:
        raise UserError("attachment_bad_image", name=name)
    if size[0] * size[1] > MAX_PIXELS:
        raise UserError(
            "attachment_many_pixels", name=name, width=size[0], height=size[1], limit=MAX_PIXELS // 1_000_000
        )
    return Kind(media_type, *size)


def too_large(name: str) -> UserError:
    """Return what to say of a file that has too many bytes."""
    return UserError("attachment_too_large", name=name, limit_mb=MAX_BYTES // 2**20)


def display_name(name: str) -> str:
    """Return a file's name as it may be shown anywhere: no folders, nothing unseen, not too long."""
    last = next((part for part in reversed(_PLACES.split(name)) if part.strip(". ")), "")
    last = unicodedata.normalize("NFC", last[: _NAME_LENGTH * 8])
    seen = "".join(" " if unicodedata.category(char) in _UNSEEN and char not in _JOINERS else char for char in last)
    words = " ".join(seen.split()).rstrip(". ")
    if len(words) > _NAME_LENGTH:
        stem, dot, ending = words.rpartition(".")
        kept = f"…{dot}{ending}" if stem and len(ending) <= _ENDING_LENGTH else "…"
        words = words[: _NAME_LENGTH - len(kept)].rstrip() + kept
    return words or "attachment"


def shown_size(size: int) -> str:
    """Return a number of bytes as people say it."""
    if size < 1000:
        return f"{size} bytes" if size != 1 else "1 byte"
    if size < 1_000_000:
        return f"{size / 1000:.0f} kB"
    return f"{size / 1_000_000:.1f} MB" if size < 1_000_000_000 else f"{size / 1_000_000_000:.1f} GB"
