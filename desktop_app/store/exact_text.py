"""Text that every database gives back as it was stored, and compares byte by byte."""

import re
from typing import Any

from sqlalchemy import Column, Dialect, Text, TypeDecorator
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import GenericTypeCompiler

# PostgreSQL has no NUL in a text: it is written as DLE 0, and DLE itself twice.
_ESCAPED = re.compile("\x10(.)", re.DOTALL)
_MEANING = {"0": "\0"}


def escaped(value: str) -> str:
    """Return `value` as PostgreSQL can hold it; what differs still differs, and begins alike where it did."""
    if "\0" not in value and "\x10" not in value:
        return value
    return value.replace("\x10", "\x10\x10").replace("\0", "\x100")


def unescaped(value: str) -> str:
    """Return what `escaped` was given."""
    return _ESCAPED.sub(lambda found: _MEANING.get(found[1], found[1]), value) if "\x10" in value else value


class _EscapedText(TypeDecorator[str]):
    """Any text at all, in a database that has no NUL."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Escape what the database cannot hold."""
        return None if value is None else escaped(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        """Turn it back."""
        return None if value is None else unescaped(value)


ExactText = Text().with_variant(_EscapedText(), "postgresql")
"""Any text at all."""


@compiles(Text, "postgresql")
def _bytewise(element: Text, compiler: GenericTypeCompiler, **options: Any) -> str:  # noqa: ANN401  SQLAlchemy's own
    """Give columns the order that SQLite has, whatever language the server was set up for."""
    column = options.get("type_expression")
    made = isinstance(column, Column) and element.collation is None
    return 'TEXT COLLATE "C"' if made else str(compiler.visit_TEXT(element, **options))
