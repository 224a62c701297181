"""The files in a ZIP archive from strangers: counted while they are unpacked in memory, never written anywhere."""

import stat
import struct
import zipfile
import zlib
from io import BytesIO
from typing import Final

from desktop_app.domain.errors import UserError

MAX_FILES: Final = 2_000
MAX_UNPACKED: Final = 24 * 2**20
_MAX_DIRECTORY: Final = 512 * 1024
_MAX_PATH: Final = 200
_END: Final = b"PK\5\6"
_END_SIZE: Final = 22
_LARGE_END: Final = b"PK\6\7"
_KNOWN_METHODS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_BROKEN: Final = (zipfile.BadZipFile, zlib.error, struct.error, OSError, EOFError, ValueError, NotImplementedError)


def is_zip(data: bytes) -> bool:
    """Tell whether `data` is a ZIP archive, or a picture with one behind it."""
    return data.startswith(b"PK\3\4") or (data.startswith(b"\xff\xd8\xff") and _end_of(data) is not None)


def read_files(name: str, data: bytes) -> dict[str, bytes]:
    """Return the files that can be read by their paths; what stands there twice, or has no plain path, is left out.

    Raises `UserError`, calling the archive `name`, where it is broken or would grow too large.
    """
    _check_directory(name, data)
    found: dict[str, bytes] = {}
    left = MAX_UNPACKED
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            if len(archive.infolist()) > MAX_FILES:
                raise UserError("card_too_large", name=name, problem=f"over {MAX_FILES:,} files")
            for info in archive.infolist():
                if info.filename in found or not _is_plain(info):
                    continue
                content = _content(archive, info, left)
                if content is None:
                    continue
                left -= len(content)
                if left < 0:
                    raise UserError(
                        "card_too_large", name=name, problem=f"over {MAX_UNPACKED // 2**20} MB when unpacked"
                    )
                found[info.filename] = content
    except _BROKEN as error:
        raise UserError("card_damaged", name=name, problem="the archive is broken") from error
    return found


def write_files(files: dict[str, bytes]) -> bytes:
    """Return an archive of the files, the same for the same files."""
    archive = BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as writing:
        for path, content in files.items():
            info = zipfile.ZipInfo(path)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = (stat.S_IFREG | 0o600) << 16
            writing.writestr(info, content)
    return archive.getvalue()


def is_plain_path(path: str) -> bool:
    """Tell whether a path stays where it is unpacked, on every system."""
    parts = path.split("/")
    return (
        0 < len(path.encode("utf-8", "replace")) <= _MAX_PATH
        and path.isprintable()
        and not any(sign in path for sign in '\\:*?"<>|')
        and all(part.strip(". ") for part in parts)
    )


def before_archive(data: bytes) -> bytes:
    """Return what stands in front of the archive, such as a picture."""
    return data[: max(data.find(b"PK\3\4"), 0)]


def _content(archive: zipfile.ZipFile, info: zipfile.ZipInfo, limit: int) -> bytes | None:
    """Return what a file holds, or as much of it as shows that it is over the limit; None where it cannot be read."""
    try:
        with archive.open(info) as reading:
            return reading.read(limit + 1)
    except (*_BROKEN, RuntimeError):  # a password is wanted
        return None


def _is_plain(info: zipfile.ZipInfo) -> bool:
    is_link = stat.S_ISLNK(info.external_attr >> 16)
    return not is_link and info.compress_type in _KNOWN_METHODS and is_plain_path(info.orig_filename)


def _check_directory(name: str, data: bytes) -> None:
    """Refuse a directory whose mere list would fill the memory."""
    end = _end_of(data)
    if end is None:
        raise UserError("card_damaged", name=name, problem="the archive has no end")
    (size,) = struct.unpack_from("<I", data, end + 12)
    if size > _MAX_DIRECTORY or data[max(end - 20, 0) : end].startswith(_LARGE_END):
        raise UserError("card_too_large", name=name, problem=f"over {MAX_FILES:,} files")


def _end_of(data: bytes) -> int | None:
    """Return where the end of the directory stands, looked for as the standard library does."""
    last = len(data) - _END_SIZE
    if data[last : last + 4] == _END and data[-2:] == b"\0\0" and last >= 0:
        return last
    found = data.rfind(_END, max(0, len(data) - _END_SIZE - 2**16))
    return found if 0 <= found <= last else None
