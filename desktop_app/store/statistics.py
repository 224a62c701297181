"""Statistics over one user's sessions."""

from collections.abc import Mapping

from sqlalchemy import case, func, select

from desktop_app.store.database import Database
from desktop_app.store.schema import sessions


async def session_statistics(database: Database, user_id: str) -> Mapping[str, int]:
    """Return how many sessions and messages a user has; what is in the trash counts apart."""
    trashed, archived = sessions.c.trashed_at.is_not(None), sessions.c.archived_at.is_not(None)
    statement = select(
        func.coalesce(func.sum(case((trashed | archived, 0), else_=1)), 0).label("active_sessions"),
        func.coalesce(func.sum(case((archived & ~trashed, 1), else_=0)), 0).label("archived_sessions"),
        func.coalesce(func.sum(case((trashed, 1), else_=0)), 0).label("trashed_sessions"),
        func.coalesce(func.sum(case((sessions.c.temporary & ~trashed, 1), else_=0)), 0).label("temporary_sessions"),
        func.coalesce(func.sum(case((sessions.c.pinned & ~trashed, 1), else_=0)), 0).label("pinned_sessions"),
        func.count().label("total_sessions"),
        func.coalesce(func.sum(case((trashed, 0), else_=sessions.c.message_count)), 0).label("total_messages"),
        func.coalesce(func.sum(case((trashed, 0), else_=sessions.c.query_count)), 0).label("total_queries"),
    ).where(sessions.c.user_id == user_id)
    async with database.reading() as connection:
        row = (await connection.execute(statement)).one()
        return {name: int(count) for name, count in row._mapping.items()}  # noqa: SLF001  SQLAlchemy's public name
