"""Make a place for what is written on personas and not saved yet."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Make it; nothing was kept before."""
    op.create_table(
        "persona_drafts",
        sa.Column("user_id", sa.Text, nullable=False),
        sa.Column("persona", sa.Text, nullable=False),
        sa.Column("document", sa.JSON, nullable=False),
        sa.Column("picture", sa.LargeBinary),
        sa.Column("updated_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("user_id", "persona", name="pk_persona_drafts"),
    )
