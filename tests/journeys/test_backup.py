"""Snapshots from the command line: made, listed, verified."""

import stat
from pathlib import Path

from tests.support.invariants import assert_invariants
from tests.support.processes import ask, run, told


def test_a_snapshot_is_made_listed_and_verified(data_dir: Path) -> None:
    ask(data_dir, "chat", "Hello")
    made = ask(data_dir, "backup", "create")
    assert made["created"]
    listed = ask(data_dir, "backup", "list")
    assert (listed["count"], listed["snapshots"]) == (1, [made["snapshot"]])
    (snapshot,) = listed["snapshots"]
    assert (snapshot["sessions"], snapshot["messages"], snapshot["reason"]) == (1, 2, "demand")
    assert snapshot["verified"]
    file = Path(snapshot["file"])
    assert file.parent == data_dir / "backups"
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert snapshot["schema"] in file.name
    assert "demand" in file.name
    for words in (str(file), file.name):
        verdict = ask(data_dir, "backup", "verify", words)
        assert verdict["verified"]
        assert verdict["problems"] == []
        assert verdict["time"] == snapshot["time"]
    assert not ask(data_dir, "backup", "create", "--daily")["created"], "there is one of today"
    assert_invariants(data_dir)


def test_what_is_wrong_with_a_snapshot_is_told_even_without_a_chat_file(data_dir: Path) -> None:
    ask(data_dir, "chat", "Hello")
    file = Path(ask(data_dir, "backup", "create")["snapshot"]["file"])
    whole = file.read_bytes()
    file.write_bytes(whole.replace(b"Hello", b"Hallo"))
    (data_dir / "parley.db").write_bytes(b"no database any more")
    ended = run(data_dir, "backup", "verify", file.name, "--json")
    assert (ended.code, ended.err) == (1, "")
    assert not ended.document["verified"]
    assert any("message 1" in problem for problem in ended.document["problems"])
    assert "NOT good" in run(data_dir, "backup", "verify", file.name).out
    assert ask(data_dir, "backup", "list")["count"] == 1
    file.write_bytes(whole[:5000])
    assert not ask(data_dir, "backup", "list")["snapshots"][0]["verified"]
    assert "backup list" in told(run(data_dir, "backup", "verify", "nothing.db"))


def test_a_snapshot_goes_where_it_is_asked_for(data_dir: Path, tmp_path: Path) -> None:
    ask(data_dir, "chat", "Hello")
    out = tmp_path / "mine.db"
    assert ask(data_dir, "backup", "create", "--out", str(out))["snapshot"]["file"] == str(out)
    assert ask(data_dir, "backup", "verify", str(out))["verified"]
    assert "mine.db" in told(run(data_dir, "backup", "create", "--out", str(out)))
    assert ask(data_dir, "backup", "list")["count"] == 0


def test_a_store_in_memory_has_no_snapshots(data_dir: Path) -> None:
    data_dir.mkdir(mode=0o700)
    (data_dir / "settings.toml").write_text('[sessions]\nstorage_type = "memory"\n')
    for words in ("create", "list"):
        ended = run(data_dir, "backup", words, "--json")
        assert ended.document["error"]["code"] == "backup_needs_file"
        assert "pg_dump" in told(run(data_dir, "backup", words))
    assert not ask(data_dir, "backup", "create", "--daily")["created"]
