"""Parley on a PostgreSQL database, as several desktops use it: commands, the window, and what is said when it fails."""

import json
import signal
import time
from pathlib import Path

import pytest

from tests.support.postgres import LOCKED, OPEN_SESAME, Cluster, in_own_loop
from tests.support.processes import ask, finish, run, start_soon, told


def settle(data_dir: Path, url: str) -> None:
    """Write the settings by hand, as their explanation says."""
    data_dir.mkdir(mode=0o700)
    settings = data_dir / "settings.toml"
    settings.write_text(f'user = "ada"\n[sessions]\nstorage_type = "postgresql"\ndb_url = {json.dumps(url)}\n')
    settings.chmod(0o600)


async def count(cluster: Cluster, url: str, table: str) -> int:
    connection = await cluster.connect(url.partition("?")[0].rpartition("/")[2])
    try:
        return int(await connection.fetchval(f"SELECT count(*) FROM {table}"))
    finally:
        await connection.close()


def test_two_desktops_share_what_is_said(tmp_path: Path, database_url: str) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    for desktop in (here, there):
        settle(desktop, database_url)
    answered = ask(here, "chat", "Where do walruses sleep?", "--name", "Animals")
    found = ask(there, "search", "walrus")
    assert {hit["session_id"] for hit in found["hits"]} == {answered["session_id"]}
    assert ask(there, "sessions", "history", answered["session_id"])["message_count"] == 2
    assert ask(there, "sessions", "delete", answered["session_id"])["erased"] is False
    assert ask(here, "sessions", "list")["count"] == 0
    checks = {check["name"]: check for check in ask(here, "doctor")["checks"]}
    assert checks["integrity"]["detail"].startswith("ok: postgresql://parley@")
    assert "PostgreSQL" in checks["server"]["detail"]
    assert not (here / "parley.db").exists(), "nothing of it is kept here"


def test_the_window_opens_on_it(tmp_path: Path, database_url: str, postgres: Cluster) -> None:
    settle(tmp_path / "data", database_url)
    process = start_soon(tmp_path / "data", environment={"QT_QPA_PLATFORM": "offscreen"})
    patience = time.monotonic() + 50
    while not in_own_loop(count(postgres, database_url, "sessions")):
        assert process.poll() is None, finish(process)
        assert time.monotonic() < patience
        time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    ended = finish(process)
    assert (ended.code, ended.out, ended.err) == (0, "", "")


@pytest.mark.parametrize(
    ("user", "expected"), [(f"{LOCKED}:wrong-secret", "refused the login"), ("ada", "cannot be reached")]
)
def test_what_fails_is_told_in_a_sentence_without_the_password(
    tmp_path: Path, database_url: str, user: str, expected: str
) -> None:
    url = database_url.replace("//parley@", f"//{user}@")
    if user == "ada":
        url = f"postgresql+asyncpg://ada:wrong-secret@/chats?host={tmp_path}"
    data_dir = tmp_path / "data"
    settle(data_dir, url)
    sentence = told(run(data_dir, "sessions", "list"))
    assert expected in sentence
    assert f'set storage_type = "sqlite" in {data_dir / "settings.toml"}' in sentence
    # And so it goes on with the local file.
    settings = data_dir / "settings.toml"
    settings.write_text(settings.read_text().replace('"postgresql"', '"sqlite"'))
    assert ask(data_dir, "chat", "hello")["success"]
    for file in data_dir.rglob("*"):
        if file.is_file() and file != settings:
            content = file.read_bytes()
            assert b"wrong-secret" not in content
            assert OPEN_SESAME.encode() not in content
