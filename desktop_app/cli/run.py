"""Runs one command: its document, its exit code, its errors as one plain sentence."""

import argparse
import asyncio
import logging
import traceback
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

from desktop_app.cli import (
    backup_verbs,
    choice_verbs,
    commands,
    downloading,
    engine_verbs,
    fact_verbs,
    lorebook_verb,
    model_verbs,
    persona_verbs,
    prune,
    search,
    server_verbs,
    session_verbs,
)
from desktop_app.cli.doctor_verb import doctor
from desktop_app.cli.export import export
from desktop_app.cli.output import Document, print_document, report, say_beside
from desktop_app.domain.clock import SystemClock
from desktop_app.domain.errors import UserError
from desktop_app.services.doctor import DoctorService
from desktop_app.services.salvage import DAMAGED
from desktop_app.services.services import Services
from desktop_app.services.snapshots import SnapshotService

_log = logging.getLogger(__name__)

OpenServices = Callable[[], AbstractAsyncContextManager[Services]]
OpenDoctor = Callable[[], AbstractAsyncContextManager[DoctorService]]

_COMMANDS = {
    "chat": commands.chat,
    "search": search.search,
    "export": export,
    "sessions list": commands.sessions_list,
    "sessions create": commands.sessions_create,
    "sessions show": commands.sessions_show,
    "sessions history": commands.sessions_history,
    "sessions prune": prune.prune,
    "sessions rename": session_verbs.rename,
    "sessions pin": session_verbs.pin,
    "sessions unpin": session_verbs.pin,
    "sessions archive": session_verbs.archive,
    "sessions unarchive": session_verbs.archive,
    "sessions trash": session_verbs.trash,
    "sessions restore": session_verbs.restore,
    "sessions clear": session_verbs.clear,
    "sessions delete": session_verbs.delete,
    "sessions stats": session_verbs.stats,
    "sessions engine": choice_verbs.session_engine,
    "presets list": choice_verbs.list_presets,
    "presets save": choice_verbs.save_preset,
    "presets rename": choice_verbs.rename_preset,
    "presets delete": choice_verbs.delete_preset,
    "personas list": persona_verbs.list_personas,
    "personas show": persona_verbs.show,
    "personas import": persona_verbs.read,
    "personas export": persona_verbs.write,
    "personas duplicate": persona_verbs.duplicate,
    "personas history": persona_verbs.history,
    "personas lorebook": lorebook_verb.lorebook,
    "personas restore": persona_verbs.restore,
    "personas delete": persona_verbs.delete,
    "facts list": fact_verbs.list_facts,
    "facts set": fact_verbs.set_fact,
    "facts forget": fact_verbs.forget,
    "facts history": fact_verbs.history,
    **{f"facts {verb}": fact_verbs.mark for verb in ("confirm", "freeze", "unfreeze", "share")},
    "facts until": fact_verbs.until,
    "facts learning": fact_verbs.learning,
    "engines list": engine_verbs.list_engines,
    "models list": model_verbs.list_models,
    "models inspect": model_verbs.inspect,
    "models hash": model_verbs.checksum,
    "models add": model_verbs.add,
    "models download": downloading.download,
    "models forget": model_verbs.forget,
    "engines allow": server_verbs.allow,
    "engines disallow": server_verbs.disallow,
    "engines key": server_verbs.key,
    "engines forget-key": server_verbs.forget_key,
    "backup create": backup_verbs.create,
    "backup restore": backup_verbs.restore,
}
_BY_WORD = frozenset(
    {"export"} | {name for name in _COMMANDS if name.startswith("sessions ")} - {"sessions create", "sessions delete"}
)
"""Commands on a session that may be named by its name or the first letters of its id; what cannot be undone may not."""
_WITHOUT_STORE = {
    # They are wanted most when the chat file cannot be opened.
    "backup list": backup_verbs.list_snapshots,
    "backup verify": backup_verbs.verify,
}


_READING = frozenset({"sessions list", "sessions show", "sessions history", "sessions stats", "search", "export"}) | {
    *("personas list", "personas show", "personas history", "personas export"),
    *("facts list", "facts history", "presets list"),
}
"""Commands that change nothing."""


def is_reading(arguments: argparse.Namespace) -> bool:
    """Tell whether the command only reads."""
    return _name(arguments) in _READING


async def run(
    arguments: argparse.Namespace, open_services: OpenServices, open_doctor: OpenDoctor, chat_file: Path | None
) -> int:
    """Carry out the command in `arguments`; return 0 when it is done, 1 when it was refused or failed."""
    asyncio.get_running_loop().set_exception_handler(_on_unheard_failure)
    try:
        document = await _document(arguments, open_services, open_doctor, chat_file)
    except UserError as error:
        return report(error, as_json=arguments.json)
    if arguments.json:
        print_document(document)
    return 0 if document["success"] else 1


def _name(arguments: argparse.Namespace) -> str:
    return " ".join(filter(None, (arguments.command, getattr(arguments, "verb", None))))


def _on_unheard_failure(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Say what failed while nobody waited for it any more, as after Ctrl+C."""
    error = context.get("exception")
    if isinstance(error, UserError):
        say_beside(error.message)
        return
    # What an exception says could hold a user's words, so it stays out.
    trace = "".join(traceback.format_tb(error.__traceback__)) if isinstance(error, BaseException) else ""
    _log.error("%s: %s\n%s", context.get("message", ""), type(error).__name__, trace)


async def _document(
    arguments: argparse.Namespace, open_services: OpenServices, open_doctor: OpenDoctor, chat_file: Path | None
) -> Document:
    name = _name(arguments)
    if name == "doctor":
        async with open_doctor() as service:
            return await doctor(arguments, service)
    if name in _WITHOUT_STORE:
        return await _WITHOUT_STORE[name](arguments, SnapshotService(chat_file, SystemClock()))
    try:
        async with open_services() as services:
            if services.checkup.missing is not None:
                say_beside(services.checkup.missing.message)
            if name in _BY_WORD and getattr(arguments, "session", None) is not None:
                arguments.session = (await services.sessions.called(services.user_id, arguments.session)).id
            return await _COMMANDS[name](arguments, services)
    except UserError as error:
        if name != "backup restore" or error.code not in DAMAGED:
            raise
    # There may be nothing left to merge into: that is when a snapshot is wanted most.
    repaired = await backup_verbs.make_usable(arguments, SnapshotService(chat_file, SystemClock()), open_doctor)
    async with open_services() as services:
        return {**await _COMMANDS[name](arguments, services), "repaired": repaired}
