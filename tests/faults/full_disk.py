"""Works on a disk of two megabytes until it is full, makes room, and goes on; prints what was acknowledged."""

import asyncio
import os
import shutil
import sys
from collections.abc import Awaitable
from contextlib import aclosing
from pathlib import Path

from desktop_app.domain.errors import UserError
from desktop_app.paths import Paths, prepare
from desktop_app.services.chat import Finished, SendRequest, Stored
from desktop_app.services.services import Services
from desktop_app.services.settings import ensure_settings
from tests.faults.works import USER, answer_to, services_on

LONG = "a long question " * 2_000


class Disk:
    """A disk that a file fills."""

    def __init__(self, folder: Path) -> None:
        self._filler = folder / "filler"

    def fill(self, but: int = 0) -> None:
        """Leave only so many bytes free."""
        with self._filler.open("ab", buffering=0) as filler:
            free = shutil.disk_usage(self._filler.parent).free - but
            filler.write(b"x" * max(free, 0))

    def make_room(self) -> None:
        """Remove the filler."""
        self._filler.unlink()


async def work(disk: Disk, data_dir: Path) -> list[tuple[str, str, str]]:
    """Do what people do, whether there is room or not; return what was acknowledged."""
    seen = []
    async with services_on(data_dir) as services:
        seen.append(await send(services, "before"))
        disk.fill()
        for _ in range(3):
            assert await refused(send(services, LONG)) == "store_full"
        assert await refused(services.sessions.create(USER, name="x" * 200, metadata={"a": "b" * 60_000}))
        assert await refused(services.sessions.save_draft("s", LONG)) == "store_full"
        assert [each.content for each in await services.sessions.history(USER, "s")] == ["before", answer_to("before")]
        disk.make_room()
        seen.append(await send(services, LONG))
        seen.append(await fill_while_it_streams(services, disk))
        disk.make_room()
        await services.changes.made_elsewhere()
        seen.append(await send(services, "after"))
        assert {each.status for each in await services.sessions.history(USER, "s")} == {"complete"}
        await services.sessions.rename(USER, "s", "goes on")
    disk.fill()
    await start_on_a_full_disk(data_dir)
    disk.make_room()
    return seen


async def fill_while_it_streams(services: Services, disk: Disk) -> tuple[str, str, str]:
    """Let the disk run full between a question and its answer; the answer is shown all the same."""
    question = "while it streams " * 1_500
    try:
        async with aclosing(services.chat.send(SendRequest(USER, question, session_id="s"))) as events:
            async for event in events:
                if isinstance(event, Stored):
                    disk.fill()
    except UserError as error:
        assert error.code == "store_full", error
    else:
        raise AssertionError("the answer fitted")
    assert (await services.sessions.history(USER, "s"))[-1].content == answer_to(question)
    return "s", question, answer_to(question)


async def start_on_a_full_disk(data_dir: Path) -> None:
    """Start where nothing can be written: to read, or not at all, and with no file half written."""
    before = sorted(path.name for path in data_dir.iterdir())
    try:
        async with services_on(data_dir) as services:
            assert await services.sessions.history(USER, "s")
    except UserError as error:
        assert error.code.startswith("store_"), error
    fresh = data_dir.with_name("fresh")
    try:
        prepare(Paths(fresh, fresh))
        ensure_settings(fresh / "settings.toml")
    except UserError as error:
        assert error.code in {"settings_not_saved", "data_folder_unusable"}, error
    else:
        raise AssertionError("there was room for settings")
    assert not fresh.exists() or not (fresh / "settings.toml").exists()
    assert set(before) >= {path.name for path in data_dir.iterdir()} - {"parley.db-wal", "parley.db-shm", "writers"}


async def send(services: Services, question: str) -> tuple[str, str, str]:
    """Send a message and read the answer."""
    async with aclosing(services.chat.send(SendRequest(USER, question, session_id="s"))) as events:
        found = [event async for event in events]
    assert isinstance(found[-1], Finished)
    assert found[-1].answer.content == answer_to(question)
    return "s", question, found[-1].answer.content


async def refused(work: Awaitable[object]) -> str:
    """Return the code of the refusal of what must not succeed."""
    try:
        await work
    except UserError as error:
        return error.code
    raise AssertionError("there was room")


def main(disk: str, out: str) -> None:
    """Work on the disk, and copy what is left there to where it can be looked at."""
    os.umask(0o077)
    data_dir = Path(disk) / "data"
    seen = asyncio.run(work(Disk(Path(disk)), data_dir))
    shutil.copytree(data_dir, out)
    for exchange in seen:
        sys.stdout.write("\t".join(exchange) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
