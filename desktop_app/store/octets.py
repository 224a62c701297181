"""How many bytes a text takes, in the words of each database."""

from typing import Any

from sqlalchemy import Integer
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class octets(FunctionElement[int]):  # noqa: N801  a function in SQL
    """The bytes of a text in UTF-8."""

    type = Integer()
    inherit_cache = True


@compiles(octets)
def _octet_length(element: octets, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401  SQLAlchemy's own
    return f"octet_length({compiler.process(element.clauses, **options)})"


@compiles(octets, "sqlite")
def _length_of_blob(element: octets, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401  SQLAlchemy's own
    # octet_length() is newer than the oldest SQLite that Parley runs on.
    return f"length(CAST({compiler.process(element.clauses, **options)} AS BLOB))"
