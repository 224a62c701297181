"""Settings: every choice a user can make, with its default and what it means."""

from dataclasses import dataclass, field
from typing import Annotated, Literal

StorageType = Literal["sqlite", "memory", "postgresql"]
EngineName = Literal["auto", "builtin", "llama", "openai", "scripted"]
Theme = Literal["system", "light", "dark"]
ReducedMotion = Literal["system", "on", "off"]


@dataclass(frozen=True, slots=True)
class SessionSettings:
    """Where sessions are kept, and for how long."""

    storage_type: Annotated[
        StorageType,
        'Where sessions live: a file ("sqlite"), in memory until you quit ("memory"), or in a database that several'
        ' desktops share ("postgresql")',
    ] = "sqlite"
    db_path: Annotated[str, "The chat file; empty for parley.db in the data folder"] = ""
    db_url: Annotated[
        str,
        "That database, such as postgresql+asyncpg://ada:password@127.0.0.1:5432/parley; on another computer (which"
        " allowed_hosts must name) the connection is encrypted unless ?ssl=disable stands at its end",
    ] = field(default="", repr=False)
    timeout_hours: Annotated[float, "Hours without use after which a session moves to the trash; 0 for never"] = 720
    temporary_timeout_hours: Annotated[float, "The same for temporary sessions"] = 1
    cleanup_interval_minutes: Annotated[float, "Minutes between two clean-ups while the window is open; 0 for none"] = (
        60
    )
    max_sessions_per_user: Annotated[
        float, "Sessions in the list; over it the oldest idle one goes; 0 for no limit"
    ] = 0
    trash_days: Annotated[float, "Days that a session stays in the trash; 0 for until you delete it"] = 14


@dataclass(frozen=True, slots=True)
class EngineSettings:
    """What answers when nothing else is asked for."""

    name: Annotated[
        EngineName,
        '"auto" takes the model that answered last, else a server found on this computer, else a model file that fits'
        ' into memory, else the built-in responder; "builtin" needs no model and no network; "llama" loads a model'
        ' file; "openai" is a server that speaks that protocol',
    ] = "auto"
    base_url: Annotated[str, "The server's address, such as http://127.0.0.1:8080/v1"] = ""
    model: Annotated[
        str, "The model to ask the server for, empty for the first one it lists; for llama, the path of its file"
    ] = ""
    servers: Annotated[
        tuple[str, ...], "More servers to look at than those on this computer's usual ports, such as http://box:8080/v1"
    ] = ()
    unload_after_minutes: Annotated[
        float, "Minutes without a question after which a model file leaves the memory; 0 for never"
    ] = 15
    context_tokens: Annotated[float, "Tokens of conversation sent to a server; older turns are left out"] = 4096


@dataclass(frozen=True, slots=True)
class MemorySettings:
    """What is found out about the user."""

    suggestions: Annotated[
        bool,
        "true lets a model on this computer, a few seconds after it answered, look for facts about you that the rules"
        " missed; they are only suggested, and used once you confirm them",
    ] = False


@dataclass(frozen=True, slots=True)
class UiSettings:
    """How the window looks."""

    theme: Annotated[Theme, '"system" follows the desktop; or "light", or "dark"'] = "system"
    font_size: Annotated[float, "Size of the text, in points; 0 for the desktop's own"] = 0
    reduced_motion: Annotated[
        ReducedMotion, '"on" lets nothing blink or fade; "off" lets it; "system" follows the desktop'
    ] = "system"
    enter_sends: Annotated[
        bool, "Enter sends a message and Shift+Enter begins a new line; false swaps the two (Ctrl+Enter always sends)"
    ] = True


@dataclass(frozen=True, slots=True)
class PrivacySettings:
    """Who may be talked to."""

    allowed_hosts: Annotated[
        tuple[str, ...], "Hosts besides this computer that an engine or the database may be on"
    ] = ()


@dataclass(frozen=True, slots=True)
class ModelSettings:
    """Where model files are, besides the folders of other programs."""

    folders: Annotated[tuple[str, ...], "Folders to look for model files in, besides those of other programs"] = ()
    files: Annotated[tuple[str, ...], "Single model files"] = ()


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings together, as one value."""

    user: Annotated[str, "The profile whose sessions are shown; made at the first start"] = ""
    sessions: SessionSettings = field(default_factory=SessionSettings)
    engine: EngineSettings = field(default_factory=EngineSettings)
    models: ModelSettings = field(default_factory=ModelSettings)
    memory: MemorySettings = field(default_factory=MemorySettings)
    ui: UiSettings = field(default_factory=UiSettings)
    privacy: PrivacySettings = field(default_factory=PrivacySettings)
