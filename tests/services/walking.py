"""Processes that walk at random through one store."""

import asyncio
import os
import sys
import traceback
from pathlib import Path

from desktop_app.app import open_services
from desktop_app.domain.settings import SessionSettings, Settings
from desktop_app.engines.scripted import ScriptedEngine
from desktop_app.paths import Paths, prepare
from tests.support.clock import FakeClock
from tests.support.script import Script
from tests.support.walk import Walker

WALKERS = 3


async def walk(folder: str, kind: str, url: str, seed: str, seconds: float, name: str) -> None:
    """Walk with a few others, then look for what was said."""
    paths = Paths(Path(folder), Path(folder))
    prepare(paths)
    clock = FakeClock()
    makers = {"builtin": lambda _choice: ScriptedEngine(Script())}
    chosen = Settings(user="ada", sessions=SessionSettings(storage_type=kind, db_url=url))  # type: ignore[arg-type]
    async with open_services(paths, chosen, clock, makers) as services:
        walkers = [Walker(f"{name}.{number}", services, clock, seed) for number in range(WALKERS)]
        async with asyncio.TaskGroup() as group:
            for walker in walkers:
                group.create_task(walker.walk(seconds))
        for walker in walkers:
            await walker.check()


def main(folder: str, kind: str, url: str, seed: str, seconds: str, processes: str) -> int:
    """Let that many processes walk, forked from this one so that they need not import everything anew."""
    # Whatever is imported late is imported now.
    asyncio.run(walk(folder, "memory", "", seed, 0.01, "first"))
    for number in range(int(processes)):
        if os.fork() == 0:
            _walk_and_exit(folder, kind, url, seed, float(seconds), f"{number}")
    return max(os.waitstatus_to_exitcode(os.wait()[1]) for _ in range(int(processes)))


def _walk_and_exit(folder: str, kind: str, url: str, seed: str, seconds: float, name: str) -> None:
    code = 1
    try:
        asyncio.run(walk(folder, kind, url, seed, seconds, name))
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
