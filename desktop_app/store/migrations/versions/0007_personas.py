"""Make a place for personas that users make, for what these were before, and for their pictures and other files."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

_number = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Make it; nobody has made any yet."""
    op.create_table(
        "personas",
        sa.Column("user_id", sa.Text, nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("version", _number, nullable=False),
        sa.Column("document", sa.JSON, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("updated_at", sa.BigInteger, nullable=False),
        sa.Column("deleted_at", sa.BigInteger),
        sa.PrimaryKeyConstraint("user_id", "id", name="pk_personas"),
    )
    op.create_table(
        "persona_versions",
        sa.Column("user_id", sa.Text, nullable=False),
        sa.Column("persona", sa.Text, nullable=False),
        sa.Column("number", _number, nullable=False),
        sa.Column("document", sa.JSON, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("user_id", "persona", "number", name="pk_persona_versions"),
        _of_a_persona("persona_versions"),
    )
    op.create_table(
        "persona_assets",
        sa.Column("user_id", sa.Text, nullable=False),
        sa.Column("persona", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("data", sa.LargeBinary, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("user_id", "persona", "name", name="pk_persona_assets"),
        _of_a_persona("persona_assets"),
    )


def _of_a_persona(table: str) -> sa.ForeignKeyConstraint:
    columns, target = ["user_id", "persona"], ["personas.user_id", "personas.id"]
    return sa.ForeignKeyConstraint(columns, target, ondelete="CASCADE", name=f"fk_{table}_user_id")
