"""The commands that change one session, and the statistics over all."""

import argparse

from desktop_app.cli.documents import counted, day, moment, session_document
from desktop_app.cli.output import Document, say
from desktop_app.domain.errors import UserError
from desktop_app.domain.sessions import Session
from desktop_app.services.services import Services


async def rename(arguments: argparse.Namespace, services: Services) -> Document:
    """Give a session a name."""
    return _done(
        await services.sessions.rename(services.user_id, arguments.session, arguments.name), services, arguments
    )


async def pin(arguments: argparse.Namespace, services: Services) -> Document:
    """Pin a session, or unpin it."""
    pinned = arguments.verb == "pin"
    session = await services.sessions.set_pinned(services.user_id, arguments.session, pinned=pinned)
    return _done(session, services, arguments)


async def archive(arguments: argparse.Namespace, services: Services) -> Document:
    """Put a session away, or back into the list."""
    change = services.sessions.archive if arguments.verb == "archive" else services.sessions.unarchive
    return _done(await change(services.user_id, arguments.session), services, arguments)


async def trash(arguments: argparse.Namespace, services: Services) -> Document:
    """Move a session to the trash."""
    return _done(await services.sessions.trash(services.user_id, arguments.session), services, arguments)


async def restore(arguments: argparse.Namespace, services: Services) -> Document:
    """Bring a session back from the trash."""
    (session,) = await services.sessions.restore(services.user_id, [arguments.session])
    return _done(session, services, arguments)


async def clear(arguments: argparse.Namespace, services: Services) -> Document:
    """Empty a session; its history goes to the trash."""
    cleared = await services.removal.clear(services.user_id, arguments.session)
    return _done(cleared.session, services, arguments) | {"history_id": cleared.history and cleared.history.id}


async def delete(arguments: argparse.Namespace, services: Services) -> Document:
    """Delete a session for good, with what was learned there unless that is to be kept."""
    await _check_whole_id(arguments.session, services)
    if arguments.keep_facts:
        known = await services.facts.of_session(services.user_id, arguments.session)
        await services.facts.release(services.user_id, *(fact.id for fact in known))
    receipt = await services.removal.delete(services.user_id, arguments.session)
    if not arguments.json:
        gone = (
            (receipt.sessions, "session"),
            (receipt.messages, "message"),
            (receipt.drafts, "draft"),
            (receipt.attachments, "attachment"),
            (receipt.facts, "fact"),
        )
        say(f"Deleted for good: {', '.join(counted(count, thing) for count, thing in gone)}.")
        if receipt.backups_until is not None:
            say(f"Snapshots made before may still hold it until {day(receipt.backups_until)}.")
    counts = {
        "sessions": receipt.sessions,
        "messages": receipt.messages,
        "drafts": receipt.drafts,
        "attachments": receipt.attachments,
        "facts": receipt.facts,
    }
    return {
        "success": True,
        "session_id": arguments.session,
        "deleted": counts,
        "erased": receipt.erased,
        "backups_until": moment(receipt.backups_until),
    }


async def _check_whole_id(word: str, services: Services) -> None:
    """Raise `UserError` where a session was named in a way that is not enough for what cannot be undone."""
    meant = await services.sessions.called(services.user_id, word)
    if meant.id != word:
        raise UserError("session_whole_id", word=word, name=meant.shown_name, session_id=meant.id)


async def stats(arguments: argparse.Namespace, services: Services) -> Document:
    """Count a user's sessions and messages."""
    counts = await services.removal.statistics(services.user_id)
    if not arguments.json:
        for name, count in counts.items():
            say(f"{name.replace('_', ' ')}: {count}")
    return {"success": True, "user_id": services.user_id, **counts}


def _done(session: Session, services: Services, arguments: argparse.Namespace) -> Document:
    if not arguments.json:
        say(f"{session.id}  {session.shown_name}")
    return {"success": True, **session_document(session, services.sessions.expires_at(session))}
