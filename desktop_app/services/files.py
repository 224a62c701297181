"""Files that a user wanted written: off the event loop, each whole or not at all, and in a sentence why not."""

import asyncio
import errno
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from desktop_app.domain.errors import UserError
from desktop_app.store.export_folder import ExportFolder
from desktop_app.store.uninterrupted import finished_despite_cancellation

_Result = TypeVar("_Result")


async def in_thread(work: Callable[..., _Result], *arguments: object, **named: object) -> _Result:
    """Do something to files, to its end even when the export is given up meanwhile: what it left is taken away then."""
    return await finished_despite_cancellation(asyncio.to_thread(work, *arguments, **named))


@asynccontextmanager
async def opened_folder(path: Path, target: Path) -> AsyncIterator[ExportFolder]:
    """Hold a folder open, in which `target` shall be written, and let go of it at the end."""
    with told_of(target):
        folder = await in_thread(ExportFolder, path)
    try:
        yield folder
    finally:
        folder.close()


@contextmanager
def told_of(target: Path) -> Iterator[None]:
    """Say in a sentence why a file could not be written."""
    try:
        yield
    except FileExistsError:
        raise UserError("export_exists", file=target) from None
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise UserError("export_disk_full", file=target) from None
        raise UserError("export_failed", file=target, reason=error.strerror or error) from None
    except ValueError as error:  # a name with NUL in it
        raise UserError("export_failed", file=target, reason=error) from None


async def put_file(path: Path, data: bytes, *, over: bool = False, moment: datetime | None = None) -> None:
    """Write a file, whole or not at all; raise `UserError` where that cannot be done, or one is there already.

    With `over`, one that is there is replaced; a link or a device is refused. `moment` is when it was written.
    """
    async with opened_folder(path.parent, path) as folder:
        with told_of(path):
            await in_thread(folder.check, path.name, replace=over)
            file = await in_thread(folder.begin)
            try:
                await in_thread(file.write, data)
                await in_thread(file.finish, path.name, None, replace=over)
            except BaseException:
                await in_thread(file.drop)
                raise
