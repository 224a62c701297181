"""Hosts that may be talked to: this computer, and those that the user said yes to."""

from collections.abc import Collection, Iterable, Iterator

from desktop_app.domain.errors import UserError
from desktop_app.domain.hosts import plain_host
from desktop_app.network.guard import Guard
from desktop_app.services.settings import PreferenceService


class AllowedHosts(Collection[str]):
    """The hosts besides this computer that engines may talk to; what is allowed takes effect at once."""

    def __init__(self, hosts: Iterable[str], preferences: PreferenceService, guard: Guard) -> None:
        """Begin with what the settings say; what is allowed later is written there, and `guard` hears of all."""
        self._hosts = frozenset(hosts)
        self._preferences = preferences
        self._guard = guard
        for host in self._hosts:
            guard.agree(host)

    def __contains__(self, host: object) -> bool:
        return host in self._hosts

    def __iter__(self) -> Iterator[str]:
        return iter(self._hosts)

    def __len__(self) -> int:
        return len(self._hosts)

    async def allow(self, host: str) -> str:
        """Allow `host` from now on, on every start; return it as it is kept.

        Raises `UserError` for what is no host, and where the settings cannot be written: then it is not allowed.
        """
        try:
            plain = plain_host(host)
        except UnicodeError as error:
            raise UserError("bad_host", host=host) from error
        if not plain or not plain.isprintable() or any(char in "/@?#\\ " for char in plain):
            raise UserError("bad_host", host=host)
        await self._preferences.add("privacy", "allowed_hosts", plain)
        self._hosts |= {plain}
        self._guard.agree(plain)
        return plain
