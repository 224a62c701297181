"""The end of the desktop's session: what is written is stored before the desktop goes on, as it may not ask again."""

import asyncio
import time
from collections.abc import Callable, Coroutine
from typing import Any

from PySide6 import QtCore
from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QGuiApplication

from desktop_app.ui.tasks import Tasks

SECONDS = 2.0
"""How long the desktop is kept waiting; some end a program that takes longer."""
_NAME = "save before the session ends"
_STEP_MS = 50


class SessionEnd(QObject):
    """Answers end, and the window closes, when the desktop says so after this: the end may still be called off."""

    def __init__(self, save: Callable[[], Coroutine[Any, Any, None]], tasks: Tasks, parent: QObject) -> None:
        """Wait for `save`, which has to be short."""
        super().__init__(parent)
        self._save: Callable[[], Coroutine[Any, Any, None]] | None = save
        self._tasks = tasks
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.commitDataRequest.connect(self.save_now)

    def close(self) -> None:
        """Let go of what there was to store: it has been, and its window is not kept for that."""
        application = QGuiApplication.instance()
        if self._save is not None and isinstance(application, QGuiApplication):
            application.commitDataRequest.disconnect(self.save_now)
        self._save = None

    @Slot()
    def save_now(self) -> None:
        """Return when all is stored, or time is up; inside another task only begin, as none may wait for another."""
        if self._save is None:
            return
        self._tasks.start(self._save(), name=_NAME)
        end = time.monotonic() + SECONDS
        while asyncio.current_task() is None and self._tasks.is_running(_NAME) and time.monotonic() < end:
            QGuiApplication.processEvents(QtCore.QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents, _STEP_MS)
