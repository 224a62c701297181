"""Reads every row that is left of a damaged file: first as SQLite finds them, then what it no longer finds."""

import mmap
import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

from desktop_app.store.salvage.pages import Pages, Row, Value
from desktop_app.store.salvage.shapes import Shape

PAGE_SIZE = 4096
"""What SQLite has given every new file since 2016, and thus each of ours."""
_CHUNK = 500
_FEW = {"attachment_contents": 1, "persona_assets": 1}
"""Rows at once of tables whose rows are large."""
_MOST_FAILURES = 20_000
"""Ranges of one table that may turn out unreadable before SQLite is no longer asked."""
_OWN_FIELDS = bytes.fromhex("53514c69746520666f726d61742033001000010100402020")

Found = tuple[Shape, int, Row]
"""A row: its table, its number, its values in the order of the table's columns."""


def mend_header(file: Path) -> None:
    """Give a copy the header of one of our files, and whole pages; nothing of the header is needed to read rows."""
    with file.open("r+b") as opened:
        size = opened.seek(0, 2)
        pages = -(-size // PAGE_SIZE)
        opened.truncate(pages * PAGE_SIZE)
        header = bytearray(100)
        header[: len(_OWN_FIELDS)] = _OWN_FIELDS
        # Of version 1 of the change counter: what follows is believed when both counters agree.
        for place, value in (
            (24, 1),
            (28, pages),
            (40, 1),
            (44, 4),
            (56, 1),
            (92, 1),
            (96, sqlite3.sqlite_version_info[1]),
        ):
            header[place : place + 4] = value.to_bytes(4)
        opened.seek(0)
        opened.write(header)


def is_sound(file: Path) -> bool:
    """Tell whether SQLite has nothing to say against a file that nobody else uses."""
    try:
        with closing(_open(file)) as store:
            return store.execute("PRAGMA quick_check(1)").fetchall() == [("ok",)]
    except sqlite3.Error:
        return False


def rows_of(file: Path, shapes: Sequence[Shape]) -> Iterator[Found]:
    """Return all rows of a copy that nobody else uses, each once."""
    seen: dict[str, set[int]] = {shape.table: set() for shape in shapes}
    with closing(_open(file)) as store:
        for shape in shapes:
            for number, row in _table_rows(store, shape):
                seen[shape.table].add(number)
                yield shape, number, row
    if file.stat().st_size < PAGE_SIZE:
        return
    with file.open("rb") as opened, mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ) as content:
        view = memoryview(content)
        pages = Pages(view, PAGE_SIZE)
        yield from _unseen_rows(pages, shapes, seen)
        pages.release()
        view.release()


def _open(file: Path) -> sqlite3.Connection:
    store = sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
    store.text_factory = lambda content: content.decode("utf-8", "replace")
    store.execute("PRAGMA trusted_schema=OFF")
    return store


def _table_rows(store: sqlite3.Connection, shape: Shape) -> Iterator[tuple[int, Row]]:
    """Return what SQLite reads of a table, around the pages that it cannot read."""
    try:
        there = [name for _place, name, *_more in store.execute(f'PRAGMA table_info("{shape.table}")')]
    except sqlite3.Error:
        return
    if not there or there != [column.name for column in shape.columns[: len(there)]]:
        return
    # What this version of the table does not have yet is at its end.
    shape = Shape(shape.table, shape.columns[: len(there)])
    columns = ", ".join(f'"{name}"' for name in there)
    limit = _FEW.get(shape.table, _CHUNK)
    statement = f'SELECT rowid, {columns} FROM "{shape.table}" WHERE rowid BETWEEN ? AND ? ORDER BY rowid LIMIT {limit}'  # noqa: S608  names of our own
    failures = 0
    ranges = [(0, _highest(store, shape.table))]
    while ranges and failures < _MOST_FAILURES:
        low, high = ranges.pop()
        try:
            found = store.execute(statement, (low, high)).fetchall()
        except (sqlite3.Error, OverflowError):
            failures += 1
            middle = (low + high) // 2
            if low < high:
                # The lower half is next: it is popped first.
                ranges += [(middle + 1, high), (low, middle)]
            continue
        for values in found:
            yield values[0], _without_number(shape, values[1:])
        if len(found) == limit:
            ranges.append((found[-1][0] + 1, high))


def _without_number(shape: Shape, values: Sequence[Value]) -> Row:
    """Return a row as pages hold it."""
    return [None if column.is_rowid else value for column, value in zip(shape.columns, values, strict=True)]


def _highest(store: sqlite3.Connection, table: str) -> int:
    """Return the highest number that a row of the table may have."""
    for statement, parameters in (
        (f'SELECT max(rowid) FROM "{table}"', ()),  # noqa: S608  a name of our own
        ("SELECT max(seq) FROM sqlite_sequence WHERE name = ?", (table,)),
    ):
        try:
            ((highest,),) = store.execute(statement, parameters).fetchall()
        except sqlite3.Error:
            continue
        if isinstance(highest, int):
            return highest
    return 2**20


def _unseen_rows(pages: Pages, shapes: Sequence[Shape], seen: dict[str, set[int]]) -> Iterator[Found]:
    """Return rows of pages that nothing leads to any more. All rows of a page are of one table."""
    for rows in pages.leaves():
        votes = Counter(_guess(shapes, row) for _number, row in rows)
        del votes[None]
        if not votes:
            continue
        ((index, _count),) = votes.most_common(1)
        if index is None:
            continue
        shape = shapes[index]
        for number, row in rows:
            if number not in seen[shape.table] and len(row) <= len(shape.columns):
                seen[shape.table].add(number)
                yield shape, number, row


def _guess(shapes: Sequence[Shape], row: Row) -> int | None:
    return next((index for index, shape in enumerate(shapes) if shape.fits(row)), None)
