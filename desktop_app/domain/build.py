"""What a build of Parley is made of: its own version, and the libraries that come along."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Build:
    """Which Parley this is; commit and moment are known of built packages alone."""

    version: str
    commit: str | None = None
    built_at: str | None = None
    """When it was built: a moment of UTC, such as 2026-11-21T20:00:00Z."""
    packaged: bool = False


@dataclass(frozen=True, slots=True)
class Library:
    """Somebody else's work that Parley uses, and the words under which it is given away."""

    name: str
    version: str
    licence: str
    text: str
    """The full words of the licence."""
