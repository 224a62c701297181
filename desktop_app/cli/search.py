"""The command that finds messages."""

import argparse
from collections.abc import Iterator

from desktop_app.cli.documents import moment, shown_moment
from desktop_app.cli.output import Document, Piece, say, say_found
from desktop_app.domain.errors import UserError
from desktop_app.domain.found import MessageHit, SessionHit
from desktop_app.domain.search import parse_query, what_is_wrong
from desktop_app.domain.snippets import Snippet
from desktop_app.services.search import SearchResult
from desktop_app.services.services import Services


async def search(arguments: argparse.Namespace, services: Services) -> Document:
    """Find messages, and sessions by their names."""
    words = " ".join(arguments.query)
    result = await services.search.search(services.user_id, words, arguments.limit, ranked=arguments.ranked)
    if not result.messages and not result.sessions:
        _check_usable(words)
    if not result.complete:
        raise UserError("search_incomplete")
    if not arguments.json:
        for line in _lines(result):
            say_found(line)
        if not result.messages and not result.sessions:
            say("Nothing found.")
    return {
        "success": True,
        "hits": [_message_document(hit) for hit in result.messages],
        "count": len(result.messages),
        "sessions": [_session_document(hit) for hit in result.sessions],
        "elapsed_ms": round(result.elapsed * 1000, 3),
    }


def _check_usable(words: str) -> None:
    """Raise `UserError` where nothing was found because of how it was asked for."""
    if problem := what_is_wrong(words):
        raise UserError("search_unusable", problem=problem)
    if parse_query(words).is_empty:
        raise UserError("search_for_nothing")


def _lines(result: SearchResult) -> Iterator[list[Piece]]:
    for session in result.sessions:
        yield [(f"{session.session_id}  ", False), *_pieces(session.snippet())]
    for hit in result.messages:
        before = f"{shown_moment(hit.created_at)}  {hit.session_id}  ({_shown(hit.session_name)})  {hit.role}: "
        yield [(before, False), *_pieces(hit.snippet())]


def _pieces(snippet: Snippet) -> Iterator[Piece]:
    """Yield what is shown of a text, what was found in it apart."""
    at = 0
    for start, end in snippet.ranges:
        yield _shown(snippet.text[at:start]), False
        yield _shown(snippet.text[start:end]), True
        at = end
    yield _shown(snippet.text[at:]), False


def _shown(text: str) -> str:
    """Return a text in one line."""
    return "".join(letter if letter.isprintable() else "�" for letter in text)


def _message_document(hit: MessageHit) -> Document:
    snippet = hit.snippet()
    return {
        "message_id": hit.message_id,
        "session_id": hit.session_id,
        "role": hit.role,
        "snippet": snippet.text,
        "ranges": [list(place) for place in snippet.ranges],
        "timestamp": moment(hit.created_at),
        "session_name": hit.session_name,
        "persona": hit.persona,
    }


def _session_document(hit: SessionHit) -> Document:
    return {
        "session_id": hit.session_id,
        "name": hit.name,
        "title": hit.title,
        "persona": hit.persona,
        "last_activity": moment(hit.last_activity_at),
    }
