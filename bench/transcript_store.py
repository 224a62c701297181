"""Sessions to open: questions and answers of several lengths, some with code and tables."""

import sqlite3
from contextlib import closing
from pathlib import Path

from desktop_app.services.services import Services
from desktop_app.store.texts import text_columns

PASSAGE = """## A river

Water falls on **high ground** and finds its way down; *slowly* at first, then as a stream. A few things to know:

1. It begins at a `source`.
2. It takes in smaller rivers.
   - Each of them has a valley of its own,
   - and a name.
3. It ends in a lake or the sea.

```python
def flow(height: float, length: float) -> float:
    \"\"\"Return the mean slope, in metres for each kilometre.\"\"\"
    return height / (length / 1000)
```

| river | length |
|---|---|
| Nile | 6,650 km |
| Danube | 2,850 km |

"""
_WORDS = "Some **words** about `things`, long enough to take a line or two of the column. "
_MOMENT = 1_760_000_000_000_000
_ADD = """INSERT INTO messages (session_id, parent_id, role, content, content_hash, cjk, status, persona, engine,
    created_at, metadata) VALUES (?, ?, ?, ?, ?, ?, 'complete', ?, ?, ?, '{}')"""
_SHOW = "UPDATE sessions SET active_leaf_id = ?, message_count = ?, query_count = ? WHERE id = ?"


def words_of(number: int) -> str:
    """Return what a message says."""
    return f"{number}: {PASSAGE}" if number % 10 == 0 else f"{number}: {_WORDS * (number % 7 + 1)}"


async def talked(services: Services, file: Path, count: int) -> str:
    """Make a session with so many messages; return its id."""
    session = (await services.sessions.create(services.user_id, name=f"{count:,} messages")).session
    with closing(sqlite3.connect(file)) as store, store:
        ((last,),) = store.execute("SELECT coalesce(max(id), 0) FROM messages")
        rows = []
        for number in range(1, count + 1):
            parent = last + number - 1 if number > 1 else None
            role, *who = ("user", None, None) if number % 2 else ("assistant", session.persona, "builtin")
            rows.append((session.id, parent, role, *text_columns(words_of(number)).values(), *who, _MOMENT + number))
        if rows:
            store.executemany(_ADD, rows)
            store.execute(_SHOW, (last + count, count, count // 2, session.id))
    return session.id
