"""The window's part of the composition root: paint it first, then bring it to life, and close it in order."""

import gc
import os
import sys
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.domain.errors import UserError
from desktop_app.instance.lock import WindowLock
from desktop_app.paths import Paths, glance

# Most imports stand inside functions: the window's first paint would wait for them.
if TYPE_CHECKING:
    import asyncio

    from desktop_app.cli.words import WindowWords
    from desktop_app.domain.clock import Clock
    from desktop_app.instance.listener import SocketListener
    from desktop_app.instance.pipe import PipeListener
    from desktop_app.instance.requests import Request
    from desktop_app.network.guard import Guard
    from desktop_app.services.salvage import SalvageService
    from desktop_app.services.services import Services
    from desktop_app.ui.application import Application
    from desktop_app.ui.failures import Failures
    from desktop_app.ui.main_window.view import MainWindow
    from desktop_app.ui.rescue import Rescue
    from desktop_app.ui.shell.shell import Shell

    Opening = AbstractAsyncContextManager[Services]
    Visit = Callable[[Shell, Services], Awaitable[None]]


def run_window(
    paths: Paths,
    words: "WindowWords",
    opening: "Callable[[Application, Guard], Opening]",
    salvage: "Callable[[], SalvageService]",
) -> int:
    """Show the window, open the services and wait until it is closed; return the exit code.

    Where a window is open on the same data folder, that one comes forward instead, unless it shall be out of the way.
    """
    gc.disable()  # what is made for the first paint stays: looking through it again and again would only delay that
    lock = WindowLock.take(paths.window_lock)
    if lock is None and (words.addresses or not words.minimised):
        from desktop_app.instance.client import raise_open_window

        lock = raise_open_window(paths.window_lock, paths.window_socket, words.addresses)
    if lock is None:
        return 0
    try:
        return _run_only_window(paths, words, opening, salvage)
    finally:
        lock.release()


def _run_only_window(
    paths: Paths,
    words: "WindowWords",
    opening: "Callable[[Application, Guard], Opening]",
    salvage: "Callable[[], SalvageService]",
) -> int:
    from desktop_app.ui.application import Application, check_display

    check_display()
    if sys.platform == "win32" and not getattr(sys, "frozen", False):
        import ctypes

        # The task bar would take the window for Python's; that of a package it knows by its program.
        ctypes.windll.shell32.SetCurrentProcessExplicitAppUserModelID("Parley")
    application = Application(["parley"])
    window = _painted_window(application, paths, minimised=words.minimised)
    # Only now: none of what follows is needed to paint. Up to here nothing has even imported sockets.
    from desktop_app.network.guard import standing_guard

    guard = standing_guard()
    import asyncio

    from desktop_app.log import start_log
    from desktop_app.ui.event_loop import EventLoop
    from desktop_app.ui.garbage import GarbageCollection

    start_log(paths.log)
    GarbageCollection(application)
    application.arrivals.take_in(words.addresses)
    application.commitDataRequest.connect(lambda: window.remember_place(paths.window))
    with asyncio.Runner(loop_factory=lambda: EventLoop(application)) as runner:
        lifecycle = WindowLifecycle(application, lambda: opening(application, guard), salvage, paths.data)
        while not runner.run(_run_listening(lifecycle, window, _listener(paths, application, window))):
            # Only a new window knows nothing of what was shown before the chat file was repaired.
            window.remember_place(paths.window)
            window.deleteLater()
            window = _painted_window(application, paths)
    window.remember_place(paths.window)
    return lifecycle.exit_code


def _painted_window(application: "Application", paths: Paths, *, minimised: bool = False) -> "MainWindow":
    """Return the window, on the screen and painted or out of the way, at the place that it had last time."""
    from desktop_app.ui.main_window.view import MainWindow

    theme, size, motion = (glance(paths.settings, key) for key in ("theme", "font_size", "reduced_motion"))
    application.set_theme(theme, _number(size), motion)
    window = MainWindow()
    window.return_to_place(paths.window)
    (window.showMinimized if minimised else window.show)()
    application.processEvents()
    return window


def _number(word: str) -> float:
    try:
        return float(word or 0)
    except ValueError:
        return 0  # a mistake that is told when the settings are read


async def _run_listening(
    lifecycle: "WindowLifecycle", window: "MainWindow", listener: "SocketListener | PipeListener"
) -> bool:
    """Do the work of a window, and listen to later starts until it is closed."""
    await listener.open()
    # At once: a start while the window is being closed waits for its end and opens one of its own.
    window.closed.connect(listener.close)
    try:
        return await lifecycle.run(window)
    finally:
        listener.close()


