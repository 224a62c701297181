"""The loop that the window runs on, for tests."""

import asyncio
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import SignalInstance
from PySide6.QtWidgets import QApplication

from desktop_app.ui.application import Application
from desktop_app.ui.event_loop import EventLoop


def qt_loop_factories() -> dict[str, Callable[[], Any]]:
    """Return what pytest-asyncio's hook of that name wants."""
    return {"qt": lambda: EventLoop(_application())}


def _application() -> QApplication:
    present = QApplication.instance()
    return present if isinstance(present, QApplication) else Application(["parley"])


async def emitted(signal: SignalInstance, seconds: float = 10) -> tuple[Any, ...]:
    """Wait until `signal` is emitted and return what it carried."""
    future: asyncio.Future[tuple[Any, ...]] = asyncio.get_running_loop().create_future()

    def on_emitted(*values: Any) -> None:
        if not future.done():
            future.set_result(values)

    signal.connect(on_emitted)
    try:
        return await asyncio.wait_for(future, seconds)
    finally:
        signal.disconnect(on_emitted)


async def until(condition: Callable[[], object], seconds: float = 10) -> None:
    """Wait until `condition` is true."""
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.01)
