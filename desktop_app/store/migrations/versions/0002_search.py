"""Hash every text, make all texts searchable, and make a place for facts about the store itself."""

import sqlalchemy as sa
from alembic import op

from desktop_app.domain.search_words import cjk_words
from desktop_app.store.exact_text import ExactText
from desktop_app.store.postgres_index import MAKE_TABLES
from desktop_app.store.search_index import FILL_INDEX, MAKE_INDEX
from desktop_app.store.texts import text_columns

revision = "0002"
down_revision = "0001"

_CHUNK = 500
_messages = sa.table(
    "messages",
    sa.column("id", sa.BigInteger),
    sa.column("content", ExactText),
    sa.column("content_hash", sa.LargeBinary),
    sa.column("cjk", sa.Text),
)
_sessions = sa.table(
    "sessions", *(sa.column(name, ExactText) for name in ("id", "name", "title", "name_cjk", "title_cjk"))
)


def upgrade() -> None:
    """Add the columns, fill them, and index what is there."""
    op.add_column("messages", sa.Column("content_hash", sa.LargeBinary, nullable=False, server_default=""))
    op.add_column("messages", sa.Column("cjk", sa.Text))
    op.add_column("sessions", sa.Column("name_cjk", sa.Text))
    op.add_column("sessions", sa.Column("title_cjk", sa.Text))
    op.create_table(
        "marks",
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("value", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_marks"),
    )
    _add_shelf_index()
    connection = op.get_bind()
    _fill_messages(connection)
    _fill_sessions(connection)
    # A store on a server begins with this version: there is nothing yet to be indexed.
    statements = (*MAKE_INDEX, *FILL_INDEX) if connection.dialect.name == "sqlite" else MAKE_TABLES
    for statement in statements:
        connection.exec_driver_sql(statement)


def _add_shelf_index() -> None:
    """Let the sidebar read its first page without sorting."""
    live = sa.text("trashed_at IS NULL AND archived_at IS NULL")
    op.create_index(
        "ix_sessions_live",
        "sessions",
        ["user_id", "pinned", "last_activity_at", "id"],
        sqlite_where=live,
        postgresql_where=live,
    )


def _fill_messages(connection: sa.Connection) -> None:
    page = sa.select(_messages.c.id, _messages.c.content).order_by(_messages.c.id).limit(_CHUNK)
    fill = (
        sa.update(_messages)
        .where(_messages.c.id == sa.bindparam("row"))
        .values({name: sa.bindparam(f"new_{name}") for name in ("content_hash", "cjk")})
    )
    last = 0
    while rows := connection.execute(page.where(_messages.c.id > last)).all():
        last = rows[-1].id
        texts = [(row.id, text_columns(row.content)) for row in rows]
        connection.execute(
            fill,
            [{"row": row, "new_content_hash": text["content_hash"], "new_cjk": text["cjk"]} for row, text in texts],
        )


def _fill_sessions(connection: sa.Connection) -> None:
    for row in connection.execute(sa.select(_sessions)).all():
        words = {"name_cjk": cjk_words(row.name or ""), "title_cjk": cjk_words(row.title or "")}
        if any(words.values()):
            connection.execute(sa.update(_sessions).where(_sessions.c.id == row.id).values(words))
