"""Make a place for what is known of users, for what it was before, and for the index that finds it by its words."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

_number = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Make it; nothing is known yet."""
    _make_facts()
    _make_history()
    op.create_table(
        "facts_fts",
        sa.Column("user_id", sa.Text, nullable=False),
        sa.Column("word", sa.Text, nullable=False),
        sa.Column("fact_id", sa.BigInteger, _goes_with("facts_fts", "fact_id", "facts.id"), nullable=False),
        sa.PrimaryKeyConstraint("user_id", "word", "fact_id", name="pk_facts_fts"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_facts_fts_fact_id", "facts_fts", ["fact_id"])


def _make_facts() -> None:
    op.create_table(
        "facts",
        sa.Column("id", _number, nullable=False),
        sa.Column("user_id", sa.Text, nullable=False),
        sa.Column("persona", sa.Text),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("category", "key", "folded_key", "value")),
        sa.Column("source_message_id", sa.BigInteger, _goes_with("facts", "source_message_id", "messages.id")),
        sa.Column("confirmed", sa.Boolean, nullable=False),
        sa.Column("frozen", sa.Boolean, nullable=False),
        sa.Column("until", sa.BigInteger),
        sa.Column("suggested", sa.Boolean, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("updated_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_facts"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_facts_user_id_category_folded_key", "facts", ["user_id", "category", "folded_key"])
    op.create_index("ix_facts_user_id_updated_at", "facts", ["user_id", "updated_at"])
    op.create_index("ix_facts_source_message_id", "facts", ["source_message_id"])


def _make_history() -> None:
    op.create_table(
        "fact_history",
        sa.Column("id", _number, nullable=False),
        sa.Column("fact_id", sa.BigInteger, _goes_with("fact_history", "fact_id", "facts.id"), nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("category", "key", "value")),
        sa.Column("source_message_id", sa.BigInteger, _goes_with("fact_history", "source_message_id", "messages.id")),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("replaced_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_fact_history"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_fact_history_fact_id", "fact_history", ["fact_id"])
    op.create_index("ix_fact_history_source_message_id", "fact_history", ["source_message_id"])


def _goes_with(table: str, column: str, target: str) -> sa.ForeignKey:
    return sa.ForeignKey(target, ondelete="CASCADE", name=f"fk_{table}_{column}")
