"""Servers: found where they usually listen, remembered where the user named them, allowed where the user said yes."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib import import_module

from desktop_app.domain.errors import UserError
from desktop_app.domain.network import Purpose
from desktop_app.domain.servers import (
    USUAL_ADDRESSES,
    FoundServer,
    Health,
    KeyPlace,
    Program,
    UsualAddress,
    completed_address,
    same_place,
)
from desktop_app.domain.settings import EngineSettings
from desktop_app.domain.tasks import together
from desktop_app.services.access import Access
from desktop_app.services.knocking import listening_ports, listens
from desktop_app.store.keys import KeyStore
from desktop_app.store.uninterrupted import finished_despite_cancellation

_NO_ADDRESS = {"bad_base_url", "base_url_not_plain"}
_SHOWN_UNASKED = {Health.READY, Health.NO_MODELS, Health.NEEDS_KEY}


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds that a program on this computer may take to answer, and a server that the user named."""

    usual: float = 0.3
    named: float = 3.0


def _is_shown(server: FoundServer) -> bool:
    return server.remembered or server.health in _SHOWN_UNASKED


class ServerService:
    """The servers that could answer."""

    def __init__(
        self,
        access: Access,
        settings: EngineSettings,
        usual: Sequence[UsualAddress] = USUAL_ADDRESSES,
        patience: Patience | None = None,
    ) -> None:
        """Look at the `usual` addresses and at those that the settings name."""
        self._access = access
        self._expect = access.guard.expecting(Purpose.LOOKING)
        self._preferences = access.preferences
        self._remembered = list(dict.fromkeys(filter(None, (settings.base_url, *settings.servers))))
        self._usual = usual
        self._patience = patience or Patience()

    @property
    def remembered(self) -> tuple[str, ...]:
        """The addresses that the user named."""
        return tuple(self._remembered)

    async def found(self, chosen: Sequence[str] = ()) -> list[FoundServer]:
        """Return the servers that answer, those that the user named first, and of these also the silent ones.

        So are those at addresses that were `chosen` somewhere, such as for one session, and never named here.
        """
        named = {same_place(url) for url in self._remembered}
        chosen = [url for url in dict.fromkeys(chosen) if same_place(url) not in named]
        named |= set(map(same_place, chosen))
        others = [each for each in self._usual if same_place(each.base_url) not in named]
        # Once for all: where the system has much to tell, it takes its time.
        ports = await asyncio.to_thread(listening_ports)
        looked = await together(
            *(self.look_at(url) for url in (*self._remembered, *chosen)),
            *(self._found_by_chance(each, ports) for each in others),
        )
        shown = len(self._remembered) + len(chosen)
        return [*filter(None, looked[:shown]), *(each for each in looked[shown:] if each and _is_shown(each))]

    async def look_at(self, base_url: str) -> FoundServer:
        """Return how the server at `base_url` fares."""
        usual = next((each for each in self._usual if same_place(each.base_url) == same_place(base_url)), None)
        return await self._looked(base_url, usual.program if usual else Program.OTHER, self._patience.named)

    async def remember(self, typed: str) -> FoundServer:
        """Keep the address that the user typed, and return how the server there fares.

        What is no address is not kept: its `problem` says so.
        """
        base_url = completed_address(typed)
        found = await self.look_at(base_url)
        refused = found.problem is not None and found.problem.code in _NO_ADDRESS
        if not refused and base_url not in self._remembered:
            await self._preferences.add("engine", "servers", base_url)
            self._remembered.append(base_url)
        return replace(found, remembered=base_url in self._remembered)

    async def forget(self, base_url: str) -> None:
        """Look no more at an address that the user named, and forget its API key, unless that is another's as well.

        Raises `UserError` where the keyring does not let go of the key; the address is forgotten all the same.
        """
        await finished_despite_cancellation(self._forget(base_url))  # a half of it would leave the key behind

    async def _forget(self, base_url: str) -> None:
        await self._preferences.remove("engine", "servers", base_url)
        if base_url in self._remembered:
            self._remembered.remove(base_url)
        if not any(KeyStore.is_shared(base_url, other) for other in self._remembered):
            await self._forget_key_of(base_url)

    async def allow(self, host: str) -> str:
        """Let engines talk to `host` from now on; raise `UserError` where that cannot be kept."""
        return await self._access.hosts.allow(host)

    async def disallow(self, host: str) -> bool:
        """Let engines no longer talk to `host`; tell whether they might."""
        return await self._access.hosts.disallow(host)

    def allowed(self) -> Sequence[str]:
        """Return the hosts besides this computer that engines may talk to."""
        return sorted(self._access.hosts)

    async def set_key(self, base_url: str, key: str, *, in_file: bool = False) -> KeyPlace:
        """Keep the API key of a server, from now on; return what keeps it: the keyring, or a file where there is none.

        Raises `UserError` for what can be no key. Nothing but `set_key` ever gets to see a key.
        """
        return await asyncio.to_thread(self._access.keys.keep, base_url, key, in_file=in_file)

    async def _forget_key_of(self, base_url: str) -> None:
        try:
            await self.forget_key(base_url)
        except UserError as error:
            if error.code not in _NO_ADDRESS:  # what is none has no key
                raise

    def lend_key(self, base_url: str, key: str) -> None:
        """Use an API key for a server for as long as this process runs; it is kept nowhere."""
        self._access.keys.lend(base_url, key)

    async def forget_key(self, base_url: str) -> bool:
        """Forget the API key of a server; tell whether there was one."""
        return await asyncio.to_thread(self._access.keys.forget, base_url)

    async def _found_by_chance(self, usual: UsualAddress, ports: set[int] | None) -> FoundServer | None:
        """Look at a usual address; where nobody is at home, what it takes to ask is not even imported."""
        if not await listens(usual.base_url, self._patience.usual, ports, self._expect):
            return None
        return await self._looked(usual.base_url, usual.program, self._patience.usual)

    async def _looked(self, base_url: str, usual: Program, seconds: float) -> FoundServer:
        # In a thread: importing what it needs takes longer than the window may wait.
        discovery = await asyncio.to_thread(import_module, "desktop_app.engines.openai.discovery")
        try:
            api_key, key_place = await asyncio.to_thread(self._key, base_url)
        except UserError as error:
            return FoundServer(base_url, usual, Health.NEEDS_KEY, problem=error)
        found: FoundServer = await discovery.look_at(
            base_url,
            allowed_hosts=self._access.hosts,
            api_key=api_key,
            seconds=seconds,
            usual=usual,
            expect=self._expect,
        )
        return replace(found, remembered=base_url in self._remembered, key=key_place)

    def _key(self, base_url: str) -> tuple[str, KeyPlace | None]:
        """Return the key for a server and what keeps it; what is no address has none."""
        keys = self._access.keys
        try:
            return keys.find(base_url), keys.place(base_url)
        except UserError as error:
            if error.code in _NO_ADDRESS:
                return "", None
            raise
