"""Work that is finished once it has begun."""

import asyncio
import inspect
from collections.abc import Awaitable, Callable, Coroutine
from functools import wraps
from typing import Any, TypeVar

from desktop_app.domain.errors import UserError
from desktop_app.domain.tasks import tell_loop

_Result = TypeVar("_Result")
_Class = TypeVar("_Class", bound=type)
_Method = TypeVar("_Method", bound=Callable[..., Any])
_INTERRUPTIBLE = "_interruptible"


async def outcome_despite_cancellation(
    work: Coroutine[Any, Any, _Result],
) -> tuple[_Result, asyncio.CancelledError | None]:
    """Await `work` to its end; return what came of it and the cancellation that the waiting task met meanwhile.

    Where `work` failed and the waiting task was cancelled, the cancellation is raised and the event loop is told of the
    failure, as `asyncio.shield` does it: whoever cancelled counts on the one, and nobody would hear of the other. It
    is not told that nothing could be read for somebody who is gone.
    """
    task = asyncio.get_running_loop().create_task(work)
    cancelled: asyncio.CancelledError | None = None
    while not task.done():
        try:
            await asyncio.shield(task)
        except asyncio.CancelledError as error:
            cancelled = error
        except BaseException:  # noqa: S110  the task's own end, which is told below
            pass
    failure = None if task.cancelled() else task.exception()
    if cancelled is not None and isinstance(failure, Exception):
        if not (isinstance(failure, UserError) and failure.is_of_reading):
            tell_loop(failure)
        raise cancelled from failure
    return task.result(), cancelled


async def finished_despite_cancellation(work: Coroutine[Any, Any, _Result]) -> _Result:
    """Await `work` to its end even when the waiting task is cancelled meanwhile, which is then raised after it."""
    result, cancelled = await outcome_despite_cancellation(work)
    if cancelled is not None:
        raise cancelled
    return result


def interruptible(method: _Method) -> _Method:
    """Leave a store's method out of `uninterrupted`: it ends well by itself, and costs less so."""
    setattr(method, _INTERRUPTIBLE, True)
    return method


def uninterrupted(store: _Class) -> _Class:
    """Let every public method of a store class finish what it began.

    A cancelled task would otherwise leave a statement half waited for, and its connection would be thrown away.
    """
    for name, method in list(vars(store).items()):
        chosen = not name.startswith("_") and not hasattr(method, _INTERRUPTIBLE)
        if chosen and inspect.iscoroutinefunction(method):
            setattr(store, name, _uninterrupted(method))
    return store


def _uninterrupted(method: Callable[..., Coroutine[Any, Any, _Result]]) -> Callable[..., Awaitable[_Result]]:
    @wraps(method)
    async def finished(*arguments: Any, **named: Any) -> _Result:  # noqa: ANN401  whatever the method takes
        return await finished_despite_cancellation(method(*arguments, **named))

    return finished
