"""One event loop for Qt and asyncio."""

import asyncio
import signal
import socket
import sys
import time
from collections import deque
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from contextvars import Context
from typing import Any, TypeVar

import qasync
from PySide6.QtCore import QSocketNotifier, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from desktop_app.domain.errors import UserError

_Result = TypeVar("_Result")


_THREADS = 8
_SIGNS = 4096
_WINDING_UP_SECONDS = 10
_PASS_SECONDS = 0.002


class EventLoop(qasync.QEventLoop):  # type: ignore[misc]  # qasync has no types
    """qasync's loop, with some things mended that it does otherwise than asyncio's own.

    No other thread ever does anything with Qt here, as qasync's own threads and signals would: PySide looks up its
    classes without a lock while the window's thread is in Qt, and dies when another thread does so too.
    """

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        self._application = application
        self.set_default_executor(ThreadPoolExecutor(_THREADS, "parley"))
        self._ended: object = 0
        """What Qt said when it ended its loop: 0 where it was asked to."""
        self._called: deque[asyncio.Handle] = deque()
        self._bell, self._heard = socket.socketpair()
        self._bell.setblocking(False)
        self._heard.setblocking(False)
        self._listener = QSocketNotifier(self._heard.fileno(), QSocketNotifier.Type.Read)
        self._listener.activated.connect(self._on_bell)

    def call_soon_threadsafe(
        self, callback: Callable[..., object], *args: object, context: Context | None = None
    ) -> asyncio.Handle:
        """Do something on this loop's thread; the only way in for other threads."""
        if self.is_closed():
            raise RuntimeError("Event loop is closed")
        handle = asyncio.Handle(callback, args, self, context=context)
        self._called.append(handle)
        with suppress(BlockingIOError):  # it rings already
            self._bell.send(b"!")
        return handle

    def _on_bell(self) -> None:
        with suppress(BlockingIOError):
            self._heard.recv(_SIGNS)
        for _ in range(len(self._called)):
            handle = self._called.popleft()
            if not handle.cancelled():
                handle._run()  # noqa: SLF001  as every loop of asyncio's does

    def close(self) -> None:
        """Let go of everything; threads that still work are waited for."""
        if not self.is_closed():
            super().close()
            self._listener.setEnabled(False)
            self._bell.close()
            self._heard.close()

    def call_later(
        self, delay: float, callback: Callable[..., object], *args: object, context: Context | None = None
    ) -> asyncio.Handle:
        """Do something after `delay` seconds.

        As qasync does, but without looking each time into what is called, which took a tenth of all work while an
        answer streamed.
        """
        handle: asyncio.Handle = self._add_callback(asyncio.Handle(callback, args, self, context=context), delay)
        return handle

    def run_forever(self) -> None:
        """Run until stopped, closing abandoned async generators on the way.

        Without these hooks every stream that is stopped early ends in “async generator ignored GeneratorExit”.
        """
        old = sys.get_asyncgen_hooks()
        sys.set_asyncgen_hooks(firstiter=self._asyncgen_firstiter_hook, finalizer=self._asyncgen_finalizer_hook)
        try:
            self._ended = super().run_forever()
        finally:
            sys.set_asyncgen_hooks(*old)

    def run_until_complete(self, future: Awaitable[_Result]) -> _Result:
        """Run until `future` is done.

        qasync handles the last events after it has let go of the loop: a task that is woken by one of them would find
        no running loop.
        """
        task = asyncio.ensure_future(future, loop=self)
        task.add_done_callback(self._on_done)
        try:
            self.run_forever()
            if self._ended and not task.done():
                self._wind_up(task)
        finally:
            task.remove_done_callback(self._on_done)
        asyncio._set_running_loop(self)  # noqa: SLF001  what asyncio offers to loops of other kinds
        try:
            self._application.processEvents()
        finally:
            asyncio._set_running_loop(None)  # noqa: SLF001
        if not task.done():
            raise RuntimeError("Event loop stopped before Future completed.")
        return task.result()

    def _wind_up(self, task: asyncio.Future[Any]) -> None:
        """Cancel what runs and let it end in order, though Qt has ended its loop: the screen has gone away.

        It ends the loop again in each pass, and complains each time, so that many are made and nothing is printed.
        Raises `UserError`.
        """
        task.cancel()
        end = time.monotonic() + _WINDING_UP_SECONDS
        said_by_qt = qInstallMessageHandler(lambda *_said: None)
        try:
            while not task.done() and time.monotonic() < end:
                self.run_forever()
                time.sleep(_PASS_SECONDS)
        finally:
            qInstallMessageHandler(said_by_qt)
        raise UserError("screen_lost")

    def _on_done(self, _task: object) -> None:
        self.stop()


def call_on_interrupt(action: Callable[[], object]) -> None:
    """Let Ctrl-C in the terminal, and a polite end of the desktop's session, do `action` on the running loop."""
    with suppress(NotImplementedError):  # Windows has no such handlers
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, action)
