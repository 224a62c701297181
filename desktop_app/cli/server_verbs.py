"""Commands about servers: whom Parley may talk to."""

import argparse

from desktop_app.cli.output import Document, say
from desktop_app.services.services import Services


async def allow(arguments: argparse.Namespace, services: Services) -> Document:
    """Let engines talk to a host."""
    host = await services.servers.allow(arguments.host)
    if not arguments.json:
        say(f"Parley may talk to {host} from now on.")
    return {"success": True, "host": host}
