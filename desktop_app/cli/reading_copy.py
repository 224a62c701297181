"""Reading where nothing can be written: a copy in memory, of which nothing stays.

SQLite needs to write beside the chat file even to read it, or has to look away from the log with the newest messages.
"""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from desktop_app.cli.output import say_beside
from desktop_app.domain.errors import UserError
from desktop_app.paths import Paths, prepare
from desktop_app.services.settings import load_settings
from desktop_app.services.store_place import chat_file

_IN_MEMORY = Path("/dev/shm")  # noqa: S108  where Linux has it; a folder of its own is made there
_LEAST_FREE = 1 << 20
_TRIES = 3


@contextmanager
def usable(paths: Paths, *, only_reads: bool) -> Iterator[Paths]:
    """Prepare the folders and give them; where they take nothing and a command `only_reads`, a copy that is gone after.

    Raises `UserError` where neither can be.
    """
    try:
        prepare(paths)
        file = _chat_file(paths) if only_reads and _is_full(paths.data) else None
        refused = UserError("store_no_room", file=file)
    except UserError as error:
        if not only_reads or error.code != "data_folder_read_only" or (file := _chat_file(paths)) is None:
            raise
        refused = error
    if file is None:
        yield paths
        return
    room = str(_IN_MEMORY) if _IN_MEMORY.is_dir() else None
    with tempfile.TemporaryDirectory(prefix="parley-reading-", dir=room, ignore_cleanup_errors=True) as folder:
        try:
            copy = _copied(paths, file, Path(folder))
        except OSError:  # such as one that is too large for the memory
            raise refused from None
        say_beside(UserError("data_folder_copied", folder=paths.data).message)
        yield copy


def _chat_file(paths: Paths) -> Path | None:
    """Return the chat file where there is one in the data folder; one that lies elsewhere is opened there."""
    settings = load_settings(paths.settings)
    file = chat_file(paths, settings)
    inside = file is not None and file != chat_file(Paths(paths.data / "other", paths.config), settings)
    return file if inside and file is not None and file.is_file() else None


def _is_full(folder: Path) -> bool:
    return shutil.disk_usage(folder).free < _LEAST_FREE


def _copied(paths: Paths, file: Path, folder: Path) -> Paths:
    copy = Paths(folder, folder)
    if paths.settings.is_file():
        shutil.copyfile(paths.settings, copy.settings)
    target = folder / file.relative_to(paths.data)
    target.parent.mkdir(parents=True, exist_ok=True)
    pair = [(each, target.with_name(each.name)) for each in (file, file.with_name(f"{file.name}-wal"))]
    for _ in range(_TRIES):
        before = [_state(each) for each, _ in pair]
        for each, there in pair:
            if each.is_file():
                shutil.copyfile(each, there)
        if [_state(each) for each, _ in pair] == before:
            prepare(copy)
            return copy
    raise UserError("store_busy")  # somebody else writes there


def _state(file: Path) -> tuple[int, int] | None:
    try:
        found = file.stat()
    except FileNotFoundError:
        return None
    return found.st_size, found.st_mtime_ns
