"""Brings a store up to this version's tables; imported only when one is behind."""

from pathlib import Path

from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from desktop_app.store.schema import HEAD


def upgrade(connection: Connection, target: str = HEAD) -> None:
    """Run every migration up to `target` that `connection`'s store lacks, in the transaction that is open on it."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    script = ScriptDirectory.from_config(config)

    def steps(revision: str, _context: MigrationContext) -> object:
        return script._upgrade_revs(target, revision)  # noqa: SLF001  what alembic.command.upgrade calls too

    context = MigrationContext.configure(
        connection,
        # SQLite undoes changes of its schema with the transaction, whatever Alembic assumes.
        opts={"fn": steps, "transactional_ddl": True, "transaction_per_migration": False},
    )
    with Operations.context(context):
        context.run_migrations()
