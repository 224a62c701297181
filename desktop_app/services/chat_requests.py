"""What is asked of the chat: to send a message, to say one again, to go on with an answer, to ask several engines."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from desktop_app.domain.attachments import MAX_ATTACHMENTS
from desktop_app.domain.engines import EngineChoice, Parameters, SessionEngine
from desktop_app.domain.errors import UserError
from desktop_app.domain.texts import is_well_formed
from desktop_app.services.receipt_making import Repeat

MAX_MESSAGE_BYTES = 64 * 2**20


@dataclass(frozen=True, slots=True)
class SendRequest:
    """A message to send, and where: a session's id, else its name, else the user's default session."""

    user_id: str
    text: str
    session_id: str | None = None
    name: str | None = None
    persona: str | None = None
    temporary: bool = False
    engine: EngineChoice = field(default_factory=EngineChoice)
    parameters: Parameters = field(default_factory=Parameters)
    """How this one message is to be answered; what is left open is the session's."""
    origin: str = "window"
    attachments: tuple[int, ...] = ()
    """Of files that were added for the user before; those of another message stay with that, too."""


@dataclass(frozen=True, slots=True)
class AgainRequest:
    """A question to ask in other words, or, without `text`, a question or answer to be answered anew.

    `persona` answers this once; without one the session's does.
    """

    user_id: str
    session_id: str
    message_id: int
    text: str | None = None
    persona: str | None = None
    engine: EngineChoice = field(default_factory=EngineChoice)
    """What answers this once; without one what the session chose does."""
    parameters: Parameters = field(default_factory=Parameters)
    repeat: Repeat | None = None
    """What to ask to the letter, in place of what would be asked now."""
    attachments: tuple[int, ...] | None = None
    """What goes with other words; None for what went with the question as it was."""


@dataclass(frozen=True, slots=True)
class ContinueRequest:
    """An answer at the end of the shown branch that is to go on where its text ends."""

    user_id: str
    session_id: str
    message_id: int
    engine: EngineChoice = field(default_factory=EngineChoice)
    parameters: Parameters = field(default_factory=Parameters)


@dataclass(frozen=True, slots=True)
class SeveralRequest:
    """A question for two or three engines side by side: a new one, `text`, or one that is there already.

    `message_id` is of that question or of an answer to it. What a side leaves open is as the session chose it; the
    answer of the first is shown.
    """

    user_id: str
    session_id: str
    sides: tuple[SessionEngine, ...]
    text: str | None = None
    message_id: int | None = None
    persona: str | None = None
    attachments: tuple[int, ...] = ()
    origin: str = "window"


Request = SendRequest | AgainRequest | ContinueRequest


def check_message(text: str, attachments: Sequence[int] | None) -> None:
    """Raise `UserError` for what cannot be sent."""
    if not text.strip() and attachments == ():
        raise UserError("empty_message")
    if not is_well_formed(text):
        raise UserError("bad_message")
    if len(text.encode()) > MAX_MESSAGE_BYTES:
        raise UserError("message_too_long", limit_mb=MAX_MESSAGE_BYTES // 2**20)
    if len(attachments or ()) > MAX_ATTACHMENTS:
        raise UserError("attachment_too_many", limit=MAX_ATTACHMENTS)
