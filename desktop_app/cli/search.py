"""The command that finds messages."""

import argparse
import sys
from collections.abc import Iterator

from desktop_app.cli.documents import moment, shown_moment
from desktop_app.cli.output import Document, say
from desktop_app.domain.errors import UserError
from desktop_app.domain.found import MessageHit, SessionHit
from desktop_app.domain.snippets import Snippet
from desktop_app.services.search import SearchResult
from desktop_app.services.services import Services

_BOLD, _PLAIN = "\x1b[1m", "\x1b[22m"


async def search(arguments: argparse.Namespace, services: Services) -> Document:
    """Find messages, and sessions by their names."""
    result = await services.search.search(
        services.user_id, " ".join(arguments.query), arguments.limit, ranked=arguments.ranked
    )
    if not result.complete:
        raise UserError("search_incomplete")
    if not arguments.json:
        for line in _lines(result, bold=sys.stdout.isatty()):
            say(line)
    return {
        "success": True,
        "hits": [_message_document(hit) for hit in result.messages],
        "count": len(result.messages),
        "sessions": [_session_document(hit) for hit in result.sessions],
        "elapsed_ms": round(result.elapsed * 1000, 3),
    }


def _lines(result: SearchResult, *, bold: bool) -> Iterator[str]:
    for session in result.sessions:
        yield f"{session.session_id}  {_marked(session.snippet(), bold=bold)}"
    for hit in result.messages:
        words = _marked(hit.snippet(), bold=bold)
        yield f"{shown_moment(hit.created_at)}  {hit.session_id}  ({_shown(hit.session_name)})  {hit.role}: {words}"
    if not result.messages and not result.sessions:
        yield "Nothing found."


def _marked(snippet: Snippet, *, bold: bool) -> str:
    """Return what a terminal shows: what was found in bold, and nothing that a text could do to the terminal."""
    pieces, at = [], 0
    for start, end in snippet.ranges:
        found = _shown(snippet.text[start:end])
        pieces += [_shown(snippet.text[at:start]), f"{_BOLD}{found}{_PLAIN}" if bold else found]
        at = end
    return "".join([*pieces, _shown(snippet.text[at:])])


def _shown(text: str) -> str:
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
