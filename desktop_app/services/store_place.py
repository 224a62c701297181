"""Where the settings say that the store is."""

from pathlib import Path

from desktop_app.domain.network import Expect, expect_nothing
from desktop_app.domain.settings import Settings
from desktop_app.paths import Paths
from desktop_app.store.server import Server


def store_place(paths: Paths, settings: Settings, expect: Expect = expect_nothing) -> Path | Server | None:
    """Return the chat file, the database server, or None for a store in memory; `expect` hears of connections."""
    if settings.sessions.storage_type == "postgresql":
        return Server(settings.sessions.db_url, settings.privacy.allowed_hosts, str(paths.settings), expect)
    return chat_file(paths, settings)


def chat_file(paths: Paths, settings: Settings) -> Path | None:
    """Return the chat file, None where the store is not in a file."""
    if settings.sessions.storage_type != "sqlite":
        return None
    chosen = settings.sessions.db_path
    return paths.data / Path(chosen).expanduser() if chosen else paths.database
