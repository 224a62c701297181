"""Settings: every choice a user can make, with its default."""

from dataclasses import dataclass, field
from typing import Literal

StorageType = Literal["sqlite", "memory", "postgresql"]
EngineName = Literal["builtin", "openai", "scripted"]
Theme = Literal["system", "light", "dark"]


@dataclass(frozen=True, slots=True)
class SessionSettings:
    """Where sessions are kept and for how long."""

    storage_type: StorageType = "sqlite"
    """Where sessions live: a file ("sqlite") or nowhere but in memory ("memory")."""
    db_path: str = ""
    """The database file; empty for parley.db in the data folder."""
    timeout_hours: float = 720
    """Hours without activity after which a session moves to the trash; 0 for never."""
    temporary_timeout_hours: float = 1
    """The same for temporary sessions."""
    cleanup_interval_minutes: float = 60
    """Minutes between two clean-ups while the window is open."""
    trash_days: float = 14
    """Days that a session stays in the trash."""


@dataclass(frozen=True, slots=True)
class EngineSettings:
    """What answers when nothing else is asked for."""

    name: EngineName = "builtin"
    """"builtin" (no model, no network) or "openai" (a server that speaks the OpenAI protocol)."""
    base_url: str = ""
    """The server's address, such as http://127.0.0.1:8080/v1."""
    model: str = ""
    """The model to ask the server for; empty for the first one it lists."""


@dataclass(frozen=True, slots=True)
class UiSettings:
    """How the window looks."""

    theme: Theme = "system"
    """"system" follows the desktop; "light" and "dark" do not."""
    font_size: float = 10.5
    """Size of the text, in points."""


@dataclass(frozen=True, slots=True)
class PrivacySettings:
    """Who may be talked to."""

    allowed_hosts: tuple[str, ...] = ()
    """Hosts besides this computer that an engine may connect to."""


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings together, as one value."""

    user: str = ""
    """The profile whose sessions are shown; made at the first start."""
    sessions: SessionSettings = field(default_factory=SessionSettings)
    engine: EngineSettings = field(default_factory=EngineSettings)
    ui: UiSettings = field(default_factory=UiSettings)
    privacy: PrivacySettings = field(default_factory=PrivacySettings)
