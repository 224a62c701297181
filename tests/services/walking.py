"""A process that walks at random through a store that others walk through too."""

import asyncio
import sys
from pathlib import Path

from desktop_app.app import open_services
from desktop_app.domain.settings import Settings
from desktop_app.engines.scripted import ScriptedEngine
from desktop_app.paths import Paths, prepare
from tests.support.clock import FakeClock
from tests.support.script import Script
from tests.support.walk import Walker


async def main(folder: str, seed: str, seconds: str, name: str) -> None:
    """Walk, then look for what was said."""
    paths = Paths(Path(folder), Path(folder))
    prepare(paths)
    clock = FakeClock()
    makers = {"builtin": lambda _choice: ScriptedEngine(Script())}
    async with open_services(paths, Settings(user="ada"), clock, makers) as services:
        walkers = [Walker(f"{name}.{number}", services, clock, seed) for number in range(3)]
        async with asyncio.TaskGroup() as group:
            for walker in walkers:
                group.create_task(walker.walk(float(seconds)))
        for walker in walkers:
            await walker.check()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
