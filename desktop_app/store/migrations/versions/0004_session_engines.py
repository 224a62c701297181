"""Let each session choose what answers in it, and let such choices be kept by name."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_number = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Make a place for both; no session that is there has chosen anything."""
    op.add_column("sessions", sa.Column("engine", sa.JSON))
    op.create_table(
        "presets",
        sa.Column("id", _number, nullable=False),
        sa.Column("user_id", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("name_key", sa.Text, nullable=False),
        sa.Column("engine", sa.JSON, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("updated_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_presets"),
        sqlite_autoincrement=True,
    )
    op.create_index("uq_presets_user_id_name_key", "presets", ["user_id", "name_key"], unique=True)
