"""Make a place for receipts of answers, for the texts that prompts share, and for summaries."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_number = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Make it; answers that are there have no receipts."""
    op.create_table(
        "prompt_texts",
        sa.Column("sha256", sa.LargeBinary, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("sha256", name="pk_prompt_texts"),
    )
    op.create_table(
        "receipts",
        sa.Column(
            "message_id",
            _number,
            sa.ForeignKey("messages.id", ondelete="CASCADE", name="fk_receipts_message_id"),
            nullable=False,
        ),
        sa.Column("first_message_id", sa.BigInteger),
        *(_text_column(name) for name in ("persona_text", "memory_text", "summary_text")),
        sa.Column("document", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("message_id", name="pk_receipts"),
    )
    for name in ("persona_text", "memory_text", "summary_text"):
        there = sa.text(f"{name} IS NOT NULL")
        op.create_index(f"ix_receipts_{name}", "receipts", [name], sqlite_where=there, postgresql_where=there)
    op.create_table(
        "summaries",
        sa.Column(
            "message_id",
            _number,
            sa.ForeignKey("messages.id", ondelete="CASCADE", name="fk_summaries_message_id"),
            nullable=False,
        ),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("engine", sa.Text, nullable=False),
        sa.Column("model", sa.Text, nullable=False),
        sa.Column("edited", sa.Boolean, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("message_id", name="pk_summaries"),
    )


def _text_column(name: str) -> sa.Column[bytes]:
    reference = sa.ForeignKey("prompt_texts.sha256", name=f"fk_receipts_{name}")
    return sa.Column(name, sa.LargeBinary, reference)
