"""Rows that are stored unless they are there already, in the words of each database."""

from typing import TYPE_CHECKING, Union

from sqlalchemy import Table
from sqlalchemy.dialects import sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql

    Upsert = Union[sqlite.Insert, postgresql.Insert]  # noqa: UP007  a name that stands in quotes


def upsert(connection: AsyncConnection, table: Table) -> "Upsert":
    """Return an insert that can say what is to happen to a row that is there already."""
    if connection.dialect.name == "sqlite":
        return sqlite.insert(table)
    from sqlalchemy.dialects import postgresql  # loaded already where it is used

    return postgresql.insert(table)
