"""Downloads of model files: what came is kept whatever happens, and gets its name only when it is whole and right."""

import asyncio
import errno
import hashlib
import re
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing, contextmanager
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.domain import model_sentences as sentences
from desktop_app.domain.downloads import Download, DownloadProgress, Link, host_of_place, read_link
from desktop_app.domain.errors import UserError
from desktop_app.domain.network import Expect, Purpose
from desktop_app.formats.gguf.model import read_model
from desktop_app.formats.gguf.source import GGUFError
from desktop_app.network.guard import Guard
from desktop_app.services.checksums import Notebook, checksum_of
from desktop_app.services.files import in_thread
from desktop_app.store.model_folders import MAGIC
from desktop_app.store.part_file import Origin, PartFile

if TYPE_CHECKING:
    from desktop_app.engines.download.fetching import Reply

_PIECE = 1 << 20
_SETTLED = 64 << 20
_ROOM = 64 << 20
"""Bytes that are left free for everything else."""
_SHA256 = re.compile(r"[0-9a-f]{64}")
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class Downloads:
    """Fetches files from where the user says, and from nowhere else."""

    def __init__(self, own_folder: Path, notebook: Notebook, guard: Guard) -> None:
        self._own_folder = own_folder
        self._notebook = notebook
        self._guard = guard

    async def run(self, wanted: Download) -> AsyncGenerator[DownloadProgress, None]:
        """Fetch a file; yield how far it has come and, at the end, where it is. Begun ones go on where they were.

        Raises `UserError`; then what came is kept, unless it is wrong.
        """
        link, sha256 = read_link(wanted.address), wanted.sha256.strip().lower()
        if sha256 and not _SHA256.fullmatch(sha256):
            raise UserError("download_bad_hash", sha256=wanted.sha256[:80])
        file = (wanted.folder or self._own_folder) / link.file_name
        # The yes to these hosts is one for this file.
        with _explained(file), self._guard.agreed(map(host_of_place, wanted.hosts)):
            part = await in_thread(_opened, file)
            try:
                async with aclosing(self._fetched(part, link, wanted)) as pieces:
                    async for progress in pieces:
                        yield progress
                await in_thread(_check, part, link)
                if sha256:
                    async with aclosing(self._verified(part, sha256)) as steps:
                        async for progress in steps:
                            yield progress
                await in_thread(part.finish)
                about = await in_thread(file.stat)
                if sha256:
                    await asyncio.to_thread(
                        self._notebook.note_checksum, file, about.st_size, about.st_mtime_ns, sha256
                    )
                yield DownloadProgress(about.st_size, about.st_size, file=file)
            finally:
                await in_thread(part.close)

    async def _fetched(self, part: PartFile, link: Link, wanted: Download) -> AsyncGenerator[DownloadProgress, None]:
        """Yield how far the bytes have come, until all are here."""
        reply = await _asked(part, link, wanted, self._guard.expecting(Purpose.DOWNLOAD))
        try:
            await in_thread(_need_room, part, max(reply.total - part.size, 0))
            yield DownloadProgress(part.size, reply.total)
            settled = part.size
            while piece := await reply.piece():
                waiting = part.add(piece)
                if not MAGIC.startswith(part.beginning[: len(MAGIC)]):
                    raise await in_thread(_no_model, part, link, sentences.NO_GGUF)
                if waiting < _PIECE:
                    continue
                await in_thread(part.flush)
                if part.size - settled >= _SETTLED:
                    await in_thread(part.settle)
                    settled = part.size
                    await in_thread(_need_room, part, 0)
                yield DownloadProgress(part.size, reply.total)
            await in_thread(part.flush)
            if reply.total and part.size < reply.total:
                raise UserError("download_cut_off", host=link.place)
        finally:
            await reply.aclose()

    async def _verified(self, part: PartFile, sha256: str) -> AsyncGenerator[DownloadProgress, None]:
        """Yield how far the checksum has come; drop the file and raise `UserError` where it is another."""
        found = ""
        async with aclosing(checksum_of(part.path, None)) as steps:
            async for step in steps:
                found = step.sha256
                yield DownloadProgress(step.done, step.total, is_checking=True)
        if found != sha256:
            await in_thread(part.drop)
            raise UserError("download_wrong_hash", found=found)


async def _asked(part: PartFile, link: Link, wanted: Download, expect: Expect) -> "Reply":
    """Ask for what is missing of a file, and have the part begin where the answer does."""
    fetching = await asyncio.to_thread(import_module, "desktop_app.engines.download.fetching")
    source, origin = hashlib.sha256(wanted.address.strip().encode()).hexdigest(), part.origin
    # Of a file that is all here the last byte is asked for again: servers refuse to send none.
    kept = max(min(origin.kept, part.size, origin.total - 1), 0)
    begin = kept if origin.source == source and origin.validator else 0
    reply: Reply = await fetching.fetch(link, wanted.hosts, begin, origin.validator, expect)
    fits = reply.is_rest and (reply.begin, reply.total) == (begin, origin.total)
    if reply.status != 200 and not (fits and reply.validator in {"", origin.validator}):
        await reply.aclose()
        begin, reply = 0, await fetching.fetch(link, wanted.hosts, expect=expect)
        if reply.status != 200:
            await reply.aclose()
            raise UserError("download_strange", host=link.place, detail=f"HTTP {reply.status}")
    try:
        begin = begin if reply.is_rest else 0
        await in_thread(part.begin, begin, Origin(source, reply.validator or origin.validator, reply.total, begin))
    except BaseException:
        await reply.aclose()
        raise
    return reply


def _opened(file: Path) -> PartFile:
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if file.exists() or file.is_symlink():
        raise FileExistsError
    return PartFile(file)


def _need_room(part: PartFile, more: int) -> None:
    free = part.free_space()
    if free < more + _ROOM:
        needed = -(-(more + _ROOM) // 1_000_000)
        raise UserError("download_no_room", needed=needed, free=free // 1_000_000, folder=part.path.parent)


def _check(part: PartFile, link: Link) -> None:
    """Raise `UserError`, and drop what came, where it is no whole model file."""
    try:
        with part.path.open("rb", buffering=0) as opened:
            header = read_model(opened, part.size)
    except GGUFError as error:
        raise _no_model(part, link, str(error)) from error
    if header.data_end is not None and header.data_end > part.size:
        raise _no_model(part, link, sentences.CUT_OFF)


def _no_model(part: PartFile, link: Link, reason: str) -> UserError:
    part.drop()
    return UserError("download_not_model", host=link.place, reason=reason)


@contextmanager
def _explained(file: Path) -> Iterator[None]:
    """Say in a sentence why a file could not be written."""
    try:
        yield
    except UserError:
        raise
    except FileExistsError as error:
        raise UserError("download_exists", file=file) from error
    except BlockingIOError as error:
        raise UserError("download_running", file=file) from error
    except OSError as error:
        if error.errno in _FULL:
            raise UserError("download_disk_full") from error
        raise UserError("download_failed", file=file, reason=(error.strerror or str(error)).lower()) from error
