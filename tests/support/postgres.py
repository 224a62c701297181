"""A PostgreSQL server that lives as long as a test run, in a folder of its own, without a network port."""

import asyncio
import os
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any, TypeVar

import asyncpg

from desktop_app.store.database import Database
from desktop_app.store.server import Server

OWNER = "parley"
LOCKED = "locked"
"""The one user who needs a password, `OPEN_SESAME`."""
OPEN_SESAME = "open sesame/@:%"
_TEMPLATE = "parley_template"
_OPTIONS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "max_connections": "200",
    "shared_buffers": "32MB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}
_Result = TypeVar("_Result")


class NoPostgresError(Exception):
    """There is no PostgreSQL to test with, for the reason given."""


# Of a process that was killed the server may still be at work: what that stores is waited for.
_ALONE = """SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()"""
_SHAPE = """SELECT md5(string_agg(part, ' ' ORDER BY part)) FROM (
    SELECT format('%s %s %s %s', oid, relname, relnatts, relacl) AS part FROM pg_class WHERE oid >= 16384
    UNION ALL SELECT format('%s %s %s %s', attrelid, attname, atttypid, attnotnull)
        FROM pg_attribute WHERE attrelid >= 16384
    UNION ALL SELECT format('%s %s', oid, conname) FROM pg_constraint WHERE oid >= 16384
    UNION ALL SELECT format('%s %s', oid, proname) FROM pg_proc WHERE oid >= 16384
    UNION ALL SELECT format('%s %s', oid, tgname) FROM pg_trigger WHERE oid >= 16384
    UNION ALL SELECT format('%s', datacl) FROM pg_database WHERE datname = current_database()
    UNION ALL SELECT format('%s', setconfig) FROM pg_db_role_setting
) AS parts"""
"""What a database is made of: the numbers of its parts are those of the one that it is a copy of."""


@dataclass(slots=True)
class Fresh:
    """What a database is that no test has used yet: its shape, what takes all rows out, the rows it has."""

    shape: str = ""
    emptying: str = ""
    rows: dict[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Cluster:
    """A running server."""

    folder: Path
    process: subprocess.Popen[bytes]
    fresh: Fresh = field(default_factory=Fresh)

    def url(self, name: str, user: str = OWNER) -> str:
        """Return the address of a database."""
        return f"postgresql+asyncpg://{user}@/{name}?host={self.folder}"

    @property
    def copying(self) -> str:
        """How a database is copied in the shortest time: a test's tables are few, and nothing has to be safe."""
        version = int((self.folder / "data" / "PG_VERSION").read_text())
        return "STRATEGY file_copy" if version >= 15 else ""

    async def connect(self, database: str) -> Any:
        """Return a connection of the server's owner."""
        return await asyncpg.connect(host=str(self.folder), user=OWNER, database=database)

    async def execute(self, *statements: str, database: str = "postgres") -> None:
        """Run statements as the server's owner."""
        connection = await self.connect(database)
        try:
            for statement in statements:
                await connection.execute(statement)
        finally:
            await connection.close()

    async def empty_database(self, name: str) -> bool:
        """Make a database as it was made, faster than another; False where a test changed more of it than its rows."""
        connection = await self.connect(name)
        try:
            await connection.execute(_ALONE)
            if await connection.fetchval(_SHAPE) != self.fresh.shape:
                return False
            await connection.execute(self.fresh.emptying)
            for table, rows in self.fresh.rows.items():
                await connection.copy_to_table(table, source=BytesIO(rows))
            return True
        finally:
            await connection.close()

    async def make_database(self, name: str, *, empty: bool = False) -> str:
        """Make a database, with Parley's tables unless `empty`; return its address."""
        await self.execute(f"CREATE DATABASE {name} TEMPLATE {'template0' if empty else _TEMPLATE} {self.copying}")
        return self.url(name)

    async def drop_database(self, name: str) -> None:
        """Remove a database, whoever still holds a connection to it."""
        await self.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@contextmanager
def running_cluster() -> Iterator[Cluster]:
    """Make a server, run it and remove it with all that is in it; raise `NoPostgresError` where that is impossible."""
    programs = _programs()
    as_owner = _unprivileged()
    folder = Path(tempfile.mkdtemp(prefix="parley-pg-"))
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, "nobody")
        data = folder / "data"
        _make(programs / "initdb", data, as_owner)
        (data / "pg_hba.conf").write_text(f"local all {LOCKED} scram-sha-256\nlocal all all trust\n")
        options = [f"--{name}={value}" for name, value in (_OPTIONS | {"unix_socket_directories": str(folder)}).items()]
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(
                [*as_owner, str(programs / "postgres"), "-D", str(data), *options], stdout=log, stderr=log, cwd=folder
            )
        try:
            cluster = Cluster(folder, process)
            in_own_loop(_prepare(cluster))
            yield cluster
        finally:
            # SIGQUIT: at once, without writing anything that would be thrown away.
            process.send_signal(3)
            process.wait(30)
    finally:
        shutil.rmtree(folder)


