"""At whatever moment a repair is cut off, the old file or the new one is there, and the other beside it."""

import os
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from desktop_app.store.database import Database
from desktop_app.store.salvage import salvage as module
from desktop_app.store.salvage import swap
from desktop_app.store.salvage.salvage import salvage
from desktop_app.store.tally import Tally, read_tally
from tests.support.invariants import assert_invariants
from tests.support.stores import make_store

NOW = datetime(2026, 8, 23, 12, tzinfo=UTC)


class PowerFailureError(BaseException):
    """Nothing that could be handled."""


@pytest.fixture
def damaged(tmp_path: Path) -> Path:
    path = tmp_path / "store" / "parley.db"
    make_store(path, 60, sessions=3)
    with path.open("r+b") as file:
        file.write(bytes(100))
    return path


def _steps(monkeypatch: pytest.MonkeyPatch, stop_at: int) -> list[str]:
    """Let the power fail before the step of that number, of all that change what is in the folder."""
    done: list[str] = []

    def counted(name: str, step: Callable[..., Any]) -> Callable[..., Any]:
        def count(*arguments: Any, **named: Any) -> Any:
            if len(done) == stop_at:
                raise PowerFailureError
            done.append(name)
            return step(*arguments, **named)

        return count

    monkeypatch.setattr(os, "link", counted("link", os.link))
    monkeypatch.setattr(Path, "replace", counted("replace", Path.replace))
    monkeypatch.setattr(Path, "unlink", counted("unlink", Path.unlink))
    for name in ("sync_file", "sync_folder", "_remove_log"):
        monkeypatch.setattr(swap, name, counted(name, getattr(swap, name)))
    return done


@pytest.mark.parametrize("stop_at", range(14))
async def test_the_power_fails_at_every_step(
    damaged: Path, stop_at: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    content = damaged.read_bytes()
    with monkeypatch.context() as power:
        done = _steps(power, stop_at)
        # A process that is killed clears nothing up.
        power.setattr(shutil, "rmtree", lambda *_arguments, **_named: None)
        try:
            salvage(damaged, "ada", NOW)
        except PowerFailureError:
            assert len(done) == stop_at
        else:
            assert stop_at >= 10, "every step was tried"
    for lock in damaged.parent.glob("*.lock"):
        lock.unlink()  # as the system does for a process that is gone
    assert damaged.exists(), "never nothing"
    if damaged.read_bytes() == content:
        salvage(damaged, "ada", NOW)
    async with Database.open(damaged):
        pass
    assert content in [file.read_bytes() for file in damaged.parent.glob("parley.damaged-*.db")]
    assert read_tally(damaged) == Tally(3, 60, newest=60)
    assert not list(damaged.parent.glob("*.recovered-*"))
    assert not list(damaged.parent.glob("*.repair"))
    assert_invariants(damaged.parent)


async def test_a_file_that_was_put_there_meanwhile_is_not_replaced(
    damaged: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(swap, "finish_swap", lambda _database: None)
    salvage(damaged, "ada", NOW)
    monkeypatch.undo()
    assert list(damaged.parent.glob("*.recovered-*"))
    make_store(tmp_path / "other" / "parley.db", 20, sessions=2)
    (tmp_path / "other" / "parley.db").replace(damaged)
    before = damaged.read_bytes()
    async with Database.open(damaged):
        pass
    assert damaged.read_bytes() == before


def test_a_store_in_use_is_left_alone(damaged: Path) -> None:
    from desktop_app.domain.errors import UserError
    from desktop_app.store.locks import try_lock

    lock = try_lock(damaged.with_suffix(".lock"))
    assert lock is not None
    try:
        with pytest.raises(UserError, match="salvage_in_use"):
            module.salvage(damaged, "ada", NOW)
    finally:
        lock.release()
