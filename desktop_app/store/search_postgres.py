"""Searches of a PostgreSQL database."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Row, Select, and_, case, cast, false, func, or_, select, true
from sqlalchemy import type_coerce as as_type
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.expression import TableClause

from desktop_app.domain.found import MOST_LISTED, MOST_NAMED, Found, MessageHit, SessionHit
from desktop_app.domain.search import SearchQuery, Term, terms_of
from desktop_app.domain.snippets import snippet
from desktop_app.store.exact_text import ExactText
from desktop_app.store.folded import LONGEST_WORD, MAX_FOLDED, folded_words
from desktop_app.store.postgres_index import messages_fts, sessions_fts
from desktop_app.store.schema import messages, sessions

_RANKED = 2_000
"""The newest of the messages found that are weighed against each other."""
_LONG = 20_000
"""Characters of a message over which only the part around what was found is given."""
_PART = 1_500

_HIT = (
    messages.c.id,
    messages.c.session_id,
    messages.c.role,
    as_type(messages.c.created_at, BigInteger).label("moment"),
    as_type(
        case(
            (func.char_length(messages.c.content) <= _LONG, messages.c.content),
            else_=func.left(messages.c.content, MAX_FOLDED),
        ),
        ExactText,
    ).label("text"),
    sessions.c.name,
    sessions.c.title,
    func.coalesce(messages.c.persona, sessions.c.persona).label("persona"),
)


class PostgresSearch:
    """One search on one connection."""

    def __init__(self, connection: AsyncConnection, user_id: str, query: SearchQuery) -> None:
        self._connection = connection
        self._query = query
        self._sessions = _session_conditions(user_id, query)
        self._messages = _message_conditions(query)

    async def find(self, limit: int, *, ranked: bool) -> Found:
        """Return the newest messages found, or those that fit best, and sessions by their names."""
        if self._query.is_empty or limit < 1:
            return Found()
        return Found(await self._find_messages(limit, ranked=ranked), await self._find_sessions())

    async def _find_messages(self, limit: int, *, ranked: bool) -> list[MessageHit]:
        terms = self._query.terms
        search = self._best if ranked and terms else self._newest
        if terms and terms[-1].may_begin_much:
            # The word as it stands, when it is found often enough, as in a chat file.
            hits = await search((*terms[:-1], replace(terms[-1], prefix=False)), limit)
            if len(hits) == limit:
                return hits
        return await search(terms, limit)

    async def _newest(self, terms: Sequence[Term], limit: int) -> list[MessageHit]:
        statement = self._matching(select(*_HIT), terms).order_by(messages.c.id.desc()).limit(limit)
        return [_hit(row, terms) for row in await self._connection.execute(statement)]

    async def _best(self, terms: Sequence[Term], limit: int) -> list[MessageHit]:
        """Return those that fit best among the newest found: where the words are more of the text."""
        folded = messages_fts.c.folded
        times = [_times(folded, term).label(f"times_{number}") for number, term in enumerate(terms)]
        found = self._matching(select(messages.c.id, func.char_length(folded).label("length"), *times), terms)
        rows = (await self._connection.execute(found.order_by(messages.c.id.desc()).limit(_RANKED))).all()
        usual = sum(row.length for row in rows) / max(len(rows), 1)
        best = sorted(rows, key=lambda row: _weight(row, usual), reverse=True)[:limit]
        places = {row.id: place for place, row in enumerate(best)}
        statement = select(*_HIT).join(sessions, sessions.c.id == messages.c.session_id)
        hits = await self._connection.execute(statement.where(messages.c.id.in_(places)))
        return sorted((_hit(row, terms) for row in hits), key=lambda hit: places[hit.message_id])

    def _matching(self, statement: Select[Any], terms: Sequence[Term]) -> Select[Any]:
        statement = statement.join_from(messages, sessions, sessions.c.id == messages.c.session_id)
        if terms:
            statement = statement.join(messages_fts, messages_fts.c.id == messages.c.id).where(
                _match(messages_fts, terms)
            )
        return statement.where(messages.c.status != "streaming", *self._sessions, *self._messages)

    async def _find_sessions(self) -> list[SessionHit]:
        """Return the sessions with those names, the last used first."""
        terms = self._query.terms
        if self._query.is_about_messages:
            return []
        last_used = as_type(sessions.c.last_activity_at, BigInteger)
        columns = (sessions.c.id, last_used, *(sessions.c[name] for name in ("name", "title", "persona", "preview")))
        named = sessions.c.id.in_(select(sessions_fts.c.id).where(_match(sessions_fts, terms))) if terms else true()
        statement = (
            select(*columns)
            .where(*self._sessions, named)
            .order_by(sessions.c.last_activity_at.desc(), sessions.c.id)
            .limit(MOST_NAMED if terms else MOST_LISTED)
        )
        return [SessionHit._make((*row, terms)) for row in await self._connection.execute(statement)]


def _hit(row: Row[Any], terms: Sequence[Term]) -> MessageHit:
    hit = MessageHit._make((*row, terms))
    return hit if len(hit.text) <= _LONG else hit._replace(text=snippet(hit.text, terms, _PART).text)


def _match(index: TableClause, terms: Sequence[Term]) -> ColumnElement[bool]:
    """Return what a row of an index must meet: all words are there, and where they must, in their order."""
    conditions, lexemes = [], []
    for term in terms:
        needle = _needle(term)
        words = needle.split()
        lexemes += [_lexeme(word, begun=False) for word in words[:-1]]
        lexemes += [_lexeme(word, begun=term.prefix) for word in words[-1:]]
        if len(words) > 1 or len(needle) > LONGEST_WORD:
            conditions.append(func.strpos(index.c.folded, needle) > 0)
    if not lexemes:
        return false()  # of all that was typed nothing is a word
    return and_(index.c.words.bool_op("@@")(cast(" & ".join(lexemes), TSQUERY)), *conditions)


def _needle(term: Term) -> str:
    """Return a term as it stands in a folded text."""
    return folded_words(term.text) + " " * (not term.prefix)


def _lexeme(word: str, *, begun: bool) -> str:
    # Quoted, and of letters and digits alone: nothing in it has a meaning of its own.
    return f"'{word[:LONGEST_WORD]}'" + ":*" * (begun or len(word) > LONGEST_WORD)


def _times(folded: ColumnElement[str], term: Term) -> ColumnElement[int]:
    """Return how often a term stands in a folded text."""
    needle = _needle(term).removesuffix(" ") or " "
    left = func.char_length(func.replace(folded, needle, ""), type_=BigInteger)
    return (func.char_length(folded, type_=BigInteger) - left) // len(needle)


def _weight(row: Row[Any], usual: float) -> tuple[float, int]:
    """Return what a message weighs, the newer one more of two alike: BM25, with all words of the same worth."""
    often: Sequence[int] = row[2:]
    return sum(times / (times + 0.3 + 0.9 * row.length / max(usual, 1)) for times in often), row.id


def _session_conditions(user_id: str, query: SearchQuery) -> list[ColumnElement[bool]]:
    """Return what a session must meet."""
    trashed = sessions.c.trashed_at
    conditions = [sessions.c.user_id == user_id, trashed.is_not(None) if query.trashed else trashed.is_(None)]
    if query.archived:
        conditions.append(sessions.c.archived_at.is_not(None))
    if query.pinned:
        conditions.append(sessions.c.pinned)
    if query.persona:
        conditions.append(sessions.c.persona == query.persona)
    if query.within:
        names = terms_of(query.within, begun=True)
        by_name = select(sessions_fts.c.id).where(_match(sessions_fts, names)) if names else None
        this = sessions.c.id == query.within
        conditions.append(this if by_name is None else or_(this, sessions.c.id.in_(by_name)))
    return conditions


def _message_conditions(query: SearchQuery) -> list[ColumnElement[bool]]:
    """Return what a message must meet beside its session."""
    conditions: list[ColumnElement[bool]] = []
    if query.role:
        conditions.append(messages.c.role == query.role.value)
    if query.before:
        conditions.append(messages.c.created_at < query.before)
    if query.after:
        conditions.append(messages.c.created_at >= query.after)
    if query.has_code:
        conditions.append(func.strpos(messages.c.content, "```") > 0)
    return conditions
