"""What the command line prints as JSON."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from desktop_app.cli.output import Document
from desktop_app.domain.facts import LearnedFact
from desktop_app.domain.messages import Message
from desktop_app.domain.sessions import Session


def moment(value: datetime | None) -> str | None:
    """Return a moment as ISO 8601 in UTC."""
    return None if value is None else value.isoformat()


def day(value: datetime) -> str:
    """Return the day of a moment where the computer stands, such as 3 May 2027."""
    here = value.astimezone()
    return f"{here.day} {here:%B} {here.year}"


def session_document(session: Session, expires_at: datetime | None) -> Document:
    """Return what a list says of a session."""
    return {
        "session_id": session.id,
        "name": session.name,
        "title": session.title,
        "user_id": session.user_id,
        "persona": session.persona,
        "created_at": moment(session.created_at),
        "last_activity": moment(session.last_activity_at),
        "expires_at": moment(expires_at),
        "message_count": session.message_count,
        "pinned": session.pinned,
        "temporary": session.temporary,
        "archived": session.archived_at is not None,
        "trashed": session.trashed_at is not None,
        "metadata": session_metadata(session),
    }


def shown_moment(value: datetime) -> str:
    """Return a moment as a person reads it off the clock on the wall."""
    return f"{value.astimezone():%Y-%m-%d %H:%M}"


def counted(count: int, thing: str) -> str:
    """Return “1 session”, “2 sessions”."""
    return f"{count} {thing}" if count == 1 else f"{count} {thing}s"


def learned_document(learned: LearnedFact) -> Document:
    """Return what a message changed in what is known, as a document."""
    fact = learned.fact
    document: Document = {"id": fact.id, "category": fact.category, "key": fact.key, "value": fact.value}
    return document | {"persona": fact.persona, "change": learned.change.value, "before": learned.before}


def session_line(session: Session, expires_at: datetime | None = None) -> str:
    """Return a session in one line for people."""
    facts = [session.persona, shown_moment(session.last_activity_at)]
    if expires_at is not None and session.trashed_at is None:
        facts.append(f"expires {shown_moment(expires_at)}")
    return f"{session.id}  {session.shown_name}  ({', '.join(facts)})"


def session_metadata(session: Session) -> Mapping[str, Any]:
    """Return a session's own metadata with the keys that Parley keeps for every session."""
    return {
        **session.metadata,
        "query_count": session.query_count,
        "last_query": session.context.get("last_query"),
        "last_agent_type": session.context.get("last_agent_used"),
        "created_from": session.origin,
    }


def message_document(message: Message) -> Document:
    """Return one message."""
    attached = [
        {"id": each.id, "name": each.name, "media_type": each.media_type, "size": each.size, "sha256": each.sha256}
        for each in message.attachments
    ]
    about = {"persona": message.persona, "engine": message.engine, "model": message.model}
    return {
        "id": message.id,
        "parent_id": message.parent_id,
        "role": message.role.value,
        "content": message.content,
        "timestamp": moment(message.created_at),
        "status": message.status.value,
        "metadata": {**{key: value for key, value in about.items() if value is not None}, **message.metadata},
        "attachments": attached,
    }
