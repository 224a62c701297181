"""What is taken out of Parley: a session with what a reader of it wants to know."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

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
