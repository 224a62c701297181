"""Files on the disk: written whole or not at all, for their owner's eyes alone, and there after a power cut."""

import os
from pathlib import Path


def log_of(database: Path) -> Path:
    """Return the write-ahead log that SQLite keeps beside a database."""
    return database.with_name(f"{database.name}-wal")


def replace_file(file: Path, content: bytes, *, sync: bool = True) -> None:
    """Let `file` hold `content`: at every moment there is the old content or the new one, for its owner to read.

    Without `sync` a power cut may bring the old content back.
    """
    fresh = file.with_name(f"{file.name}.new")
    try:
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as opened:
            opened.write(content)
            opened.flush()
            if sync:
                os.fsync(opened.fileno())
        fresh.replace(file)
    except OSError:
        fresh.unlink(missing_ok=True)
        raise


def make_private(file: Path) -> None:
    """Make an empty file that its owner alone can read; fail where there is one."""
    os.close(os.open(file, os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0), 0o600))


def sync_file(file: Path) -> None:
    """Wait until a file's bytes are on the disk, and read them from there the next time."""
    descriptor = os.open(file, os.O_RDWR)
    try:
        os.fsync(descriptor)
        if hasattr(os, "posix_fadvise"):
            os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
    finally:
        os.close(descriptor)


def sync_folder(folder: Path) -> None:
    """Wait until the names in a folder are on the disk; Windows has no way to ask for that."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
