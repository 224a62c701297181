"""The tables, as this version of Parley expects them."""

from sqlalchemy import JSON, BigInteger, Boolean, Column, ForeignKey, Index, LargeBinary, Table, text

from desktop_app.store.chosen_engine import ChosenEngine
from desktop_app.store.exact_text import ExactText
from desktop_app.store.fact_tables import fact_history, fact_words, facts
from desktop_app.store.persona_tables import persona_assets, persona_drafts, persona_versions, personas
from desktop_app.store.tables import NUMBER, UtcMicroseconds, key_of_persona, metadata

__all__ = [
    "HEAD",
    "KNOWN_VERSIONS",
    "UtcMicroseconds",
    "affinities",
    "affinity_events",
    "attachments",
    "contents",
    "drafts",
    "fact_history",
    "fact_words",
    "facts",
    "marks",
    "messages",
    "metadata",
    "persona_assets",
    "persona_drafts",
    "persona_versions",
    "personas",
    "presets",
    "prompt_texts",
    "receipts",
    "sessions",
    "summaries",
]

HEAD = "0009"
"""The newest migration; a file that names another one is behind or from a newer Parley."""
KNOWN_VERSIONS = frozenset({"0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008", HEAD})

sessions = Table(
    "sessions",
    metadata,
    Column("id", ExactText, primary_key=True),
    Column("user_id", ExactText, nullable=False),
    Column("persona", ExactText, nullable=False),
    Column("name", ExactText),
    # What two names share when a person would call them the same; unique for each user's live sessions.
    Column("name_key", ExactText),
    Column("title", ExactText),
    Column("origin", ExactText, nullable=False),
    Column("temporary", Boolean, nullable=False),
    Column("pinned", Boolean, nullable=False),
    Column("created_at", UtcMicroseconds, nullable=False),
    Column("last_activity_at", UtcMicroseconds, nullable=False),
    Column("archived_at", UtcMicroseconds),
    Column("trashed_at", UtcMicroseconds),
    # When it last came back from the trash: its time to live starts anew.
    Column("restored_at", UtcMicroseconds),
    # Whose default session this is while it lives: the guard that makes it exactly one.
    Column("default_of", ExactText, unique=True),
    Column("active_leaf_id", BigInteger),
    Column("message_count", NUMBER, nullable=False),
    Column("query_count", NUMBER, nullable=False),
    Column("preview", ExactText, nullable=False),
    # Characters of its name and title that are words of their own, for the search index.
    Column("name_cjk", ExactText),
    Column("title_cjk", ExactText),
    Column("metadata", JSON, nullable=False),
    Column("context", JSON, nullable=False),
    # What answers in it and how, where that was chosen for it.
    Column("engine", ChosenEngine),
)
Index("ix_sessions_user_id_last_activity_at", sessions.c.user_id, sessions.c.last_activity_at)
Index(
    "ix_sessions_live",
    *(sessions.c[name] for name in ("user_id", "pinned", "last_activity_at", "id")),
    sqlite_where=text("trashed_at IS NULL AND archived_at IS NULL"),
    postgresql_where=text("trashed_at IS NULL AND archived_at IS NULL"),
)
Index(
    "uq_sessions_user_id_name_key",
    sessions.c.user_id,
    sessions.c.name_key,
    unique=True,
    sqlite_where=text("trashed_at IS NULL"),
    postgresql_where=text("trashed_at IS NULL"),
)

messages = Table(
    "messages",
    metadata,
    Column("id", NUMBER, primary_key=True),
    Column("session_id", ExactText, ForeignKey("sessions.id", ondelete="CASCADE"), nullable=False, index=True),
    # No cascade: SQLite stops one at 1,000 levels, and a conversation is deeper than that.
    Column("parent_id", BigInteger, ForeignKey("messages.id"), index=True),
    Column("role", ExactText, nullable=False),
    Column("content", ExactText, nullable=False),
    # Of the text; tells one that was damaged on the disk from the one that was stored.
    Column("content_hash", LargeBinary, nullable=False, server_default=""),
    # Its characters that are words of their own, for the search index.
    Column("cjk", ExactText),
    Column("status", ExactText, nullable=False),
    Column("persona", ExactText),
    Column("engine", ExactText),
    Column("model", ExactText),
    Column("created_at", UtcMicroseconds, nullable=False),
    # The process that is writing this answer, while it is; its lock tells whether it still lives.
    Column("writer", ExactText),
    Column("metadata", JSON, nullable=False),
    # So that the many messages that have none cost no look for them.
    Column("attachment_count", NUMBER, nullable=False, server_default="0"),
    sqlite_autoincrement=True,
)
Index(
    "ix_messages_streaming",
    messages.c.writer,
    sqlite_where=text("status = 'streaming'"),
    postgresql_where=text("status = 'streaming'"),
)

