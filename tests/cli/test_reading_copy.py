"""A data folder in which nothing can be written: what only reads does so all the same, and leaves nothing behind."""

import json
import os
import shutil
import sqlite3
from pathlib import Path

import pytest

from desktop_app.app import main
from desktop_app.cli import reading_copy
from desktop_app.network import guard
from desktop_app.network.ledger import Ledger


def contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.rglob("*") if file.is_file()}


@pytest.fixture(autouse=True)
def in_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out what a process does that is Parley's alone: watch each connection, and log, to its very end."""
    monkeypatch.setattr(guard, "standing_guard", lambda: guard.Guard(Ledger()))
    monkeypatch.setattr("desktop_app.log.start_log", lambda folder: None)


@pytest.fixture
def copies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where copies are made, instead of in memory."""
    folder = tmp_path / "memory"
    folder.mkdir()
    monkeypatch.setattr(reading_copy, "_IN_MEMORY", folder)
    return folder


@pytest.fixture
def archive(tmp_path: Path, copies: Path) -> Path:
    """A data folder with a session, the last message of which is in the log alone, as after a kill."""
    folder = tmp_path / "archive"
    assert main(["chat", "What is 6 * 7?", "--session", "s", "--data-dir", str(folder)]) == 0
    with sqlite3.connect(folder / "parley.db") as store:
        store.execute("UPDATE sessions SET name = 'Sums'")
        store.commit()
        shutil.copytree(folder, tmp_path / "killed")
    store.close()
    assert (tmp_path / "killed" / "parley.db-wal").stat().st_size
    return tmp_path / "killed"


def only_readable(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    allowed = os.access
    refuse = lambda path, mode: not mode & os.W_OK if Path(path) == folder else allowed(path, mode)  # noqa: E731
    monkeypatch.setattr("os.access", refuse)


def test_what_only_reads_does_so_where_nothing_can_be_written(
    archive: Path, copies: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = contents(archive)
    only_readable(archive, monkeypatch)
    capsys.readouterr()
    assert main(["sessions", "list", "--json", "--data-dir", str(archive)]) == 0
    shown = capsys.readouterr()
    (session,) = json.loads(shown.out)["sessions"]
    assert (session["name"], session["message_count"]) == ("Sums", 2), "what the log alone holds is there"
    assert f"Nothing can be written in {archive}" in shown.err
    assert main(["chat", "Hello", "--data-dir", str(archive)]) == 1
    assert "sessions list" in capsys.readouterr().err
    assert contents(archive) == before
    assert list(copies.iterdir()) == []


def test_where_the_disk_is_full_what_only_reads_needs_none_of_it(
    archive: Path, copies: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = contents(archive)
    usage = shutil.disk_usage(archive)
    full = type(usage)(usage.total, usage.total, 0)
    monkeypatch.setattr("shutil.disk_usage", lambda folder: full if Path(folder) == archive else usage)
    assert main(["search", "sums", "--json", "--data-dir", str(archive)]) == 0
    assert "Nothing can be written" in capsys.readouterr().err
    assert contents(archive) == before
