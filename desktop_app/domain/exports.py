"""What is taken out of Parley: a session with what a reader of it wants to know."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final

from desktop_app.domain.attachments import Attachment
from desktop_app.domain.image_headers import GIF, JPEG, PNG, WEBP
from desktop_app.domain.personas import Persona
from desktop_app.domain.sessions import Session


class ExportFormat(StrEnum):
    """The kinds of file that a session can be written as."""

    JSON = "json"
    MARKDOWN = "markdown"
    HTML = "html"
    TEXT = "text"

    @property
    def ending(self) -> str:
        """What the names of such files end in."""
        return {"json": ".chat.json", "markdown": ".md", "html": ".html", "text": ".txt"}[self.value]


ENCLOSED_FOLDER: Final = "attachments"
"""Where attachments lie beside an exported session."""
_ENDINGS: Final = {PNG: "png", JPEG: "jpg", GIF: "gif", WEBP: "webp"}


@dataclass(frozen=True, slots=True)
class Enclosed:
    """An attachment on its way out: its bytes, to be put into the session's own file, or the file that holds them.

    With neither it is only named.
    """

    attachment: Attachment
    data: bytes | None = None
    path: str = ""


NOTHING_ENCLOSED: Final[Mapping[int, Enclosed]] = MappingProxyType({})


NO_RECEIPTS: Final[Mapping[int, Mapping[str, Any]]] = MappingProxyType({})
"""How answers were made: the documents of their receipts, by the ids of the messages."""


def enclosed_name(attachment: Attachment) -> str:
    """Return what the file of an attachment is called: by its bytes, so that each is written once."""
    return f"{attachment.sha256}.{_ENDINGS.get(attachment.media_type, 'txt')}"


@dataclass(frozen=True, slots=True)
class Chat:
    """A session on its way out; `personas` says who may have spoken in it, by id.

    `messages` is how many are written, `left_out` how many are in branches that are not.
    """

    session: Session
    personas: dict[str, Persona]
    messages: int
    left_out: int
    all_branches: bool
    exported_at: datetime
    generator: str
