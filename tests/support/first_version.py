"""Chat files as the first version left them, made by the first version's own migration."""

from pathlib import Path

from sqlalchemy import create_engine

from desktop_app.store import migrating


def make_first_version(path: Path, exchanges: int, session_id: str = "s", user_id: str = "ada") -> None:
    """Make a file of the first version with one session of so many questions `q1?` … and their answers."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        migrating.upgrade(connection, "0001")
        connection.exec_driver_sql(
            """INSERT INTO sessions VALUES (?, ?, 'default_assistant', 'Old', 'old', 'q1?', 'window', 0,
               0, 1, 1, NULL, NULL, NULL, NULL, ?, ?, ?, '', '{}', '{}')""",
            (session_id, user_id, 2 * exchanges, 2 * exchanges, exchanges),
        )
        rows = []
        for number in range(1, exchanges + 1):
            rows.append((2 * number - 1, session_id, 2 * number - 2 or None, "user", f"q{number}?"))
            rows.append((2 * number, session_id, 2 * number - 1, "assistant", f"Answer {number}: {'ä🙂 ' * 40}"))
        connection.exec_driver_sql(
            """INSERT INTO messages (id, session_id, parent_id, role, content, status, created_at, metadata)
               VALUES (?, ?, ?, ?, ?, 'complete', 1, '{}')""",
            rows,
        )
    engine.dispose()
    path.chmod(0o600)
