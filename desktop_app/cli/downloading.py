"""The command that fetches a model file."""

import argparse
import sys
from contextlib import aclosing
from pathlib import Path

from desktop_app.cli.model_documents import shown_bytes
from desktop_app.cli.output import Document, say, say_beside
from desktop_app.domain.downloads import Download, DownloadProgress
from desktop_app.services.services import Services


async def download(arguments: argparse.Namespace, services: Services) -> Document:
    """Fetch a model file from the address that was typed, after saying whom that tells of it."""
    host = services.models.download_host(arguments.address)
    hosts = {host, *arguments.allow_host} - {""}
    notes = []
    if hosts:
        who = " and ".join(sorted(hosts))
        notes = [f"This leaves your computer: {who} will be asked for the file and will see your internet address."]
    if not arguments.json:
        for note in notes:
            say_beside(note)
    wanted = Download(arguments.address, frozenset(hosts), _folder(arguments.to), arguments.sha256)
    last = DownloadProgress(0, 0)
    quiet = arguments.json or not sys.stderr.isatty()
    async with aclosing(services.models.download(wanted)) as steps:
        async for last in steps:
            if not quiet:
                sys.stderr.write(f"\r{_words(last):<60}")
    if not quiet:
        sys.stderr.write("\n")
    if not arguments.json:
        say(str(last.file))
    return {"success": True, "path": str(last.file), "size": last.done, "notes": notes}


def _folder(words: str | None) -> Path | None:
    return None if words is None else Path(words).expanduser().absolute()


def _words(progress: DownloadProgress) -> str:
    done = f"{shown_bytes(progress.done)} of {shown_bytes(progress.total or None)}"
    return f"Checking: {done}" if progress.is_checking else done
