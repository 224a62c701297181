"""What one installation keeps of the user's choices, and whom engines may talk to."""

import asyncio
from collections.abc import Awaitable, Callable

from desktop_app.domain.settings import Settings
from desktop_app.network.guard import Guard
from desktop_app.network.ledger import Ledger
from desktop_app.paths import Paths
from desktop_app.services.allowed_hosts import AllowedHosts
from desktop_app.services.settings import PreferenceService
from desktop_app.store.desktop_keyring import DesktopKeyring, Keyring
from desktop_app.store.keys import KeyStore


class Access:
    """Whom engines may talk to, and with what keys; changes take effect at once, in engines that are in use as well."""

    def __init__(
        self, paths: Paths, settings: Settings, keyring: Keyring | None = None, guard: Guard | None = None
    ) -> None:
        """Begin with what is kept for this installation; without a `keyring`, the desktop's own keeps keys.

        The `guard` hears who may be talked to; without one nobody watches.
        """
        self.guard = guard or Guard(Ledger())
        self.paths = paths
        self.settings = settings
        self.settings_file = paths.settings
        self.preferences = PreferenceService(paths.settings)
        self.hosts = AllowedHosts(settings.privacy.allowed_hosts, self.preferences, self.guard)
        self.keys = KeyStore(paths.keys, keyring or DesktopKeyring())

    def key_for(self, base_url: str) -> Callable[[], Awaitable[str]]:
        """Return what finds the key for a server, each time anew."""

        async def find() -> str:
            return await asyncio.to_thread(self.keys.find, base_url)

        return find
