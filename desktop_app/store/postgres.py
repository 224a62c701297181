"""PostgreSQL: how its server is connected to and examined; asyncpg is imported here, and here first."""

from typing import Any

import asyncpg
from sqlalchemy import event, text
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from desktop_app.domain.errors import UserError
from desktop_app.store.postgres_failures import connecting_explained
from desktop_app.store.schema import KNOWN_VERSIONS
from desktop_app.store.server import ServerAddress, check_where_it_is

CONNECT_SECONDS = 10
STATEMENT_SECONDS = 60
"""How long an answer may take before the server counts as lost; only a migration may take longer."""
_OLDEST = 13
_SESSION = {
    "application_name": "parley",
    # A desktop that was switched off or put to sleep in the middle of something must not hold up the others.
    "idle_in_transaction_session_timeout": "60s",
    "lock_timeout": "30s",
    "tcp_keepalives_idle": "30",
    "tcp_keepalives_interval": "10",
    "tcp_keepalives_count": "3",
    # Compiling a query takes longer than any of ours runs.
    "jit": "off",
}


async def connected(address: ServerAddress, *, statement_seconds: float | None = STATEMENT_SECONDS) -> Any:  # noqa: ANN401  asyncpg's connection
    """Return the driver's own open connection to a server that can hold a store."""
    with connecting_explained(address):
        await check_where_it_is(address)
        connection = await asyncpg.connect(
            **address.options, timeout=CONNECT_SECONDS, command_timeout=statement_seconds, server_settings=_SESSION
        )
    version, encoding = connection.get_server_version(), connection.get_settings().server_encoding
    if version.major < _OLDEST or encoding != "UTF8":
        await connection.close()
        found = f"PostgreSQL {version.major} with the encoding {encoding}"
        raise UserError("server_unfit", place=address.shown, found=found, settings_file=address.settings_file)
    return connection


def writing_engine(address: ServerAddress) -> AsyncEngine:
    """Return the one connection that writes; each of its statements sees what was committed before it."""
    return _engine(address, 1, {"isolation_level": "READ COMMITTED"})


def migrating_engine(address: ServerAddress) -> AsyncEngine:
    """Return a connection on which a statement may take as long as it takes."""
    return _engine(address, 1, {"isolation_level": "READ COMMITTED"}, statement_seconds=None)


def reading_engine(address: ServerAddress) -> AsyncEngine:
    """Return the connections that only read, each transaction from one consistent state."""
    return _engine(address, 2, {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True})


def _engine(
    address: ServerAddress,
    pool_size: int,
    options: dict[str, Any],
    *,
    statement_seconds: float | None = STATEMENT_SECONDS,
) -> AsyncEngine:
    async def connect() -> object:
        return await connected(address, statement_seconds=statement_seconds)

    engine = create_async_engine(
        "postgresql+asyncpg://",
        async_creator=connect,
        pool_size=pool_size,
        max_overflow=0,
        # Parameters are what people wrote: they have no place in an exception that somebody might log.
        hide_parameters=True,
        execution_options=options,
    )

    def check_out(connection: Any, _record: object, _proxy: object) -> None:  # noqa: ANN401  the driver's type is private
        # The server was started anew since: the pool then connects again, and nobody notices.
        if connection.driver_connection.is_closed():
            raise DisconnectionError

    event.listen(engine.sync_engine, "checkout", check_out)
    return engine


async def stored_version(connection: AsyncConnection, address: ServerAddress) -> str | None:
    """Return the schema version of the database, None for one without our tables; nothing is written.

    Raises `UserError` for tables of another program or of a newer version.
    """
    found = await connection.execute(text("SELECT to_regclass('alembic_version'), to_regclass('sessions')"))
    versions, sessions = found.one()
    if versions is None and sessions is None:
        return None
    if versions is None or sessions is None:
        raise UserError("server_of_other_program", place=address.shown, settings_file=address.settings_file)
    version = await connection.scalar(text("SELECT version_num FROM alembic_version"))
    if version not in KNOWN_VERSIONS:
        raise server_newer(address, version)
    return str(version)


def server_newer(address: ServerAddress, found: object) -> UserError:
    """Return the refusal of tables that a newer version made."""
    return UserError("server_newer", place=address.shown, found=found, settings_file=address.settings_file)
