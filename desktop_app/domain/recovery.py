"""What can be done where an engine failed: offered to the person, who decides; nothing else answers unasked."""

from enum import StrEnum

from desktop_app.domain.choosing import BUILTIN, LLAMA
from desktop_app.domain.engines import EngineChoice
from desktop_app.domain.errors import UserError

_NOT_THE_ENGINE = frozenset(
    {"engine_answer_too_long", "engine_refused", "engine_wants_key", "engine_damaged", "model_refused"}
)


class Offer(StrEnum):
    """A way on."""

    RESTART = "restart"
    """Start the engine anew and send the question again; a server is somebody else's to start."""
    USE_BUILTIN = "use the built-in responder for this"
    """It answers this question; what was chosen stays chosen."""
    CHOOSE = "choose another"


def is_engine_failure(error: UserError) -> bool:
    """Tell whether an engine is what failed, not what it was asked; then it should not be taken again unasked."""
    return error.code.startswith(("engine_", "model_", "llama_")) and error.code not in _NOT_THE_ENGINE


def offers_for(error: UserError, choice: EngineChoice) -> tuple[Offer, ...]:
    """Return what to offer where asking `choice` failed, the likeliest to help first."""
    known = is_engine_failure(error) or error.code in _NOT_THE_ENGINE
    if not known or choice.name == BUILTIN:
        return ()
    again = (Offer.RESTART,) if choice.name == LLAMA else ()
    return (*again, Offer.USE_BUILTIN, Offer.CHOOSE)
