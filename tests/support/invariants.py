"""What must be true of a data folder after every fault, once Parley has started on it again."""

import sqlite3
import stat
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from desktop_app.store.search_index import CHECK_INDEX
from desktop_app.store.texts import content_hash


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """An exchange that a person saw: the question as it was sent, and the text of the answer that must be kept."""

    session_id: str
    question: str
    answer_begins: str = ""
    answer_is_part_of: str | None = field(default=None, repr=False)
    """The whole answer that the engine would have given; nothing else may have got in."""


def assert_invariants(data_dir: Path, acknowledged: Sequence[Acknowledged] = ()) -> None:
    """Fail when anything acknowledged is lost or changed, or the chat file is not in order."""
    # Not ?mode=ro, which cannot open a file whose write-ahead log is not there.
    with closing(sqlite3.connect(f"file:{data_dir / 'parley.db'}?mode=rw", uri=True)) as store:
        _assert_indexed(store)
        store.execute("PRAGMA query_only=ON")
        _assert_sound(store)
        _assert_unchanged(store)
        _assert_settled(store)
        _assert_counted(store)
        _assert_kept(store, acknowledged)
    _assert_private(data_dir)
    _assert_discreet(data_dir, acknowledged)


def _assert_sound(store: sqlite3.Connection) -> None:
    assert store.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert store.execute("PRAGMA foreign_key_check").fetchall() == []


def _assert_indexed(store: sqlite3.Connection) -> None:
    """The search index agrees with the texts."""
    for statement in CHECK_INDEX:
        store.execute(statement)
    store.rollback()


def _assert_unchanged(store: sqlite3.Connection) -> None:
    """Every text is the one that was stored."""
    for message_id, content, stored_hash in store.execute("SELECT id, content, content_hash FROM messages"):
        assert content_hash(content) == stored_hash, f"message {message_id} was changed on the disk"


def _assert_settled(store: sqlite3.Connection) -> None:
    """Nothing is being written any more, and every answer hangs under a question of its session."""
    assert store.execute("SELECT id FROM messages WHERE status = 'streaming' OR writer IS NOT NULL").fetchall() == []
    assert (
        store.execute(
            """SELECT answer.id FROM messages answer
               LEFT JOIN messages question ON question.id = answer.parent_id
                   AND question.session_id = answer.session_id AND question.role = 'user'
               WHERE answer.role = 'assistant' AND question.id IS NULL"""
        ).fetchall()
        == []
    )
    assert store.execute("SELECT id FROM messages WHERE parent_id >= id").fetchall() == [], "parents come first"
    assert (
        store.execute(
            """SELECT sessions.id FROM sessions
               LEFT JOIN messages ON messages.id = active_leaf_id AND session_id = sessions.id
               WHERE active_leaf_id IS NOT NULL AND messages.id IS NULL"""
        ).fetchall()
        == []
    ), "each session shows a branch of its own"


def _assert_counted(store: sqlite3.Connection) -> None:
    wrong = store.execute(
        """SELECT id FROM sessions
           WHERE message_count != (SELECT count(*) FROM messages WHERE session_id = sessions.id)
              OR query_count != (SELECT count(*) FROM messages WHERE session_id = sessions.id AND role = 'user')"""
    ).fetchall()
    assert wrong == [], "stored counters agree with what is counted"


def _assert_kept(store: sqlite3.Connection, acknowledged: Sequence[Acknowledged]) -> None:
    """What was acknowledged is there once, byte for byte, in its session and in its order."""
    last: dict[str, int] = {}
    for exchange in acknowledged:
        found = store.execute(
            "SELECT id FROM messages WHERE session_id = ? AND role = 'user' AND CAST(content AS BLOB) = ?",
            (exchange.session_id, exchange.question.encode()),
        ).fetchall()
        assert len(found) == 1, (exchange, found)
        ((question,),) = found
        assert question > last.get(exchange.session_id, 0), exchange
        last[exchange.session_id] = question
        answers = store.execute("SELECT content, status FROM messages WHERE parent_id = ?", (question,)).fetchall()
        assert len(answers) == 1, (exchange, answers)
        ((content, _status),) = answers
        assert content.startswith(exchange.answer_begins), (exchange, content)
        if exchange.answer_is_part_of is not None:
            assert exchange.answer_is_part_of.startswith(content), (exchange, content)


def _assert_private(data_dir: Path) -> None:
    shared = stat.S_IRWXG | stat.S_IRWXO
    for path in (data_dir, *data_dir.rglob("*")):
        assert not path.stat().st_mode & shared, f"others can read {path}"


def _assert_discreet(data_dir: Path, acknowledged: Sequence[Acknowledged]) -> None:
    for log in data_dir.glob("*.log*"):
        words = log.read_text()
        for exchange in acknowledged:
            assert exchange.question not in words, f"{log} quotes a message"
