"""Importing the window's modules in steps, on the thread that Qt is on.

No other thread may do it: each class derived from one of Qt's is entered in a table of PySide's that the window's
thread reads without a lock, whenever something looks at a widget; screen readers do so all the time.
"""

import asyncio
import importlib
import sys
from collections.abc import Iterator
from importlib.abc import InspectLoader
from importlib.util import find_spec
from modulefinder import ModuleFinder
from types import CodeType

_WINDOW = "desktop_app.ui."


async def import_in_steps(module: str) -> None:
    """Import a module of the window, and before it one by one those that it needs; the window lives meanwhile."""
    for name in await asyncio.to_thread(steps_to, module):
        importlib.import_module(name)
        await asyncio.sleep(0)


def steps_to(module: str) -> list[str]:
    """Return those modules of the window that are yet to be imported for `module`, each after those that it needs."""
    steps: dict[str, None] = {}
    seen = set(sys.modules)

    def visit(name: str) -> None:
        seen.add(name)
        for needed in _needed_by(name):
            if needed not in seen:
                visit(needed)
        steps[name] = None

    if module not in seen:
        visit(module)
    return list(steps)


def _needed_by(module: str) -> Iterator[str]:
    """Yield the modules of the window that are named by the imports of one, which is not run for it."""
    code = _code_of(module)
    for kind, what in ModuleFinder().scan_opcodes(code) if code is not None else ():
        if kind == "absolute_import" and what[1].startswith(_WINDOW):
            yield what[1]


def _code_of(module: str) -> CodeType | None:
    spec = find_spec(module)
    loader = None if spec is None else spec.loader
    return loader.get_code(module) if isinstance(loader, InspectLoader) else None
