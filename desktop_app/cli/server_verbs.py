"""Commands about servers: whom Parley may talk to, and with what API key."""

import argparse
import os
import sys
from getpass import getpass

from desktop_app.cli.output import Document, say
from desktop_app.domain.engines import EngineChoice
from desktop_app.domain.servers import KeyPlace, completed_address
from desktop_app.services.services import Services

KEY_VARIABLE = "PARLEY_API_KEY"
"""Where a key may come from; never from the words of the command, which every program on the computer can read."""
_KEPT = {
    KeyPlace.KEYRING: "Kept by the desktop's keyring.",
    KeyPlace.FILE: "Kept in a file that only you can read; not encrypted.",
}


async def allow(arguments: argparse.Namespace, services: Services) -> Document:
    """Let engines talk to a host; without one, list those that they may talk to."""
    if arguments.host is None:
        hosts = services.servers.allowed()
        if not arguments.json:
            say("\n".join(hosts) or "No other computer: Parley talks to this one alone.")
        return {"success": True, "hosts": list(hosts), "count": len(hosts)}
    host = await services.servers.allow(arguments.host)
    if not arguments.json:
        say(f"Parley may talk to {host} from now on. To take that back: parley engines disallow {host}")
    return {"success": True, "host": host}


async def disallow(arguments: argparse.Namespace, services: Services) -> Document:
    """Let engines no longer talk to a host."""
    taken = await services.servers.disallow(arguments.host)
    if not arguments.json:
        say(f"Parley no longer talks to {arguments.host}." if taken else f"{arguments.host} was not allowed.")
    return {"success": True, "host": arguments.host, "was_allowed": taken}


async def key(arguments: argparse.Namespace, services: Services) -> Document:
    """Keep the API key of a server."""
    base_url = completed_address(arguments.url)
    place = await services.servers.set_key(base_url, _given_key(), in_file=arguments.file)
    if not arguments.json:
        say(_KEPT[place])
    return {"success": True, "base_url": base_url, "held_by": place.value}


async def forget_key(arguments: argparse.Namespace, services: Services) -> Document:
    """Forget the API key of a server."""
    base_url = completed_address(arguments.url)
    forgotten = await services.servers.forget_key(base_url)
    if not arguments.json:
        say("Forgotten." if forgotten else "There was none.")
    return {"success": True, "base_url": base_url, "forgotten": forgotten}


def lend_key(choice: EngineChoice, services: Services) -> None:
    """Use the key in the environment for the server that the command or the settings name, and for no other."""
    key, base_url = os.environ.get(KEY_VARIABLE, ""), choice.base_url or services.engines.settings.base_url
    if key.strip() and base_url:
        services.servers.lend_key(completed_address(base_url), key)


def _given_key() -> str:
    key = os.environ.get(KEY_VARIABLE)
    if key is None:
        key = getpass("API key: ") if sys.stdin.isatty() else sys.stdin.readline()
    return key
