"""Gives the built program a newer SQLite under the name of Python's own.

Releases before 3.51.3 can corrupt a file when two connections write or checkpoint at the same moment. The library is
there once: all that says `sqlite3`, drivers too, has this one, so that its errors are the errors that are caught. It is
loaded when it is asked for, and not before: the window's first paint needs none.
"""

import importlib
import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType

_NEWER = {"sqlite3": "sqlcipher3", "sqlite3.dbapi2": "sqlcipher3.dbapi2"}


class _NewerSqlite:
    """Finds and loads the modules of the one under the names of the other."""

    def find_spec(
        self, name: str, _path: Sequence[str] | None = None, _target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Tell the import system that these are found here."""
        return ModuleSpec(name, self) if name in _NEWER else None

    def create_module(self, _spec: ModuleSpec) -> None:
        """Leave the making of a module to the import system; it is replaced."""

    def exec_module(self, module: ModuleType) -> None:
        """Put the newer module in the place of the one that was asked for."""
        sys.modules[module.__name__] = importlib.import_module(_NEWER[module.__name__])


sys.meta_path.insert(0, _NewerSqlite())
