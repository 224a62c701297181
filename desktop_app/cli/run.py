"""Runs one command: its document, its exit code, its errors as one plain sentence."""

import argparse
import json
import sys
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from desktop_app.cli import commands
from desktop_app.cli.documents import Document
from desktop_app.domain.errors import UserError
from desktop_app.services.services import Services

OpenServices = Callable[[], AbstractAsyncContextManager[Services]]

_COMMANDS = {
    "chat": commands.chat,
    "doctor": commands.doctor,
    "sessions list": commands.sessions_list,
    "sessions create": commands.sessions_create,
    "sessions show": commands.sessions_show,
    "sessions history": commands.sessions_history,
    "sessions prune": commands.sessions_prune,
}


async def run(arguments: argparse.Namespace, open_services: OpenServices) -> int:
    """Carry out the command in `arguments`; return 0 when it is done, 1 when it was refused or failed."""
    name = " ".join(filter(None, (arguments.command, getattr(arguments, "verb", None))))
    try:
        async with open_services() as services:
            document = await _COMMANDS[name](arguments, services)
    except UserError as error:
        return report(error, as_json=arguments.json)
    if arguments.json:
        print_document(document)
    return 0 if document["success"] else 1


def report(error: UserError, *, as_json: bool) -> int:
    """Say what went wrong in one sentence, on standard output as JSON or on standard error; return the exit code."""
    if as_json:
        print_document({"success": False, "error": {"code": error.code, "message": error.message}})
    print(error.message, file=sys.stderr)
    return 1


def print_document(document: Document) -> None:
    """Print one JSON document; plain ASCII, so that no terminal or pipe can spoil it."""
    print(json.dumps(document, indent=2))
