"""The one place where every failure ends: said to the user when expected, logged and said quietly when a bug."""

import asyncio
import logging
import sys
import traceback
from types import TracebackType
from typing import Any

from PySide6.QtCore import QObject, Signal

from desktop_app.domain.errors import UserError

_log = logging.getLogger(__name__)


class Failures(QObject):
    """Collects failures from tasks, from the event loop and from plain slots."""

    met = Signal(str, str)
    """A sentence for the user about a bug, and details to copy."""
    refused = Signal(object)
    """A `UserError`: a failure that was expected, and can be told in its own words."""

    def report(self, error: BaseException) -> None:
        """Tell the user about `error`."""
        if isinstance(error, UserError):
            _log.info("Refused: %s", error.code)
            self.refused.emit(error)
            return
        # The traceback names files and lines; what the exception says could hold a user's words, so it stays out.
        _log.error("Bug: %s\n%s", type(error).__name__, "".join(traceback.format_tb(error.__traceback__)))
        details = "".join(traceback.format_exception(error))
        self.met.emit("Something went wrong. What was stored is safe; you can go on.", details)

    def install(self, loop: asyncio.AbstractEventLoop) -> None:
        """Take over what asyncio and Qt's slots would print."""
        loop.set_exception_handler(self._on_loop_exception)
        sys.excepthook = self._on_exception

    def uninstall(self) -> None:
        """Give back `sys.excepthook`."""
        sys.excepthook = sys.__excepthook__

    def _on_loop_exception(self, _loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        error = context.get("exception")
        self.report(error if isinstance(error, BaseException) else RuntimeError(context.get("message", "unknown")))

    def _on_exception(self, _kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
        if isinstance(error, KeyboardInterrupt):
            sys.__excepthook__(_kind, error, _trace)
            return
        self.report(error)