class WindowLifecycle:
    """What happens between the first paint and the end; in one window, or in several where the chats are repaired."""

    def __init__(
        self,
        application: "Application",
        opening: "Callable[[], Opening]",
        salvage: "Callable[[], SalvageService]",
        folder: Path,
        visit: "Visit | None" = None,
    ) -> None:
        """Go on until `visit` is over, or without one until the window is closed."""
        self._application = application
        self._opening = opening
        self._salvage = salvage
        self._folder = folder
        self._visit = visit
        self._trouble: UserError | None = None
        self.exit_code = 0

    async def run(self, window: "MainWindow") -> bool:
        """Bring a painted window to life; tell whether that was all, or another window has to go on."""
        import asyncio

        from desktop_app.ui.event_loop import call_on_interrupt
        from desktop_app.ui.failures import Failures
        from desktop_app.ui.imports import import_in_steps

        failures = Failures()
        failures.install(asyncio.get_running_loop())
        over = asyncio.Event()
        window.closed.connect(over.set)
        self._application.quit_requested.connect(window.close)
        call_on_interrupt(window.close)
        try:
            # In a thread and in steps, so that the window takes keys meanwhile.
            await asyncio.to_thread(_import_what_knows_no_qt)
            await import_in_steps("desktop_app.ui.shell.shell")
            gc.freeze()  # what is there by now stays: going through it takes the window's time for nothing
            from desktop_app.ui.rescue import Rescue

            rescue = Rescue(window, self._salvage, self._folder)
            return await self._use(window, failures, rescue, over)
        finally:
            self._application.quit_requested.disconnect(window.close)
            failures.uninstall()

    async def _use(self, window: "MainWindow", failures: "Failures", rescue: "Rescue", over: "asyncio.Event") -> bool:
        """Open the chats, as often as it takes, and show them."""
        from desktop_app.cli.output import report
        from desktop_app.ui.shell.shell import Shell

        while True:
            try:
                if self._trouble is not None:
                    raise self._trouble
                async with self._opening() as services:
                    rescue.finish()
                    await self._show(Shell(window, services, failures), services, rescue, over)
                    return self._trouble is None
            except UserError as error:
                if rescue.is_finished and not window.isVisible():
                    raise
                self._trouble = error if rescue.is_finished else None
                if rescue.is_finished:
                    return False
                report(error, as_json=False)
                if not await rescue.offer(error):
                    self.exit_code = 1
                    return True

    async def _show(self, shell: "Shell", services: "Services", rescue: "Rescue", over: "asyncio.Event") -> None:
        """Wait until the window is closed, or is wanted for something else."""
        shell.check_up.repair_requested.connect(self._on_repair_requested)
        shell.check_up.repair_requested.connect(over.set)
        try:
            await shell.start()
            shell.opening.follow(self._application.arrivals)
            rescue.restore_requested.connect(shell.restoring.restore)
            await rescue.tell(services.backup)
            gc.freeze()  # and what was made since then
            await (over.wait() if self._visit is None else self._visit(shell, services))
        finally:
            await shell.aclose()

    def _on_repair_requested(self) -> None:
        self._trouble = UserError("store_unreadable", file=self._salvage().file, reason="found by the check-up")


def _no_salvage() -> "SalvageService":
    from desktop_app.domain.clock import SystemClock
    from desktop_app.services.salvage import SalvageService

    return SalvageService(None, "", SystemClock())


def _listener(paths: Paths, application: "Application", window: "MainWindow") -> "SocketListener | PipeListener":
    """Return what listens to later starts, makes the window come forward and hands it what they shall open."""

    def asked(request: "Request") -> None:
        if request.token:
            os.environ["XDG_ACTIVATION_TOKEN"] = request.token  # which Qt reads, and takes away again
        window.come_forward()
        application.arrivals.take_in(request.open.split())

    if sys.platform == "win32":
        from desktop_app.instance.pipe import PipeListener, pipe_name

        return PipeListener(pipe_name(paths.window_socket), asked)
    from desktop_app.instance.listener import SocketListener

    return SocketListener(paths.window_socket, asked)


def _import_what_knows_no_qt() -> None:
    """Import what is needed after the first paint; imports inside functions find it ready then."""
    import importlib

    for module in ("desktop_app.building", "markdown_it"):
        importlib.import_module(module)
    importlib.import_module("desktop_app.ui.markdown.highlighting").warm_up()


def run_selftest(opening: "Callable[[Paths, Clock, None, Guard], Opening]", *, as_json: bool) -> int:
    """Try the real window on temporary data, on no screen where there is none."""
    from desktop_app.network.guard import standing_guard

    guard = standing_guard()
    import asyncio
    import tempfile

    from desktop_app.cli.output import print_checks
    from desktop_app.ui.application import Application, has_display

    if not has_display():
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from desktop_app.ui.event_loop import EventLoop
    from desktop_app.ui.selftest import MovableClock, SelfTest

    application = Application(["parley"])
    with tempfile.TemporaryDirectory(prefix="parley-selftest-") as folder:
        paths = Paths(Path(folder), Path(folder))
        window = _painted_window(application, paths)
        clock = MovableClock()
        test = SelfTest(window, clock)
        with asyncio.Runner(loop_factory=lambda: EventLoop(application)) as runner:
            lifecycle = WindowLifecycle(
                application, lambda: opening(paths, clock, None, guard), _no_salvage, paths.data, test.run
            )
            runner.run(lifecycle.run(window))
        test.note_close()
    checks = [(check.name, check.ok, check.detail) for check in test.checks]
    return print_checks(checks, as_json=as_json)
