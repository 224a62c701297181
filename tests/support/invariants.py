"""What must be true of a store after every fault and every walk, once Parley has started on it again."""

import sqlite3
import stat
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from sqlalchemy import text

from desktop_app.domain.messages import preview_of
from desktop_app.store.database import Database
from desktop_app.store.search_index import CHECK_INDEX
from desktop_app.store.texts import content_hash
from tests.support.indexes import assert_index_agrees
from tests.support.processes import PROGRAM, run

NOTHING_FOUND = {
    "nothing is being written any more": "SELECT id FROM messages WHERE status = 'streaming' OR writer IS NOT NULL",
    "every answer follows a question of its session, or begins a branch that was taken out": """
        SELECT answer.id FROM messages answer
        LEFT JOIN messages question ON question.id = answer.parent_id
            AND question.session_id = answer.session_id AND question.role = 'user'
        WHERE answer.role = 'assistant' AND answer.parent_id IS NOT NULL AND question.id IS NULL
            AND CAST(answer.metadata AS TEXT) NOT LIKE '%"lost_parent"%'""",
    "parents are of the same session": """
        SELECT child.id FROM messages child JOIN messages parent ON parent.id = child.parent_id
        WHERE child.session_id != parent.session_id""",
    "parents come first": "SELECT id FROM messages WHERE parent_id >= id",
    "each session shows a branch of its own": """
        SELECT sessions.id FROM sessions
        LEFT JOIN messages ON messages.id = active_leaf_id AND session_id = sessions.id
        WHERE active_leaf_id IS NOT NULL AND messages.id IS NULL""",
    "what is shown is a branch to its end": """
        SELECT sessions.id FROM sessions JOIN messages ON messages.parent_id = active_leaf_id""",
    "a session with messages shows a branch": """
        SELECT id FROM sessions WHERE active_leaf_id IS NULL AND message_count > 0""",
    "stored counters agree with what is counted": """
        SELECT id FROM sessions
        WHERE message_count != (SELECT count(*) FROM messages WHERE session_id = sessions.id)
            OR query_count != (SELECT count(*) FROM messages WHERE session_id = sessions.id AND role = 'user')""",
    "names are unique outside the trash": """
        SELECT user_id, name_key FROM sessions WHERE trashed_at IS NULL AND name_key IS NOT NULL
        GROUP BY user_id, name_key HAVING count(*) > 1""",
    "a session with a name has its key": "SELECT id FROM sessions WHERE (name IS NULL) != (name_key IS NULL)",
    "what is in the trash is nobody's default": """
        SELECT id FROM sessions WHERE trashed_at IS NOT NULL AND default_of IS NOT NULL""",
    "no row is an orphan": """
        SELECT 'message' FROM messages WHERE session_id NOT IN (SELECT id FROM sessions)
        UNION ALL SELECT 'draft' FROM drafts WHERE session_id NOT IN (SELECT id FROM sessions)""",
    "no status is unknown": """
        SELECT id FROM messages WHERE status NOT IN ('complete', 'interrupted', 'failed', 'streaming')""",
    "messages know how many attachments they have": """
        SELECT id FROM messages
        WHERE attachment_count != (SELECT count(*) FROM attachments WHERE message_id = messages.id)""",
    "attachments belong to one thing at most, and to its user": """
        SELECT attachments.id FROM attachments
        LEFT JOIN messages ON messages.id = message_id
        LEFT JOIN sessions ON sessions.id = coalesce(messages.session_id, draft_of)
        WHERE (message_id IS NOT NULL AND draft_of IS NOT NULL)
            OR (sessions.user_id NOT IN ('', attachments.user_id))""",
    "an attachment is as large as its bytes": """
        SELECT attachments.id FROM attachments
        LEFT JOIN attachment_contents ON attachment_contents.sha256 = attachments.sha256
        WHERE attachment_contents.sha256 IS NULL OR attachments.size != attachment_contents.size
            OR (changed = false AND length(data) != attachments.size)""",
    "no bytes are kept that nothing needs": """
        SELECT size FROM attachment_contents WHERE sha256 NOT IN (SELECT sha256 FROM attachments)""",
    "what was chosen to answer is an object or nothing": """
        SELECT id FROM sessions WHERE engine IS NOT NULL AND CAST(engine AS TEXT) NOT LIKE '{%'
        UNION ALL SELECT name FROM presets WHERE CAST(engine AS TEXT) NOT LIKE '{%' OR name = ''""",
    "a persona is as it was saved last": """
        SELECT personas.id FROM personas
        LEFT JOIN persona_versions newest ON newest.user_id = personas.user_id AND newest.persona = personas.id
            AND newest.number = personas.version
        WHERE newest.number IS NULL OR CAST(newest.document AS TEXT) != CAST(personas.document AS TEXT)""",
    "no version or file of a persona is an orphan": """
        SELECT persona FROM persona_versions WHERE NOT EXISTS (SELECT 1 FROM personas
            WHERE personas.user_id = persona_versions.user_id AND personas.id = persona)
        UNION ALL SELECT persona FROM persona_assets WHERE NOT EXISTS (SELECT 1 FROM personas
            WHERE personas.user_id = persona_assets.user_id AND personas.id = persona)""",
    "points are the sum of what gave them": """
        SELECT user_id, persona FROM affinities
        WHERE points != (SELECT coalesce(sum(points), 0) FROM affinity_events
            WHERE affinity_events.user_id = affinities.user_id AND affinity_events.persona = affinities.persona)""",
}
"""What must hold on every backend, and the query that finds what breaks it."""
_SHOWN = """SELECT sessions.id, preview, leaf.content, above.content FROM sessions
    JOIN messages leaf ON leaf.id = active_leaf_id LEFT JOIN messages above ON above.id = leaf.parent_id
    WHERE above.attachment_count IS NULL OR above.attachment_count = 0"""
