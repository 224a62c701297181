"""A migration that stops in the middle leaves the file as it was, byte for byte, and says so."""

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import AsyncExitStack, closing, contextmanager
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import Engine, event

from desktop_app.domain.errors import UserError
from desktop_app.store.database import Database
from desktop_app.store.messages import MessageStore
from tests.support.first_version import make_first_version
from tests.support.invariants import assert_invariants


class BrokenStepError(Exception):
    """A mistake in a migration."""


@contextmanager
def _failing(step: int) -> Iterator[list[str]]:
    """Fail before the statement of that number, counted from the first that changes anything."""
    seen: list[str] = []

    def before(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        if not seen and not statement.lstrip().upper().startswith(("ALTER", "CREATE")):
            return
        seen.append(statement)
        if len(seen) == step:
            raise BrokenStepError

    event.listen(Engine, "before_cursor_execute", before)
    try:
        yield seen
    finally:
        event.remove(Engine, "before_cursor_execute", before)


@pytest.mark.parametrize("every", [4, pytest.param(1, marks=pytest.mark.full)])
async def test_a_migration_fails_in_each_step(every: int, tmp_path: Path) -> None:
    path = tmp_path / "store" / "parley.db"
    make_first_version(path, 10)
    with closing(sqlite3.connect(path)) as store:  # as the first version kept it
        store.execute("PRAGMA journal_mode=WAL")
    before = hashlib.sha256(path.read_bytes()).hexdigest()
    for step in count(1, every):
        async with AsyncExitStack() as closing_store:
            failure: UserError | None = None
            with _failing(step) as seen:
                try:
                    database = await closing_store.enter_async_context(Database.open(path))
                except UserError as error:
                    failure = error
            if failure is None:
                assert len(seen) < step
                found = await MessageStore(database).all_of("s")
                break
        assert failure.code == "store_not_migrated"
        assert "Your data was not changed" in failure.message
        assert hashlib.sha256(path.read_bytes()).hexdigest() == before, f"step {step}: {seen[-1]}"
        log = path.with_name("parley.db-wal")
        assert not log.exists() or not log.stat().st_size
    assert step > 10, "there were many steps"
    assert len(found) == 20
    assert_invariants(path.parent)
