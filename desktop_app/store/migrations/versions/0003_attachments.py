"""Make a place for attachments: their bytes once for all that share them, and where each belongs."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_number = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Make it; nothing that is there is changed."""
    op.add_column("messages", sa.Column("attachment_count", _number, nullable=False, server_default="0"))
    op.create_table(
        "attachment_contents",
        sa.Column("sha256", sa.LargeBinary, nullable=False),
        sa.Column("size", _number, nullable=False),
        sa.Column("changed", sa.Boolean, nullable=False),
        sa.Column("data", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("sha256", name="pk_attachment_contents"),
    )
    _make_attachments()
    op.create_index("ix_attachments_message_id", "attachments", ["message_id", "position"])
    op.create_index("ix_attachments_draft_of", "attachments", ["draft_of"])
    op.create_index("ix_attachments_sha256", "attachments", ["sha256"])


def _make_attachments() -> None:
    op.create_table(
        "attachments",
        sa.Column("id", _number, nullable=False),
        sa.Column("user_id", sa.Text, nullable=False),
        sa.Column(
            "message_id",
            sa.BigInteger,
            sa.ForeignKey("messages.id", ondelete="CASCADE", name="fk_attachments_message_id"),
        ),
        sa.Column(
            "draft_of",
            sa.Text,
            sa.ForeignKey("sessions.id", ondelete="CASCADE", name="fk_attachments_draft_of"),
        ),
        sa.Column("position", _number, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("media_type", sa.Text, nullable=False),
        sa.Column(
            "sha256",
            sa.LargeBinary,
            sa.ForeignKey("attachment_contents.sha256", name="fk_attachments_sha256"),
            nullable=False,
        ),
        sa.Column("size", _number, nullable=False),
        sa.Column("width", _number, nullable=False),
        sa.Column("height", _number, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_attachments"),
        sqlite_autoincrement=True,
    )
