"""A process that has imported all of Parley's commands and forks one that runs them for each order: at once, that is.

An order is a packet on the socket given as standard input: the words, the environment and the folder as JSON, and with
it four descriptors, three for the standard streams and one on which number and exit status are told.
"""

import asyncio
import contextlib
import gc
import json
import os
import socket
import sys
from pathlib import Path

from desktop_app.app import main, open_services
from desktop_app.domain.settings import SessionSettings, Settings
from desktop_app.paths import Paths

ORDER_BYTES = 200_000
DESCRIPTORS = 4


async def warm_up() -> None:
    """Import and compile what nearly every command wants."""
    import desktop_app.cli.parser
    import desktop_app.cli.run
    import desktop_app.engines.builtin.engine
    import desktop_app.log
    import desktop_app.services.recollection  # noqa: F401

    settings = Settings(user="nobody", sessions=SessionSettings(storage_type="memory"))
    async with open_services(Paths(Path("/nowhere"), Path("/nowhere")), settings) as services:
        await services.sessions.ensure_default("nobody")


def serve(orders: socket.socket) -> None:
    """Fork for each order a process that says how the command ended; in the command's own process return."""
    while True:
        packet, descriptors, _flags, _address = socket.recv_fds(orders, ORDER_BYTES, DESCRIPTORS)
        with contextlib.suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        if not packet:
            raise SystemExit(0)
        if os.fork() == 0:
            orders.close()
            *streams, told = descriptors
            command = os.fork()
            if command == 0:
                os.close(told)
                become(json.loads(packet), streams)
                return
            os.write(told, b"%d\n" % command)
            os.write(told, b"%d\n" % os.waitstatus_to_exitcode(os.waitpid(command, 0)[1]))
            os._exit(0)
        for descriptor in descriptors:
            os.close(descriptor)


def become(order: dict[str, object], streams: list[int]) -> None:
    """Make of this process what a newly started one would be."""
    for number, descriptor in enumerate(streams):
        os.dup2(descriptor, number)
        os.close(descriptor)
    environment = order["environment"]
    assert isinstance(environment, dict)
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(str(order["folder"]))
    words = order["words"]
    assert isinstance(words, list)
    sys.argv = words


if __name__ == "__main__":
    asyncio.run(warm_up())
    gc.freeze()  # no forked process looks through, and so copies, what all of them share
    serve(socket.socket(fileno=os.dup(0)))
    raise SystemExit(main())
