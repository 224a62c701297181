"""The window's part of the composition root: paint it first, then bring it to life, and close it in order."""

import gc
import os
import sys
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.domain.errors import UserError
from desktop_app.paths import Paths, glance

# Most imports stand inside functions: the window's first paint would wait for them.
if TYPE_CHECKING:
    from desktop_app.domain.clock import Clock
    from desktop_app.services.services import Services
    from desktop_app.ui.application import Application
    from desktop_app.ui.main_window.view import MainWindow
    from desktop_app.ui.shell import Shell

    Opening = AbstractAsyncContextManager[Services]
    Visit = Callable[[Shell, Services], Awaitable[None]]


def run_window(paths: Paths, opening: "Callable[[Application], Opening]") -> int:
    """Show the window, open the services and wait until it is closed; return the exit code."""
    gc.disable()  # what is made for the first paint stays: looking through it again and again would only delay that
    from desktop_app.ui.application import Application, check_display

    check_display()
    application = Application(sys.argv[:1])
    window = _painted_window(application, paths)
    gc.enable()
    # Only now: none of what follows is needed to paint.
    import asyncio

    from desktop_app.log import start_log
    from desktop_app.ui.event_loop import EventLoop

    start_log(paths.log)
    with asyncio.Runner(loop_factory=lambda: EventLoop(application)) as runner:
        exit_code = runner.run(_work(application, window, opening(application)))
    window.remember_place(paths.window)
    return exit_code


def _painted_window(application: "Application", paths: Paths) -> "MainWindow":
    """Return the window, on the screen and painted, at the place that it had last time."""
    from desktop_app.ui.main_window.view import MainWindow

    application.set_theme(glance(paths.settings, "theme"), 0)
    window = MainWindow()
    window.return_to_place(paths.window)
    window.show()
    application.processEvents()
    return window


async def _work(
    application: "Application",
    window: "MainWindow",
    opening: "Opening",
    visit: "Visit | None" = None,
) -> int:
    """Bring the painted window to life; wait until `visit` is over, or without one until the window is closed."""
    import asyncio

    from desktop_app.cli.output import report
    from desktop_app.ui.event_loop import call_on_interrupt
    from desktop_app.ui.failures import Failures

    failures = Failures()
    failures.install(asyncio.get_running_loop())
    closed = asyncio.Event()
    window.closed.connect(closed.set)
    application.quit_requested.connect(window.close)
    call_on_interrupt(window.close)
    async with AsyncExitStack() as closing:
        closing.callback(failures.uninstall)
        try:
            # In a thread, so that the window takes keys meanwhile.
            await asyncio.to_thread(_import_the_rest)
            services = await closing.enter_async_context(opening)
        except UserError as error:
            report(error, as_json=False)
            failures.met.connect(window.notices.show_problem)
            failures.report(error)
            await closed.wait()
            return 1
        from desktop_app.ui.shell import Shell

        shell = Shell(window, services, failures)
        closing.push_async_callback(shell.aclose)
        await shell.start()
        await (closed.wait() if visit is None else visit(shell, services))
    return 0


def _import_the_rest() -> None:
    """Import what is needed after the first paint; imports inside functions find it ready then."""
    import importlib

    for module in ("desktop_app.building", "desktop_app.ui.shell"):
        importlib.import_module(module)
    importlib.import_module("desktop_app.ui.markdown.highlighting").warm_up()
    gc.freeze()  # what is there by now stays: going through it takes the window's time for nothing


def run_selftest(opening: "Callable[[Paths, Clock], Opening]", *, as_json: bool) -> int:
    """Try the real window on temporary data, on no screen where there is none."""
    import asyncio
    import tempfile

    from desktop_app.cli.output import print_checks
    from desktop_app.ui.application import Application, has_display

    if not has_display():
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from desktop_app.ui.event_loop import EventLoop
    from desktop_app.ui.selftest import MovableClock, SelfTest

    application = Application(sys.argv[:1])
    with tempfile.TemporaryDirectory(prefix="parley-selftest-") as folder:
        paths = Paths(Path(folder), Path(folder))
        window = _painted_window(application, paths)
        clock = MovableClock()
        test = SelfTest(window, clock)
        with asyncio.Runner(loop_factory=lambda: EventLoop(application)) as runner:
            runner.run(_work(application, window, opening(paths, clock), test.run))
        test.note_close()
    checks = [(check.name, check.ok, check.detail) for check in test.checks]
    return print_checks(checks, as_json=as_json)
