"""Searches of an SQLite file: plain SQL on the driver's own connection, for the thread that owns it."""

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from desktop_app.domain.found import MOST_LISTED, MOST_NAMED, Found, MessageHit, SessionHit
from desktop_app.domain.search import SearchQuery, Term
from desktop_app.store.search_patience import Patience
from desktop_app.store.search_sql import Conditions, message_conditions, names_match, session_conditions, texts_match

_RANKED = 2_000
"""The newest of the messages found that are weighed against each other; weighing all would take seconds."""
_LONG = 4_000
"""Characters of a message over which only the part around what was found leaves the database."""
_FEW = 0.2
"""Share of all messages up to which it is quicker to list those of the chosen sessions first."""

_COLUMNS = f"""m.id, m.session_id, m.role, m.created_at,
    CASE WHEN length(m.content) <= {_LONG} THEN m.content ELSE {{part}} END,
    s.name, s.title, coalesce(m.persona, s.persona)"""
_PART = "snippet(messages_fts, 0, '', '', '…', 48)"
_UNSPACED_PART = "replace(snippet(messages_fts, 1, '', '', '…', 64), ' ', '')"
_BEGINNING = "substr(m.content, 1, 400)"
# CROSS: the index gives the rows in their order, and only those that are shown are looked up.
_MATCHING = """messages_fts f CROSS JOIN messages m ON m.id = f.rowid CROSS JOIN sessions s ON s.id = m.session_id
    WHERE messages_fts MATCH ?"""
_ANY = "messages m CROSS JOIN sessions s ON s.id = m.session_id WHERE m.status <> 'streaming'"


