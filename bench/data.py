"""Makes data folders to measure on."""

import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

ROOT = Path(__file__).parents[1]
_HOUR = 3_600_000_000


def fill(data_dir: Path, sessions: int) -> str:
    """Let Parley make a data folder, then put that many sessions of a few hundred days into it; return the user."""
    command = [sys.executable, str(ROOT / "main.py"), "--data-dir", str(data_dir), "sessions", "create", "--json"]
    made = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    with closing(sqlite3.connect(data_dir / "parley.db")) as store, store:
        columns = [row[1] for row in store.execute("PRAGMA table_info(sessions)")]
        (example,) = store.execute("SELECT * FROM sessions").fetchall()
        row = dict(zip(columns, example, strict=True))
        names = ", ".join(columns)
        marks = ", ".join(f":{column}" for column in columns)
        store.executemany(
            f"INSERT INTO sessions ({names}) VALUES ({marks})",
            (_like(row, number) for number in range(1, sessions)),
        )
        if not sessions:
            store.execute("DELETE FROM sessions")
    return str(made["user_id"])


def _like(row: dict[str, object], number: int) -> dict[str, object]:
    """Return a row like that of a used session, some hours older than the one before."""
    moment = int(str(row["created_at"])) - number % 700 * _HOUR
    return row | {
        "id": f"session-{number:06}",
        "name": None,
        "name_key": None,
        "title": f"What I asked on occasion {number}",
        "preview": f"And that is how occasion {number} ended, in a line or so of text.",
        "default_of": None,
        "created_at": moment,
        "last_activity_at": moment,
    }
