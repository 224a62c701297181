"""Statements that are compiled once for all stores of a kind.

An engine of SQLAlchemy compiles each statement that it meets for the first time and keeps it: where some thousand tests
open a store each, that is a tenth of their time.
"""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.util import LRUCache

_MOST = 2_000


class _Compiled(LRUCache[Any, Any]):
    """What engines keep by dialect and statement; any dialect of the same kind will do."""

    def get(self, key: Any, default: Any = None) -> Any:
        return super().get(_of_kind(key), default)

    def __setitem__(self, key: Any, value: Any) -> None:
        super().__setitem__(_of_kind(key), value)


def _of_kind(key: tuple[object, ...]) -> tuple[object, ...]:
    return type(key[0]), *key[1:]


class CompiledOnce:
    """Makes engines that share what they compile."""

    def __init__(self) -> None:
        self._compiled = _Compiled(_MOST)

    def create_async_engine(self, url: str, **options: Any) -> AsyncEngine:
        """Do what SQLAlchemy's function of that name does."""
        engine = create_async_engine(url, **options)
        engine.sync_engine._compiled_cache = self._compiled
        return engine
