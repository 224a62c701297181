"""The tables of the personas that users made."""

from sqlalchemy import JSON, Column, ForeignKeyConstraint, LargeBinary, Table

from desktop_app.store.exact_text import ExactText
from desktop_app.store.tables import NUMBER, UtcMicroseconds, key_of_persona, metadata

# As they are now. One that was deleted stays for as long as what is in the trash.
personas = Table(
    "personas",
    metadata,
    *key_of_persona("id"),
    Column("version", NUMBER, nullable=False),
    Column("document", JSON, nullable=False),
    Column("created_at", UtcMicroseconds, nullable=False),
    Column("updated_at", UtcMicroseconds, nullable=False),
    Column("deleted_at", UtcMicroseconds),
)

# As they are now and were before.
persona_versions = Table(
    "persona_versions",
    metadata,
    *key_of_persona(),
    Column("number", NUMBER, primary_key=True),
    Column("document", JSON, nullable=False),
    Column("created_at", UtcMicroseconds, nullable=False),
    ForeignKeyConstraint(["user_id", "persona"], ["personas.user_id", "personas.id"], ondelete="CASCADE"),
)

# Pictures, lorebooks and the files that personas were read from, each called by its SHA-256. Versions share them, and
# what no version names goes.
persona_assets = Table(
    "persona_assets",
    metadata,
    *key_of_persona(),
    Column("name", ExactText, primary_key=True),
    Column("data", LargeBinary, nullable=False),
    Column("created_at", UtcMicroseconds, nullable=False),
    ForeignKeyConstraint(["user_id", "persona"], ["personas.user_id", "personas.id"], ondelete="CASCADE"),
)

# What is written on them and not saved, also on shipped ones, of which it is to be a copy; of a new one under no id.
persona_drafts = Table(
    "persona_drafts",
    metadata,
    *key_of_persona(),
    Column("document", JSON, nullable=False),
    Column("picture", LargeBinary),
    Column("updated_at", UtcMicroseconds, nullable=False),
)
