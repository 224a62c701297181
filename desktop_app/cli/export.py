"""The command export."""

import argparse
from pathlib import Path

from desktop_app.cli.output import Document, say
from desktop_app.domain.exports import ExportFormat
from desktop_app.services.services import Services


async def export(arguments: argparse.Namespace, services: Services) -> Document:
    """Write one session, or all of them, as files."""
    kind = ExportFormat(arguments.format)
    target = _path(arguments.out)
    service, user_id, every = services.export, services.user_id, arguments.all_branches
    if arguments.all:
        written = await service.export_all(user_id, kind, target, all_branches=every)
    else:
        written = await service.export(user_id, arguments.session, kind, target, all_branches=every)
    if not arguments.json:
        for file in written.files:
            say(f"Written {file}")
        if not written.files:
            say("There is no session to export.")
        elif written.left_out:
            say(f"{written.left_out} messages of other branches were left out; --all-branches writes them too.")
    return {
        "success": True,
        "files": [str(file) for file in written.files],
        "sessions": len(written.files),
        "messages": written.messages,
        "messages_left_out": written.left_out,
    }


def _path(words: str) -> Path:
    return Path(words).expanduser().absolute()
