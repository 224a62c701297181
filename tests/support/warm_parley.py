"""A process that has imported what Parley's commands need, or its window, and forks one of them for each order.

python -m tests.support.warm_parley commands|window

An order is a packet on the socket given as standard input: the words, the environment, the folder and the umask as
JSON, and with it four descriptors, three for the standard streams and one on which number and exit status are told.
"""

import asyncio
import atexit
import contextlib
import gc
import json
import os
import selectors
import socket
import sys
import threading
from pathlib import Path
from typing import NoReturn

from desktop_app.app import main, open_services
from desktop_app.domain.settings import SessionSettings, Settings
from desktop_app.engines.builtin.engine import BuiltinEngine
from desktop_app.paths import Paths, resource
from desktop_app.services import resources
from desktop_app.store import migrating
from tests.support.ready_tables import ReadyTables

ORDER_BYTES = 200_000
DESCRIPTORS = 4


def import_window() -> None:
    """Import what every window wants; it is made in the forked process, as is all else of Qt."""
    import desktop_app.ui.application
    import desktop_app.ui.event_loop
    import desktop_app.ui.garbage
    import desktop_app.ui.main_window.view
    import desktop_app.ui.rescue
    import desktop_app.ui.shell.shell
    import desktop_app.window

    desktop_app.window._import_what_knows_no_qt()


async def warm_up() -> None:
    """Import and compile what nearly every command wants."""
    import desktop_app.cli.parser
    import desktop_app.cli.run
    import desktop_app.log
    import desktop_app.services.recollection  # noqa: F401

    # Where whole processes are the point, and where older files are migrated, the migrations themselves are run.
    migrating.upgrade = ReadyTables(migrating.upgrade).upgrade
    rules = resources.load_responder_rules(resource("responder"))
    resources.load_responder_rules = lambda folder: rules
    assert BuiltinEngine.__init__.__kwdefaults__
    BuiltinEngine.__init__.__kwdefaults__["pause"] = 0.0  # which is there for whoever reads along
    settings = Settings(user="nobody", sessions=SessionSettings(storage_type="memory"))
    async with open_services(Paths(Path("/nowhere"), Path("/nowhere")), settings) as services:
        await services.sessions.ensure_default("nobody")


def serve(orders: socket.socket) -> None:
    """Fork for each order a process, and tell when it ends how it did; in the forked process return."""
    watched = selectors.DefaultSelector()
    watched.register(orders, selectors.EVENT_READ)
    while True:
        for key, _events in watched.select():
            if key.data is not None:
                number, told = key.data
                watched.unregister(key.fd)
                with contextlib.suppress(OSError):  # nobody is left to be told
                    os.write(told, b"%d\n" % os.waitstatus_to_exitcode(os.waitpid(number, 0)[1]))
                os.close(key.fd)
                os.close(told)
                continue
            packet, descriptors, _flags, _address = socket.recv_fds(orders, ORDER_BYTES, DESCRIPTORS)
            if not packet:
                raise SystemExit(0)
            *streams, told = descriptors
            number = os.fork()
            if number == 0:
                orders.close()
                watched.close()
                os.close(told)
                become(json.loads(packet), streams)
                return
            os.write(told, b"%d\n" % number)
            watched.register(os.pidfd_open(number), selectors.EVENT_READ, (number, told))
            for descriptor in streams:
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
    words, umask = order["words"], order["umask"]
    assert isinstance(words, list)
    assert isinstance(umask, int)
    sys.argv = words
    os.umask(umask)


def end_at_once(code: int) -> NoReturn:
    """Leave as any process does, without taking apart object by object what all of them share."""
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    kind = sys.argv[1]
    if kind == "window":
        import_window()
    asyncio.run(warm_up())
    gc.freeze()  # no forked process looks through, and so copies, what all of them share
    serve(socket.socket(fileno=os.dup(0)))
    if kind == "commands":
        end_at_once(main())
    raise SystemExit(main())
