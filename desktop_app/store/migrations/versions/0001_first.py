"""Make the first tables: sessions, messages, affinities, drafts."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_number = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Make them."""
    _make_sessions()
    _make_messages()
    _make_affinities()
    op.create_table(
        "drafts",
        sa.Column(
            "session_id",
            sa.Text,
            sa.ForeignKey("sessions.id", ondelete="CASCADE", name="fk_drafts_session_id"),
            nullable=False,
        ),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("updated_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("session_id", name="pk_drafts"),
    )


def _make_sessions() -> None:
    op.create_table(
        "sessions",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("user_id", sa.Text, nullable=False),
        sa.Column("persona", sa.Text, nullable=False),
        sa.Column("name", sa.Text),
        sa.Column("name_key", sa.Text),
        sa.Column("title", sa.Text),
        sa.Column("origin", sa.Text, nullable=False),
        sa.Column("temporary", sa.Boolean, nullable=False),
        sa.Column("pinned", sa.Boolean, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("last_activity_at", sa.BigInteger, nullable=False),
        sa.Column("archived_at", sa.BigInteger),
        sa.Column("trashed_at", sa.BigInteger),
        sa.Column("restored_at", sa.BigInteger),
        sa.Column("default_of", sa.Text),
        sa.Column("active_leaf_id", sa.BigInteger),
        sa.Column("message_count", _number, nullable=False),
        sa.Column("query_count", _number, nullable=False),
        sa.Column("preview", sa.Text, nullable=False),
        sa.Column("metadata", sa.JSON, nullable=False),
        sa.Column("context", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sessions"),
        sa.UniqueConstraint("default_of", name="uq_sessions_default_of"),
    )
    op.create_index("ix_sessions_user_id_last_activity_at", "sessions", ["user_id", "last_activity_at"])
    live = sa.text("trashed_at IS NULL")
    op.create_index(
        "uq_sessions_user_id_name_key",
        "sessions",
        ["user_id", "name_key"],
        unique=True,
        sqlite_where=live,
        postgresql_where=live,
    )


def _make_messages() -> None:
    op.create_table(
        "messages",
        sa.Column("id", _number, nullable=False),
        sa.Column(
            "session_id",
            sa.Text,
            sa.ForeignKey("sessions.id", ondelete="CASCADE", name="fk_messages_session_id"),
            nullable=False,
        ),
        sa.Column(
            "parent_id",
            sa.BigInteger,
            # No cascade: SQLite stops one at 1,000 levels, and a conversation is deeper than that.
            sa.ForeignKey("messages.id", name="fk_messages_parent_id"),
        ),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("persona", sa.Text),
        sa.Column("engine", sa.Text),
        sa.Column("model", sa.Text),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("writer", sa.Text),
        sa.Column("metadata", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_messages"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_messages_session_id", "messages", ["session_id"])
    op.create_index("ix_messages_parent_id", "messages", ["parent_id"])
    streaming = sa.text("status = 'streaming'")
    op.create_index("ix_messages_streaming", "messages", ["writer"], sqlite_where=streaming, postgresql_where=streaming)


def _make_affinities() -> None:
    op.create_table(
        "affinities",
        sa.Column("user_id", sa.Text, nullable=False),
        sa.Column("persona", sa.Text, nullable=False),
        sa.Column("points", _number, nullable=False),
        sa.Column("updated_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("user_id", "persona", name="pk_affinities"),
    )
    op.create_table(
        "affinity_events",
        sa.Column("id", _number, nullable=False),
        sa.Column("user_id", sa.Text, nullable=False),
        sa.Column("persona", sa.Text, nullable=False),
        sa.Column("points", _number, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column(
            "message_id",
            sa.BigInteger,
            sa.ForeignKey("messages.id", ondelete="SET NULL", name="fk_affinity_events_message_id"),
        ),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_affinity_events"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_affinity_events_message_id", "affinity_events", ["message_id"])
    op.create_index("ix_affinity_events_user_id_persona", "affinity_events", ["user_id", "persona"])
