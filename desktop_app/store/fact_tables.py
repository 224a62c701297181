"""The tables of what is known of users."""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Table

from desktop_app.store.exact_text import ExactText
from desktop_app.store.tables import NUMBER, UtcMicroseconds, metadata

# What is learned from a message goes with it, when it is deleted for good.
facts = Table(
    "facts",
    metadata,
    Column("id", NUMBER, primary_key=True),
    Column("user_id", ExactText, nullable=False),
    # Who knows it; everyone where this is empty.
    Column("persona", ExactText),
    Column("category", ExactText, nullable=False),
    Column("key", ExactText, nullable=False),
    # What two keys share when a person would call them the same.
    Column("folded_key", ExactText, nullable=False),
    Column("value", ExactText, nullable=False),
    Column("source_message_id", BigInteger, ForeignKey("messages.id", ondelete="CASCADE"), index=True),
    Column("confirmed", Boolean, nullable=False),
    Column("frozen", Boolean, nullable=False),
    Column("until", UtcMicroseconds),
    Column("suggested", Boolean, nullable=False),
    Column("created_at", UtcMicroseconds, nullable=False),
    Column("updated_at", UtcMicroseconds, nullable=False),
    sqlite_autoincrement=True,
)
Index("ix_facts_user_id_category_folded_key", facts.c.user_id, facts.c.category, facts.c.folded_key)
Index("ix_facts_user_id_updated_at", facts.c.user_id, facts.c.updated_at)

# What facts were before, and what replaced it.
fact_history = Table(
    "fact_history",
    metadata,
    Column("id", NUMBER, primary_key=True),
    Column("fact_id", BigInteger, ForeignKey("facts.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("category", ExactText, nullable=False),
    Column("key", ExactText, nullable=False),
    Column("value", ExactText, nullable=False),
    Column("source_message_id", BigInteger, ForeignKey("messages.id", ondelete="CASCADE"), index=True),
    Column("reason", ExactText, nullable=False),
    Column("created_at", UtcMicroseconds, nullable=False),
    Column("replaced_at", UtcMicroseconds, nullable=False),
    sqlite_autoincrement=True,
)

# The index in which facts are found by their words, newest first. A plain table: it is small, and what is deleted
# from it is gone at once.
fact_words = Table(
    "facts_fts",
    metadata,
    Column("user_id", ExactText, primary_key=True),
    Column("word", ExactText, primary_key=True),
    Column("fact_id", BigInteger, ForeignKey("facts.id", ondelete="CASCADE"), primary_key=True, index=True),
    sqlite_with_rowid=False,
)
