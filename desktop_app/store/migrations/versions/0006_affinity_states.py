"""Let points between a user and a persona be frozen or switched off, and keep when the two last met."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Make a place for both; who has points met when they changed last."""
    op.add_column("affinities", sa.Column("state", sa.Text))
    op.add_column("affinities", sa.Column("met_at", sa.BigInteger))
    op.execute("UPDATE affinities SET met_at = updated_at WHERE points <> 0")
