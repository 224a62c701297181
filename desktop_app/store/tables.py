"""What the tables share: their collection, and the types of their columns."""

from datetime import datetime

from sqlalchemy import BigInteger, Column, Dialect, Integer, MetaData, TypeDecorator

from desktop_app.store.exact_text import ExactText
from desktop_app.store.moments import microseconds, moment_from


class UtcMicroseconds(TypeDecorator[datetime]):
    """A moment, stored as whole microseconds since 1970 in UTC."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """Turn a timezone-aware moment into microseconds."""
        return None if value is None else microseconds(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        """Turn microseconds into a moment in UTC, the first or the last one for what lies outside all calendars."""
        return None if value is None else moment_from(value)


# 64 bits everywhere; SQLite numbers rows by itself only for a column of exactly this type.
NUMBER = BigInteger().with_variant(Integer, "sqlite")


def key_of_persona(name: str = "persona") -> tuple[Column[str], Column[str]]:
    """Return the columns that a persona of a user is known by; users never see each other's."""
    return Column("user_id", ExactText, primary_key=True), Column(name, ExactText, primary_key=True)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)
