"""What tells a chat file that was lost from one that was never filled."""

from pathlib import Path

import pytest

from desktop_app.store import tally
from desktop_app.store.files import log_of
from desktop_app.store.tally import Tally, is_lost, read_tally, tally_file, write_tally


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "parley.db"


def test_a_file_that_is_gone_or_empty_is_lost_where_there_were_sessions(file: Path) -> None:
    assert not is_lost(file)
    write_tally(file, Tally(sessions=1))
    assert is_lost(file)
    file.touch()
    assert is_lost(file)
    file.write_bytes(b"SQLite")
    assert not is_lost(file)


def test_a_log_without_its_file_tells_as_well(file: Path) -> None:
    log_of(file).write_bytes(b"log")
    assert is_lost(file)


@pytest.mark.parametrize("step", ["has_bytes", "read_tally"])
def test_a_file_that_is_made_while_one_looks_is_not_lost(
    file: Path, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    look = getattr(tally, step)

    def made_by_another(database: Path) -> object:
        file.write_bytes(b"SQLite")
        log_of(file).write_bytes(b"log")
        tally_file(file).write_text('{"sessions": 1, "messages": 2}')
        return look(database)

    monkeypatch.setattr(tally, step, made_by_another)
    assert not is_lost(file)
    assert read_tally(file) == Tally(sessions=1, messages=2)
