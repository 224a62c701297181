"""What is said of engines that were looked for where nobody chose: how it went, and why not that one."""

from desktop_app.domain.choosing import Climb
from desktop_app.domain.servers import Health

BUILTIN_RESPONDER = "the built-in responder"
A_SERVER = "a server on this computer"
A_FILE = "a model file"
A_MODEL = "a model on this computer"
STILL_LOOKING = "still being looked for"
NO_SERVER = "none answers"
NO_FILE = "none was found"
FAILED = "it failed just now"
FILE_GONE = "its file is gone"
ELSEWHERE = "it is on another computer, which is only asked when it is chosen"
SILENT = "it does not answer now"
MODEL_GONE = "it does not have that model now"
TOO_LARGE = "does not fit into memory"
MEMORY_UNKNOWN = "how much memory is free is not known"
NO_CHAT_MODEL = "it has no model to chat with"
UNWELL = {
    Health.NEEDS_KEY: "it wants an API key",
    Health.SILENT: "it does not answer",
    Health.STRANGE: "it is no such server",
    Health.NOT_ALLOWED: "nobody has allowed it",
}
_LISTED = 3


def tried_words(climb: Climb) -> str:
    """Return what was tried and not taken, and why; empty where the first was taken."""
    return "; ".join(f"{step.about}: {step.reason}" for step in climb.steps if not step.taken)


def climb_words(climb: Climb) -> str:
    """Return all of a climb in one sentence."""
    tried, answering = tried_words(climb), f"Answering with {climb.steps[-1].about}"
    return f"{answering} ({tried})." if tried else f"{answering}."


def served_by(program: str, model: str) -> str:
    """Return what a person calls a server with the model that it would answer with."""
    return f"{program} with {model}" if model else program


def model_at(model: str, base_url: str) -> str:
    """Return what a person calls a model of a server that is known by its address."""
    return f"{model} at {base_url}"


def first_reasons(reasons: list[str]) -> str:
    """Return the first of several reasons, and how many more there are."""
    more = f"; and {len(reasons) - _LISTED} more" if len(reasons) > _LISTED else ""
    return "; ".join(reasons[:_LISTED]) + more
