"""The commands about snapshots."""

import argparse
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path

from desktop_app.cli.documents import counted, moment
from desktop_app.cli.output import Document, say
from desktop_app.domain.errors import UserError
from desktop_app.domain.snapshots import ListedSnapshot, Snapshot
from desktop_app.services.doctor import DoctorService
from desktop_app.services.services import Services
from desktop_app.services.snapshots import SnapshotService


async def create(arguments: argparse.Namespace, services: Services) -> Document:
    """Make a snapshot."""
    if arguments.daily:
        made = await services.backup.create_daily()
    else:
        made = await services.backup.create(_path(arguments.out) if arguments.out else None)
    if not arguments.json:
        say("The daily snapshot is not due." if made is None else f"Made {made.file}")
        if made is not None:
            say(_counted(made.sessions, made.messages, made.size))
    return {"success": True, "created": made is not None, "snapshot": None if made is None else _document(made)}


async def list_snapshots(arguments: argparse.Namespace, snapshots: SnapshotService) -> Document:
    """List the snapshots, the newest first."""
    found = await snapshots.list_snapshots()
    if not arguments.json:
        for each in found:
            mark = "" if each.verified else "  NOT VERIFIED"
            about = _counted(each.sessions, each.messages, each.size)
            say(f"{each.file.name}  ({each.snapshot.reason}, {about}){mark}")
        if not found:
            say("No snapshots. Make one with: parley backup create")
    return {"success": True, "snapshots": [_document(each) for each in found], "count": len(found)}


async def verify(arguments: argparse.Namespace, snapshots: SnapshotService) -> Document:
    """Check a snapshot and say exactly what is wrong with it."""
    verdict = await snapshots.verify(arguments.file)
    good = not verdict.problems
    if not arguments.json:
        say(f"{verdict.file} is {'good' if good else 'NOT good'}.")
        for problem in verdict.problems:
            say(f"- {problem}")
        if good:
            say(f"Every text is as it was stored: {_counted(verdict.sessions, verdict.messages, verdict.size)}.")
    return {
        "success": good,
        "verified": good,
        "file": str(verdict.file),
        **_named(verdict.snapshot),
        "schema": verdict.schema,
        "size": verdict.size,
        "sessions": verdict.sessions,
        "messages": verdict.messages,
        "problems": list(verdict.problems),
    }


async def restore(arguments: argparse.Namespace, services: Services) -> Document:
    """Bring back what is missing here."""
    restored = await services.backup.restore(services.user_id, arguments.file)
    report = restored.report
    if not arguments.json:
        say(
            f"Brought back {counted(report.sessions_added, 'session')} and {counted(report.messages_added, 'message')}."
        )
        there = f"{counted(report.sessions_there, 'session')}, {counted(report.messages_there, 'message')}"
        say(f"Here already, and left as they are: {there}.")
        for session_id, reason in report.skipped:
            say(f"- {session_id}: {reason}")
        if restored.profile is not None:
            say(f"The profile that is shown is now that of the snapshot: {restored.profile}")
        for user_id, count in sorted(report.users.items()):
            if user_id != (restored.profile or services.user_id):
                say(f"For the profile “{user_id}”: {counted(count, 'session')}, shown with --user.")
        if restored.before is not None:
            say(f"What was here before is in {restored.before.file}")
    return {
        "success": True,
        "sessions_added": report.sessions_added,
        "personas_added": report.personas_added,
        "facts_added": report.facts_added,
        "messages_added": report.messages_added,
        "sessions_there": report.sessions_there,
        "messages_there": report.messages_there,
        "users": dict(report.users),
        "user_id": restored.profile or services.user_id,
        "skipped": [{"session_id": session_id, "reason": reason} for session_id, reason in report.skipped],
        "snapshot_before": None if restored.before is None else _document(restored.before),
    }


async def make_usable(
    arguments: argparse.Namespace,
    snapshots: SnapshotService,
    open_doctor: Callable[[], AbstractAsyncContextManager[DoctorService]],
) -> list[str]:
    """Put a chat file in order that does not open, once the snapshot is known to be good; return what was done."""
    verdict = await snapshots.verify(arguments.file)
    if verdict.problems:
        raise UserError("backup_damaged", file=verdict.file, problem=verdict.problems[0])
    async with open_doctor() as doctor:
        done = await doctor.make_usable()
    if not arguments.json:
        for sentence in done:
            say(sentence)
    return done


def _path(words: str) -> Path:
    """Return the file that a person named."""
    return Path(words).expanduser().absolute()


def _document(listed: ListedSnapshot) -> Document:
    return {
        "file": str(listed.file),
        **_named(listed.snapshot),
        "schema": listed.snapshot.schema,
        "size": listed.size,
        "sessions": listed.sessions,
        "messages": listed.messages,
        "verified": listed.verified,
    }


def _named(snapshot: Snapshot | None) -> Document:
    return {
        "time": None if snapshot is None else moment(snapshot.made_at),
        "reason": None if snapshot is None else snapshot.reason.value,
    }


def _counted(sessions: int, messages: int, size: int) -> str:
    return f"{counted(sessions, 'session')}, {counted(messages, 'message')}, {size / 1e6:.1f} MB"
