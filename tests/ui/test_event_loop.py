"""The window's event loop and other threads."""

import asyncio
import threading

import pytest
from PySide6.QtCore import QCoreApplication, QThread

from desktop_app.domain.errors import UserError


async def test_what_other_threads_ask_for_is_done_in_order_on_its_own_thread() -> None:
    loop = asyncio.get_running_loop()
    done: list[tuple[int, int]] = []
    over = asyncio.Event()

    def note(number: int) -> None:
        done.append((number, threading.get_ident()))

    def ask() -> None:
        for number in range(20_000):
            loop.call_soon_threadsafe(note, number)
        loop.call_soon_threadsafe(over.set)

    thread = threading.Thread(target=ask)
    thread.start()
    async with asyncio.timeout(30):
        await over.wait()
    thread.join()
    assert done == [(number, threading.get_ident()) for number in range(20_000)]


async def test_what_is_taken_back_is_not_done() -> None:
    loop = asyncio.get_running_loop()
    done: list[str] = []
    loop.call_soon_threadsafe(done.append, "one").cancel()
    loop.call_soon_threadsafe(done.append, "two")
    await asyncio.sleep(0.01)
    while not done:
        await asyncio.sleep(0.01)
    assert done == ["two"]


async def test_threads_for_work_are_not_qt_s() -> None:
    here = QThread.currentThread()
    name = await asyncio.to_thread(lambda: threading.current_thread().name)
    assert name.startswith("parley")
    assert here is QThread.currentThread()


def test_a_closed_loop_takes_nothing(qapp: object) -> None:
    from desktop_app.ui.event_loop import EventLoop

    loop = EventLoop(qapp)  # type: ignore[arg-type]  # pytest-qt's own application
    loop.close()
    loop.close()
    with pytest.raises(RuntimeError, match="closed"):
        loop.call_soon_threadsafe(print)


def test_what_runs_ends_in_order_when_the_screen_goes_away(qapp: QCoreApplication) -> None:
    from desktop_app.ui.event_loop import EventLoop

    ended: list[str] = []

    async def work() -> None:
        try:
            # As Qt does when the connection to the screen breaks.
            asyncio.get_running_loop().call_soon(QCoreApplication.exit, 1)
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0.05)
            await asyncio.to_thread(ended.append, "in order")

    with (
        pytest.raises(UserError, match="gone away"),
        asyncio.Runner(loop_factory=lambda: EventLoop(qapp)) as runner,  # type: ignore[arg-type]  # pytest-qt's own
    ):
        runner.run(work())
    assert ended == ["in order"]