def in_own_loop(work: Coroutine[Any, Any, _Result]) -> _Result:
    """Run `work` to its end, apart from any event loop that the test may have."""
    results: list[_Result] = []
    errors: list[BaseException] = []

    def run() -> None:
        try:
            results.append(asyncio.run(work))
        except BaseException as error:
            errors.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    for error in errors:
        raise error
    return results[0]


def _programs() -> Path:
    """Return the folder of the newest server there is: Debian keeps each version in one of its own."""
    versions = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = sorted(versions, key=lambda found: int(found.parts[-3]) if found.parts[-3].isdigit() else 0)[-1:]
    on_path = shutil.which("initdb")
    for initdb in [*newest, *([Path(on_path)] if on_path else [])]:
        if (initdb.parent / "postgres").exists():
            return initdb.parent
    raise NoPostgresError("no PostgreSQL server is installed here (Debian's package: postgresql)")


def _unprivileged() -> list[str]:
    """Return the words that start a program as somebody who may run a server, and end it with this process."""
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        if os.geteuid() == 0:
            raise NoPostgresError("PostgreSQL does not run as root, and there is no setpriv here to be somebody else")
        return []
    somebody = ["--reuid=nobody", "--regid=nogroup", "--clear-groups"] if os.geteuid() == 0 else []
    return [setpriv, *somebody, "--pdeathsig=QUIT"]


def _make(initdb: Path, data: Path, as_owner: list[str]) -> None:
    words = [*as_owner, str(initdb), "-D", str(data), "--no-sync", "-A", "trust", "-U", OWNER, "-E", "UTF8"]
    # A language whose order of letters is not that of their bytes, where this version can have one.
    for language in (["--locale=C", "--locale-provider=icu", "--icu-locale=en"], ["--locale=C"]):
        shutil.rmtree(data, ignore_errors=True)
        made = subprocess.run([*words, *language], capture_output=True, text=True, cwd=data.parent, check=False)
        if made.returncode == 0:
            return
    raise NoPostgresError(f"initdb failed: {made.stderr.strip()}")


async def _prepare(cluster: Cluster) -> None:
    """Wait until the server answers, then make the database that those of the tests are copies of."""
    patience = time.monotonic() + 30
    while True:
        try:
            await cluster.execute(
                f"CREATE ROLE {LOCKED} LOGIN PASSWORD '{OPEN_SESAME}'",
                f"CREATE DATABASE {_TEMPLATE} TEMPLATE template0",
            )
            break
        except (OSError, asyncpg.CannotConnectNowError):
            if cluster.process.poll() is not None or time.monotonic() > patience:
                raise NoPostgresError(f"the server did not start: {(cluster.folder / 'log').read_text()}") from None
            await asyncio.sleep(0.05)
    async with Database.open(Server(cluster.url(_TEMPLATE))):
        pass
    await _describe(cluster)


async def _describe(cluster: Cluster) -> None:
    connection = await cluster.connect(_TEMPLATE)
    try:
        cluster.fresh.shape = await connection.fetchval(_SHAPE)
        tables = [
            row[0] for row in await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        ]
        for table in tables:
            rows = BytesIO()
            await connection.copy_from_table(table, output=rows)
            if rows.getvalue():
                cluster.fresh.rows[table] = rows.getvalue()
    finally:
        await connection.close()
    cluster.fresh.emptying = "; ".join(
        (
            "SET session_replication_role = replica",  # in any order: nothing that refers to a row is asked
            *(f'DELETE FROM "{table}"' for table in tables),
            "SET session_replication_role = origin",
            "SELECT setval(oid, 1, false) FROM pg_class WHERE relkind = 'S'",
        )
    )
