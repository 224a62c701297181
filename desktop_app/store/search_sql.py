"""A search query in the words of SQLite: conditions on rows, and FTS5's language for what the index is asked."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from desktop_app.domain.search import SearchQuery, Term, terms_of
from desktop_app.store.moments import microseconds

Value = str | int


@dataclass(slots=True)
class Conditions:
    """What stands after WHERE, and the values for its question marks."""

    words: list[str] = field(default_factory=list)
    values: list[Value] = field(default_factory=list)

    def add(self, words: str, *values: Value) -> None:
        """Take in a condition."""
        self.words.append(words)
        self.values += values

    def take(self, others: "Conditions") -> None:
        """Take in other conditions, behind those that are here."""
        self.words += others.words
        self.values += others.values

    def __str__(self) -> str:
        return " AND ".join(self.words) or "true"


def session_conditions(user_id: str, query: SearchQuery) -> Conditions:
    """Return what a session `s` must meet."""
    conditions = Conditions()
    conditions.add("s.user_id = ?", user_id)
    conditions.add("s.trashed_at IS NOT NULL" if query.trashed else "s.trashed_at IS NULL")
    if query.archived:
        conditions.add("s.archived_at IS NOT NULL")
    if query.pinned:
        conditions.add("s.pinned")
    if query.persona:
        conditions.add("s.persona = ?", query.persona)
    if query.within:
        names = terms_of(query.within, begun=True)
        by_name = "s.rowid IN (SELECT rowid FROM sessions_fts WHERE sessions_fts MATCH ?)"
        if names:
            conditions.add(f"(s.id = ? OR {by_name})", query.within, names_match(names))
        else:
            conditions.add("s.id = ?", query.within)
    return conditions


def message_conditions(query: SearchQuery) -> Conditions:
    """Return what a message `m` must meet beside its session `s`."""
    conditions = Conditions()
    if query.role:
        conditions.add("m.role = ?", query.role.value)
    if query.before:
        conditions.add("m.created_at < ?", microseconds(query.before))
    if query.after:
        conditions.add("m.created_at >= ?", microseconds(query.after))
    if query.has_code:
        conditions.add("instr(m.content, '```') > 0")
    return conditions


def texts_match(terms: Sequence[Term]) -> str:
    """Return what the index of messages is asked."""
    return _expression(terms, "cjk")


def names_match(terms: Sequence[Term]) -> str:
    """Return what the index of sessions is asked."""
    return _expression(terms, "{name_cjk title_cjk}")


def _expression(terms: Sequence[Term], unspaced_columns: str) -> str:
    """Return the terms in FTS5's language: each a string, in which nothing but the quote has a meaning.

    Without AND between them: it would not take a string in which the index sees no word.
    """
    return " ".join(
        (f"{unspaced_columns} : " if term.unspaced else "")
        + '"'
        + term.text.replace('"', " ")
        + '"'
        + "*" * term.prefix
        for term in terms
    )
