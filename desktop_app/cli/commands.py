"""The commands: each returns its JSON document and prints the same for people."""

import argparse
import json
import sys
from collections.abc import Sequence
from contextlib import aclosing

from desktop_app.cli.attaching import attached
from desktop_app.cli.choice_verbs import chosen_document, own_document
from desktop_app.cli.choice_words import asked_choice, parameter_words
from desktop_app.cli.documents import learned_document, message_document, session_document, session_line
from desktop_app.cli.links import LinkWords
from desktop_app.cli.output import Document, say, say_beside
from desktop_app.cli.server_verbs import lend_key
from desktop_app.domain.attachments import shown_size
from desktop_app.domain.choosing import Chosen
from desktop_app.domain.choosing_sentences import climb_words
from desktop_app.domain.errors import UserError
from desktop_app.domain.parameters import parameters_from
from desktop_app.services.chat import Finished, SendRequest, Stored, Streamed
from desktop_app.services.services import Services


async def chat(arguments: argparse.Namespace, services: Services) -> Document:
    """Send one message and stream the answer."""
    text, choice = _text(arguments.text), await asked_choice(arguments, services)
    parameters = parameters_from(parameter_words(arguments))
    attachments, notes = await attached(arguments.attach, services, choice)
    if not arguments.json:
        for note in notes:
            say_beside(note)
    word = arguments.session
    session_id = None if word is None else await services.sessions.addressed(services.user_id, word)
    lend_key(choice, services)
    request = SendRequest(
        user_id=services.user_id,
        text=text,
        session_id=session_id,
        name=arguments.name,
        persona=arguments.persona,
        temporary=arguments.temporary,
        engine=choice,
        parameters=parameters,
        origin="cli",
        attachments=attachments,
    )
    stored, finished = await _sent(request, services, quiet=arguments.json)
    return {
        "success": True,
        "session_id": finished.session.id,
        "session_created": stored.created,
        "persona": finished.answer.persona,
        "engine": finished.answer.engine,
        "model": finished.answer.model,
        "reply": finished.answer.content,
        "message_ids": [stored.question.id, finished.answer.id],
        "attachments": [each.id for each in stored.question.attachments],
        "notes": list(notes),
        "affinity": {"points": finished.affinity.points, "level": finished.affinity.level},
        "facts_learned": [learned_document(each) for each in finished.learned],
        "execution_time": round(finished.seconds, 3),
        "chosen": chosen_document(stored.chosen),
    }


async def _sent(request: SendRequest, services: Services, *, quiet: bool) -> tuple[Stored, Finished]:
    """Send a message and print the answer as it comes, unless that shall be `quiet`.

    An answer that can no longer be printed is made and stored to its end before that is told.
    """
    stored: Stored | None = None
    finished: Finished | None = None
    unread: UserError | BrokenPipeError | None = None
    words = LinkWords()
    async with aclosing(services.chat.send(request)) as events:
        async for event in events:
            match event:
                case Stored():
                    stored = event
                    if event.created and request.session_id is not None and not quiet:
                        say_beside(f"There was no session “{request.session_id}”: it was made.")
                    _tell_how_it_was_found(event.chosen, quiet=quiet)
                case Streamed(piece) if piece and not quiet and unread is None:
                    try:
                        say(words.feed(piece), end="")
                    except (UserError, BrokenPipeError) as error:
                        unread = error
                case Finished():
                    finished = event
    if stored is None or finished is None:  # the stream ends in one of these or raises
        raise UserError("engine_failed", detail="no answer")
    if unread is not None:
        raise unread
    if not quiet:
        say(words.finish())
    return stored, finished


def _tell_how_it_was_found(chosen: Chosen, *, quiet: bool) -> None:
    """Say in a line what answers where nobody chose, to a person only."""
    if chosen.climb is not None and not quiet and sys.stderr.isatty():
        say_beside(climb_words(chosen.climb))


def _text(word: str) -> str:
    """Return the message; bytes in it that are no UTF-8 are left as half characters, which the service refuses."""
    return sys.stdin.buffer.read().decode("utf-8", "surrogateescape") if word == "-" else word


async def sessions_list(arguments: argparse.Namespace, services: Services) -> Document:
    """List sessions."""
    if arguments.shelf == "expiring":
        found = await services.sessions.list_expiring(services.user_id)
    else:
        found = await services.sessions.list_sessions(services.user_id, arguments.shelf)
    if not arguments.json:
        for session in found:
            say(session_line(session, services.sessions.expires_at(session)))
        if not found:
            say("No sessions.")
    documents = [session_document(each, services.sessions.expires_at(each)) for each in found]
    return {"success": True, "sessions": documents, "count": len(documents)}


async def sessions_create(arguments: argparse.Namespace, services: Services) -> Document:
    """Make a session, or update the one that has the id or the name."""
    ensured = await services.sessions.create(
        services.user_id,
        session_id=arguments.session,
        name=arguments.name,
        persona=arguments.persona,
        temporary=arguments.temporary,
        metadata=_metadata(arguments.metadata),
        origin="cli",
    )
    session = ensured.session
    if not arguments.json:
        say(
            f"{'Made' if ensured.created else 'Updated'} {session_line(session, services.sessions.expires_at(session))}"
        )
        for moved in ensured.moved:
            say(f"Moved to the trash, to keep to your limit: {session_line(moved)}")
    return {
        **session_document(session, services.sessions.expires_at(session)),
        "success": True,
        "created": ensured.created,
        "moved_to_trash": [moved.id for moved in ensured.moved],
    }


async def sessions_show(arguments: argparse.Namespace, services: Services) -> Document:
    """Show one session."""
    session = await services.sessions.show(services.user_id, arguments.session)
    document = session_document(session, services.sessions.expires_at(session)) | {"context": dict(session.context)}
    document |= {"engine": own_document(session.engine)}
    if not arguments.json:
        for key, value in document.items():
            if value is not None and value != {}:
                say(f"{key}: {value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)}")
    return {"success": True, **document}


async def sessions_history(arguments: argparse.Namespace, services: Services) -> Document:
    """Show what was said in a session."""
    found = await services.sessions.history(services.user_id, arguments.session, all_branches=arguments.all_branches)
    if not arguments.json:
        for message in found:
            mark = "" if message.status == "complete" else f" ({message.status})"
            say(f"{message.role}{mark}: {message.content}")
            for each in message.attachments:
                say(f"  [attached: {each.name}, {shown_size(each.size)}]")
    documents = [message_document(message) for message in found]
    return {
        "success": True,
        "session_id": arguments.session,
        "user_id": services.user_id,
        "message_count": len(documents),
        "messages": documents,
    }


def _metadata(pairs: Sequence[str]) -> dict[str, str]:
    metadata = {}
    for pair in pairs:
        key, separator, value = pair.partition("=")
        if not key or not separator:
            raise UserError("bad_metadata", pair=pair)
        metadata[key] = value
    return metadata
