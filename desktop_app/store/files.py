"""Files that are written whole or not at all, for their owner's eyes alone."""

import os
from pathlib import Path


def replace_file(file: Path, content: bytes) -> None:
    """Let `file` hold `content`: at every moment there is the old content or the new one."""
    fresh = file.with_name(file.name + ".new")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as opened:
        opened.write(content)
        opened.flush()
        os.fsync(opened.fileno())
    fresh.replace(file)


def settle(path: Path) -> None:
    """Make sure that a file or folder is on the disk as it is now; where folders cannot be asked, they need not be."""
    try:
        opened = os.open(path, os.O_RDONLY)
    except PermissionError:  # a folder, on Windows
        return
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
