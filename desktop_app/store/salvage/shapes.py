"""What the rows of each table look like, so that a row can be told to be of a table."""

import sqlite3
from dataclasses import dataclass

from desktop_app.store.salvage.pages import Gap, Row

_KINDS: dict[str, tuple[type, ...]] = {
    "TEXT": (str,),
    "JSON": (str,),
    "BLOB": (bytes, str),
    "INTEGER": (int,),
    "BIGINT": (int,),
    "BOOLEAN": (int,),
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its declared type, whether it must hold something, and what it holds where nothing was given."""

    name: str
    type: str
    required: bool
    is_rowid: bool
    can_be_absent: bool

    def fits(self, value: object) -> bool:
        """Tell whether a stored value can be of this column."""
        if self.is_rowid:
            return value is None
        if value is None:
            return not self.required
        return isinstance(value, _KINDS.get(self.type, (int, float, str, bytes)))


@dataclass(frozen=True, slots=True)
class Shape:
    """A table's columns, in the order in which its rows hold them."""

    table: str
    columns: tuple[Column, ...]

    def fits(self, row: Row) -> bool:
        """Tell whether a row can be of this table; columns that came later may be absent at its end."""
        absent = self.columns[len(row) :]
        return (
            0 < len(row) <= len(self.columns)
            and all(column.can_be_absent for column in absent)
            and row[0] is not Gap.LOST
            and all(value is Gap.LOST or column.fits(value) for column, value in zip(self.columns, row, strict=False))
        )

    def named(self, number: int, row: Row) -> dict[str, object]:
        """Return the values of a row by their columns; those that its version of the table did not have are absent."""
        values: dict[str, object] = {
            column.name: None if value is Gap.LOST else value
            for column, value in zip(self.columns, row, strict=False)
            if not column.is_rowid
        }
        return values | {column.name: number for column in self.columns if column.is_rowid}


def shapes_of(store: sqlite3.Connection) -> list[Shape]:
    """Return the shapes of a store's own tables, those of most columns first: they are the hardest to mistake."""
    found = store.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '%\\_fts%'"
        " ESCAPE '\\' AND name <> 'alembic_version'"
    ).fetchall()
    shapes = [Shape(name, _columns(store, name)) for (name,) in found]
    return sorted(shapes, key=lambda shape: -len(shape.columns))


def _columns(store: sqlite3.Connection, table: str) -> tuple[Column, ...]:
    return tuple(
        Column(
            name,
            kind,
            required=bool(required or key),
            is_rowid=kind == "INTEGER" and bool(key),
            can_be_absent=not required or default is not None,
        )
        for _place, name, kind, required, default, key in store.execute(f'PRAGMA table_info("{table}")')
    )
