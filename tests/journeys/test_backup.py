"""Snapshots from the command line: made, listed, verified."""

import shutil
import stat
from pathlib import Path

import pytest

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


@pytest.mark.timeout(300)  # many commands, one after the other, on a computer that may be busy
def test_backup_wipe_restore(data_dir: Path, tmp_path: Path) -> None:
    ask(data_dir, "--user", "ada", "chat", "My name is Ada 茶", "--name", "First")
    ask(data_dir, "--user", "grace", "chat", "Mine alone")
    before = _said(data_dir, "ada", "grace")
    file = Path(ask(data_dir, "backup", "create", "--out", str(tmp_path / "mine.db"))["snapshot"]["file"])
    shutil.rmtree(data_dir)
    report = ask(data_dir, "backup", "restore", str(file))
    assert (report["sessions_added"], report["messages_added"], report["skipped"]) == (2, 4, [])
    assert report["users"] == {"ada": 1, "grace": 1}
    assert report["snapshot_before"]["reason"] == "restore"
    assert _said(data_dir, "ada", "grace") == before
    assert ask(data_dir, "backup", "restore", str(file))["messages_added"] == 0
    told_to_ada = run(data_dir, "--user", "ada", "backup", "restore", str(file)).out
    assert "For the profile “grace”: 1 session, shown with --user." in told_to_ada, "her list does not show it"
    assert "“ada”" not in told_to_ada
    assert_invariants(data_dir)
    assert ask(data_dir, "doctor")["healthy"]


def test_a_session_deleted_for_good_comes_back_on_demand_alone(data_dir: Path) -> None:
    session_id = ask(data_dir, "chat", "Hello")["session_id"]
    file = ask(data_dir, "backup", "create")["snapshot"]["file"]
    before = _said(data_dir)
    ask(data_dir, "sessions", "delete", session_id)
    assert ask(data_dir, "sessions", "list")["count"] == 0
    assert "1 session and 2 messages" in run(data_dir, "backup", "restore", file).out
    assert _said(data_dir) == before
    assert_invariants(data_dir)


@pytest.mark.parametrize("loss", ["all", "chat file", "damaged"])
def test_a_loss_is_made_good_for_the_one_who_had_it(data_dir: Path, tmp_path: Path, loss: str) -> None:
    """Nobody chose a name for the profile: with all else lost it is found by what the snapshot says."""
    ask(data_dir, "chat", "Hello")
    out = str(tmp_path / "mine.db")
    ask(data_dir, "backup", "create", "--out", out)
    before = _said(data_dir)
    if loss == "all":
        shutil.rmtree(data_dir)
    for file in data_dir.glob("parley.db*"):
        file.unlink() if loss == "chat file" else file.write_bytes(b"\xa5" * 9_000)
    report = ask(data_dir, "backup", "restore", out)
    assert report["sessions_added"] == 1
    assert _said(data_dir) == before
    assert (data_dir / "parley.db").stat().st_size > 9_000
    if loss == "damaged":
        kept = [file for file in data_dir.rglob("*") if file.is_file() and file.read_bytes() == b"\xa5" * 9_000]
        assert kept, "what is left of the damaged file is kept"
    assert_invariants(data_dir)


def test_a_bad_snapshot_restores_nothing(data_dir: Path) -> None:
    ask(data_dir, "chat", "Hello")
    file = Path(ask(data_dir, "backup", "create")["snapshot"]["file"])
    file.write_bytes(file.read_bytes().replace(b"Hello", b"Hallo"))
    before = _said(data_dir)
    assert "changed" in told(run(data_dir, "backup", "restore", file.name))
    assert _said(data_dir) == before


def _said(data_dir: Path, *users: str) -> dict[str, object]:
    """Return what these users said in each session, or the one who is shown."""
    found: dict[str, object] = {}
    choices: list[list[str]] = [["--user", user] for user in users] or [[]]
    for words in choices:
        for session in ask(data_dir, *words, "sessions", "list")["sessions"]:
            history = ask(data_dir, *words, "sessions", "history", session["session_id"], "--all-branches")
            messages = [(each["role"], each["content"], each["timestamp"]) for each in history["messages"]]
            found[session["session_id"]] = (session["user_id"], session["name"], messages)
    return found
