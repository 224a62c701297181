"""Servers that answer for models: which program, where, with what models, and how it fares."""

import re
from dataclasses import dataclass
from enum import StrEnum

from desktop_app.domain.errors import UserError

_MUTE = re.compile(r"embed|rerank|whisper|(?<![a-z])(?:bge|gte|e5|tts|clip)(?![a-z])", re.IGNORECASE)
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*://")


class Program(StrEnum):
    """The programs that are told apart, by the names that people know them by."""

    OLLAMA = "Ollama"
    LM_STUDIO = "LM Studio"
    LLAMA_SERVER = "llama-server"
    VLLM = "vLLM"
    LOCAL_AI = "LocalAI"
    TEXT_GENERATION_WEBUI = "text-generation-webui"
    JAN = "Jan"
    GPT4ALL = "GPT4All"
    OTHER = "OpenAI-compatible server"


class Health(StrEnum):
    """How a server fares, as seen from here."""

    READY = "ready"
    NO_MODELS = "no_models"
    """It answers, and has nothing that could be asked."""
    NEEDS_KEY = "needs_key"
    """It wants an API key, or another one."""
    NOT_ALLOWED = "not_allowed"
    """It is on another computer, which nobody has allowed yet; it was not asked."""
    SILENT = "silent"
    STRANGE = "strange"
    """Something answers there, and in another language."""


class KeyPlace(StrEnum):
    """What keeps an API key."""

    KEYRING = "keyring"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class ServerModel:
    """A model that a server lists; None where the server does not say."""

    name: str
    context_tokens: int | None = None
    """Tokens that it reads at once, as it is loaded, or would be."""
    sees: bool | None = None
    loaded: bool | None = None


@dataclass(frozen=True, slots=True)
class FoundServer:
    """A server at an address, as it was a moment ago."""

    base_url: str
    program: Program
    health: Health
    models: tuple[ServerModel, ...] = ()
    version: str = ""
    problem: UserError | None = None
    """Why it is not ready, in words that can be shown."""
    remembered: bool = False
    """The user named it; it is shown even where it is silent."""
    key: KeyPlace | None = None
    """What keeps an API key for it; None where there is none."""


@dataclass(frozen=True, slots=True)
class UsualAddress:
    """Where a program listens unless told otherwise."""

    base_url: str
    program: Program
    """Who answers there when nothing tells; several programs share some ports."""


USUAL_ADDRESSES = (
    UsualAddress("http://127.0.0.1:11434/v1", Program.OLLAMA),
    UsualAddress("http://127.0.0.1:1234/v1", Program.LM_STUDIO),
    UsualAddress("http://127.0.0.1:8080/v1", Program.OTHER),
    UsualAddress("http://127.0.0.1:8000/v1", Program.OTHER),
    UsualAddress("http://127.0.0.1:5000/v1", Program.OTHER),
    UsualAddress("http://127.0.0.1:1337/v1", Program.JAN),
    UsualAddress("http://127.0.0.1:4891/v1", Program.GPT4ALL),
)


def talks_by_name(model: str) -> bool:
    """Tell whether a model answers in words, by its name: those that make numbers or sound of it are listed as well."""
    return not _MUTE.search(model)


def completed_address(typed: str) -> str:
    """Return what somebody typed as a base URL: `box:8080` is http://box:8080/v1; a path is left as it is."""
    url = typed.strip().rstrip("/")
    if not url:
        return url
    if not _SCHEME.match(url):
        url = f"http://{url}"
    return url if "/" in url.partition("://")[2] else f"{url}/v1"


def checked_key(api_key: str) -> str:
    """Return the key trimmed; raise `UserError` for one that no HTTP header can carry."""
    key = api_key.strip()
    if not key.isascii() or not key.isprintable():
        raise UserError("bad_api_key")
    return key


def same_place(base_url: str) -> str:
    """Return the address in the form in which addresses are compared."""
    url = base_url.strip().rstrip("/").lower()
    return re.sub(r"^(https?://)(localhost|\[::1\])(?=[:/]|$)", r"\g<1>127.0.0.1", url)
