"""Hosts that may be talked to: this computer, and those that the user said yes to."""

import re
from collections.abc import Collection, Iterable, Iterator

from desktop_app.domain.errors import UserError
from desktop_app.domain.hosts import is_ip, plain_host
from desktop_app.network.guard import Guard
from desktop_app.services.settings import PreferenceService

_LABEL = r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?"
_NAME = re.compile(rf"(?=.{{1,253}}$){_LABEL}(\.{_LABEL})*")
"""Such as box.lan; a port, a path or a * would never be met in what engines ask for."""


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
        plain = _checked(host)
        await self._preferences.add("privacy", "allowed_hosts", plain)
        self._hosts |= {plain}
        self._guard.agree(plain)
        return plain

    async def disallow(self, host: str) -> bool:
        """Take back that `host` is allowed, however the settings write it; tell whether it was allowed.

        Raises `UserError` where the settings cannot be written: then it is still allowed.
        """
        wanted = {host.strip(), _plain_or_same(host)}
        kept = (await self._preferences.current()).privacy.allowed_hosts
        taken = {each for each in {*kept, *self._hosts} if wanted & {each, _plain_or_same(each)}}
        for each in taken:
            await self._preferences.remove("privacy", "allowed_hosts", each)
        for each in taken & self._hosts:
            self._guard.disagree(each)
        self._hosts -= taken
        return bool(taken)


def _checked(host: str) -> str:
    """Return `host` in its plain form; raise `UserError` for what no computer can be called."""
    try:
        plain = plain_host(host)
    except UnicodeError as error:
        raise UserError("bad_host", host=host) from error
    if not is_ip(plain) and not _NAME.fullmatch(plain):
        raise UserError("bad_host", host=host)
    return plain


def _plain_or_same(host: str) -> str:
    try:
        return plain_host(host)
    except UnicodeError:
        return host