_BYTES = "SELECT sha256, data FROM attachment_contents WHERE changed = false"


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """An exchange that a person saw: the question as it was sent, and the text of the answer that must be kept.

    It is in its session once with one answer, unless it may be `anywhere`: in copies of its branch, in the trash, with
    other versions of the answer beside the one that was seen.
    """

    session_id: str
    question: str
    answer_begins: str = ""
    answer_is_part_of: str | None = field(default=None, repr=False)
    """The whole answer that the engine would have given; nothing else may have got in."""
    anywhere: bool = False


def assert_invariants(data_dir: Path, acknowledged: Sequence[Acknowledged] = ()) -> None:
    """Fail when anything acknowledged is lost or changed, or the chat file is not in order."""
    if PROGRAM:  # its SQLite is another, whose index this one may not be able to read
        checks = run(data_dir, "doctor", "--json").document["checks"]
        assert [check for check in checks if not check["ok"] and check["name"] != "engine"] == []
    # Not ?mode=ro, which cannot open a file whose write-ahead log is not there.
    uri = f"{(data_dir / 'parley.db').absolute().as_uri()}?mode=rw"
    with closing(sqlite3.connect(uri, uri=True)) as store:
        if not PROGRAM:
            _assert_indexed(store)
        store.execute("PRAGMA query_only=ON")
        assert store.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert store.execute("PRAGMA foreign_key_check").fetchall() == []
        for rule, query in NOTHING_FOUND.items():
            assert store.execute(query).fetchall() == [], rule
        _assert_hashed(store)
        _assert_kept(store, acknowledged)
    _assert_private(data_dir)
    _assert_discreet(data_dir, acknowledged)


async def assert_store_invariants(database: Database) -> None:
    """Fail when an open store, on whatever backend, is not in order."""
    await assert_index_agrees(database)
    async with database.reading() as connection:
        for rule, query in NOTHING_FOUND.items():
            assert (await connection.execute(text(query))).all() == [], rule
        for number, content, stored in await connection.execute(text("SELECT id, content, content_hash FROM messages")):
            assert bytes(stored) == content_hash(content), f"message {number} is not what was stored"
        for session_id, preview, shown, before in await connection.execute(text(_SHOWN)):
            told = {preview_of(shown), preview_of(before or "")}
            assert preview in told, f"session {session_id} quotes {preview!r}, and shows {told}"
        for stored, data in await connection.execute(text(_BYTES)):
            assert bytes(stored) == sha256(data).digest(), "an attachment is not what was stored"


def _assert_indexed(store: sqlite3.Connection) -> None:
    """Search finds what is there and nothing else."""
    for check in CHECK_INDEX:
        store.execute(check)
    store.rollback()


def _assert_hashed(store: sqlite3.Connection) -> None:
    """No text and no attachment was changed behind Parley's back."""
    for number, content, stored in store.execute("SELECT id, content, content_hash FROM messages"):
        assert stored == content_hash(content), f"message {number} is not what was stored"

    for stored, data in store.execute(_BYTES):
        assert stored == sha256(data).digest(), "an attachment is not what was stored"


def _assert_kept(store: sqlite3.Connection, acknowledged: Sequence[Acknowledged]) -> None:
    """What was acknowledged is there, byte for byte, in its session and in its order."""
    last: dict[str, int] = {}
    for exchange in acknowledged:
        if exchange.anywhere:
            _assert_somewhere(store, exchange)
            continue
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


def _assert_somewhere(store: sqlite3.Connection, exchange: Acknowledged) -> None:
    """What was acknowledged is there at least once, and no answer to it has anything else in it."""
    found = store.execute(
        """SELECT answer.content FROM messages question LEFT JOIN messages answer ON answer.parent_id = question.id
            WHERE question.role = 'user' AND CAST(question.content AS BLOB) = ?""",
        (exchange.question.encode(),),
    ).fetchall()
    answers = [content for (content,) in found if content is not None]
    assert any(content.startswith(exchange.answer_begins) for content in answers), (exchange, answers)
    if exchange.answer_is_part_of is not None:
        assert all(exchange.answer_is_part_of.startswith(content) for content in answers), (exchange, answers)


def _assert_private(data_dir: Path) -> None:
    shared = stat.S_IRWXG | stat.S_IRWXO
    for path in (data_dir, *data_dir.rglob("*")):
        assert not path.stat().st_mode & shared, f"others can read {path}"


def _assert_discreet(data_dir: Path, acknowledged: Sequence[Acknowledged]) -> None:
    for log in data_dir.glob("*.log*"):
        words = log.read_text()
        for exchange in acknowledged:
            assert exchange.question not in words, f"{log} quotes a message"