class SqliteSearch:
    """One search on one connection; ends with SQLite's error for an interrupted statement once it is `unwanted`."""

    def __init__(
        self, connection: sqlite3.Connection, user_id: str, query: SearchQuery, unwanted: Callable[[], object]
    ) -> None:
        self._connection = connection
        self._query = query
        self._patience = Patience(connection, unwanted)
        self._sessions = session_conditions(user_id, query)
        self._messages = message_conditions(query)

    def find(self, limit: int, *, ranked: bool) -> Found:
        """Return the newest messages found, or those that fit best, and sessions by their names."""
        if self._query.is_empty or limit < 1:
            return Found()
        with self._patience:
            hits = self._find_messages(limit, ranked=ranked)
            return Found(hits, self._find_sessions(), complete=bool(hits) or self._is_indexed())

    def _is_indexed(self) -> bool:
        """Tell whether the index covers the oldest message; one that was lost is filled when there is time."""
        oldest = "SELECT min(id) FROM messages WHERE status <> 'streaming'"
        sql = f"SELECT NOT EXISTS ({oldest} HAVING min(id) NOT IN (SELECT id FROM messages_fts_docsize))"  # noqa: S608
        ((indexed,),) = self._connection.execute(sql)
        return bool(indexed)

    def _find_messages(self, limit: int, *, ranked: bool) -> list[MessageHit]:
        terms = self._query.terms
        search = self._best if ranked and terms else self._newest
        if terms and terms[-1].may_begin_much:
            # The word as it stands, when it is found often enough: what else begins with a common word takes long.
            whole = (*terms[:-1], replace(terms[-1], prefix=False))
            if self._is_found(whole, limit):
                hits = search(whole, limit)
                if len(hits) == limit:
                    return hits
        return search(terms, limit)

    def _find_sessions(self) -> list[SessionHit]:
        """Return the newest of the sessions with those names, the last used first."""
        terms = self._query.terms
        if self._query.is_about_messages:
            return []
        place = "sessions_fts f CROSS JOIN sessions s ON s.rowid = f.rowid WHERE sessions_fts MATCH ?"
        found = Conditions([], [names_match(terms)]) if terms else Conditions()
        found.take(self._sessions)
        sql = f"""SELECT s.id, s.last_activity_at, s.name, s.title, s.persona, s.preview
            FROM {place if terms else "sessions s WHERE true"} AND {found}
            ORDER BY {"f.rowid" if terms else "s.last_activity_at"} DESC LIMIT ?"""  # noqa: S608  our own words
        rows = self._connection.execute(sql, [*found.values, MOST_NAMED if terms else MOST_LISTED]).fetchall()
        return [SessionHit._make((*row, terms)) for row in sorted(rows, key=lambda row: row[1], reverse=True)]

    def _newest(self, terms: Sequence[Term], limit: int) -> list[MessageHit]:
        sql = f"SELECT {_columns(terms)}"
        return [MessageHit._make((*row, terms)) for row in self._rows_of_newest(sql, terms, limit)]

    def _rows_of_newest(self, select: str, terms: Sequence[Term], limit: int) -> list[Any]:
        """Go through the messages that match, from the newest; or through those of the sessions in question."""
        found = Conditions([], [texts_match(terms)] if terms else [])
        found.take(self._sessions)
        found.take(self._messages)
        words = f"{select} FROM {_MATCHING if terms else _ANY} AND {found}"
        order = f" ORDER BY {'f.rowid' if terms else 'm.id'} DESC LIMIT ?"
        try:
            with self._patience.for_a_while():
                return self._connection.execute(words + order, [*found.values, limit]).fetchall()
        except sqlite3.OperationalError:
            if not self._patience.is_at_its_end:
                raise
        if self._are_few():
            listed = f"SELECT id FROM messages WHERE session_id IN (SELECT s.id FROM sessions s WHERE {self._sessions})"  # noqa: S608
            # The plus keeps the index from being asked for each of them.
            found.add(f"{'+f.rowid' if terms else 'm.id'} IN ({listed})", *self._sessions.values)
            words = f"{select} FROM {_MATCHING if terms else _ANY} AND {found}"
        return self._connection.execute(words + order, [*found.values, limit]).fetchall()

    def _are_few(self) -> bool:
        """Tell whether the sessions in question hold a small part of all messages."""
        sql = f"SELECT coalesce(sum(message_count), 0) FROM sessions s WHERE {self._sessions}"  # noqa: S608
        ((here,),) = self._connection.execute(sql, self._sessions.values)
        ((everywhere,),) = self._connection.execute("SELECT coalesce(max(id), 0) FROM messages")
        return bool(here < everywhere * _FEW)

    def _best(self, terms: Sequence[Term], limit: int) -> list[MessageHit]:
        """Return those that fit best among the newest found."""
        newest = [message_id for (message_id,) in self._rows_of_newest("SELECT m.id", terms, _RANKED)]
        if not newest:
            return []
        match = texts_match(terms)
        listed = ",".join(map(str, newest))
        sql = f"""SELECT rowid FROM messages_fts WHERE messages_fts MATCH ? AND rowid >= ? AND +rowid IN ({listed})
            ORDER BY bm25(messages_fts), rowid DESC LIMIT ?"""  # noqa: S608  numbers
        best = [found for (found,) in self._connection.execute(sql, (match, newest[-1], limit))]
        sql = f"SELECT {_columns(terms)} FROM {_MATCHING} AND f.rowid = ?"  # noqa: S608
        rows = [self._connection.execute(sql, (match, found)).fetchone() for found in best]
        return [MessageHit._make((*row, terms)) for row in rows]

    def _is_found(self, terms: Sequence[Term], times: int) -> bool:
        sql = "SELECT 1 FROM messages_fts WHERE messages_fts MATCH ? ORDER BY rowid DESC LIMIT 1 OFFSET ?"
        return self._connection.execute(sql, (texts_match(terms), times - 1)).fetchone() is not None


def _columns(terms: Sequence[Term]) -> str:
    if not terms:
        return _COLUMNS.format(part=_BEGINNING)
    return _COLUMNS.format(part=_UNSPACED_PART if any(term.unspaced for term in terms) else _PART)