# The bytes of attachments, once for all that share them. They go when the last attachment does.
contents = Table(
    "attachment_contents",
    metadata,
    Column("sha256", LargeBinary, primary_key=True),
    Column("size", NUMBER, nullable=False),
    # Not the bytes that were stored: so a repair of a damaged file found them. Empty ones are lost.
    Column("changed", Boolean, nullable=False),
    Column("data", LargeBinary, nullable=False),
)

# Each belongs to one message, or to the draft of one session, or to nobody yet: its file was only just chosen.
attachments = Table(
    "attachments",
    metadata,
    Column("id", NUMBER, primary_key=True),
    Column("user_id", ExactText, nullable=False),
    Column("message_id", BigInteger, ForeignKey("messages.id", ondelete="CASCADE")),
    Column("draft_of", ExactText, ForeignKey("sessions.id", ondelete="CASCADE"), index=True),
    Column("position", NUMBER, nullable=False),
    Column("name", ExactText, nullable=False),
    Column("media_type", ExactText, nullable=False),
    Column("sha256", LargeBinary, ForeignKey("attachment_contents.sha256"), nullable=False, index=True),
    Column("size", NUMBER, nullable=False),
    Column("width", NUMBER, nullable=False),
    Column("height", NUMBER, nullable=False),
    Column("created_at", UtcMicroseconds, nullable=False),
    sqlite_autoincrement=True,
)
Index("ix_attachments_message_id", attachments.c.message_id, attachments.c.position)

# What engines were told besides the turns, once for all receipts that share it. It goes when the last of them does.
prompt_texts = Table(
    "prompt_texts",
    metadata,
    Column("sha256", LargeBinary, primary_key=True),
    Column("content", ExactText, nullable=False),
)

# How each answer was made. Its turns are named, not copied: those from the first message to its question.
receipts = Table(
    "receipts",
    metadata,
    Column("message_id", NUMBER, ForeignKey("messages.id", ondelete="CASCADE"), primary_key=True),
    Column("first_message_id", BigInteger),
    Column("persona_text", LargeBinary, ForeignKey("prompt_texts.sha256")),
    Column("memory_text", LargeBinary, ForeignKey("prompt_texts.sha256")),
    Column("summary_text", LargeBinary, ForeignKey("prompt_texts.sha256")),
    Column("document", JSON, nullable=False),
)

for _name in ("persona_text", "memory_text", "summary_text"):
    Index(
        f"ix_receipts_{_name}",
        receipts.c[_name],
        sqlite_where=receipts.c[_name].is_not(None),
        postgresql_where=receipts.c[_name].is_not(None),
    )

# What was said up to a message, in short: it stands for those turns on every branch that the message is on.
summaries = Table(
    "summaries",
    metadata,
    Column("message_id", NUMBER, ForeignKey("messages.id", ondelete="CASCADE"), primary_key=True),
    Column("content", ExactText, nullable=False),
    Column("engine", ExactText, nullable=False),
    Column("model", ExactText, nullable=False),
    Column("edited", Boolean, nullable=False),
    Column("created_at", UtcMicroseconds, nullable=False),
)

affinities = Table(
    "affinities",
    metadata,
    *key_of_persona(),
    Column("points", NUMBER, nullable=False),
    Column("updated_at", UtcMicroseconds, nullable=False),
    # “frozen” or “off”, else empty.
    Column("state", ExactText),
    Column("met_at", UtcMicroseconds),
)

affinity_events = Table(
    "affinity_events",
    metadata,
    Column("id", NUMBER, primary_key=True),
    Column("user_id", ExactText, nullable=False),
    Column("persona", ExactText, nullable=False),
    Column("points", NUMBER, nullable=False),
    Column("reason", ExactText, nullable=False),
    Column("message_id", BigInteger, ForeignKey("messages.id", ondelete="SET NULL"), index=True),
    Column("created_at", UtcMicroseconds, nullable=False),
    sqlite_autoincrement=True,
)
Index("ix_affinity_events_user_id_persona", affinity_events.c.user_id, affinity_events.c.persona)

drafts = Table(
    "drafts",
    metadata,
    Column("session_id", ExactText, ForeignKey("sessions.id", ondelete="CASCADE"), primary_key=True),
    Column("content", ExactText, nullable=False),
    Column("updated_at", UtcMicroseconds, nullable=False),
)

# Choices of what answers and how, kept by name.
presets = Table(
    "presets",
    metadata,
    Column("id", NUMBER, primary_key=True),
    Column("user_id", ExactText, nullable=False),
    Column("name", ExactText, nullable=False),
    # What two names share when a person would call them the same.
    Column("name_key", ExactText, nullable=False),
    Column("engine", ChosenEngine, nullable=False),
    Column("created_at", UtcMicroseconds, nullable=False),
    Column("updated_at", UtcMicroseconds, nullable=False),
    sqlite_autoincrement=True,
)
Index("uq_presets_user_id_name_key", presets.c.user_id, presets.c.name_key, unique=True)

# Facts about the store itself.
marks = Table(
    "marks",
    metadata,
    Column("name", ExactText, primary_key=True),
    Column("value", JSON, nullable=False),
)
