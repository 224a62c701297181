"""Work on the words and pictures of a prompt, beside the event loop where they are many."""

import asyncio
import json
from collections.abc import Callable, Iterable, Mapping
from typing import ParamSpec, TypeVar

_Given = ParamSpec("_Given")
_Result = TypeVar("_Result")

HEAVY = 256 * 1024
"""Characters and bytes from which on a thread does the work.

As JSON, in base64 or summed up, so many take 1 to 2 ms, an eighth of what a screen has for one picture; 64 MB would
hold everything up for half a second. A thread costs 0.1 ms, and more on a busy computer, for which a usual question of
some thousand characters is not to wait.
"""


def weight_of(value: object) -> int:
    """Return how many characters and bytes there are in a value, and in all that it holds."""
    if isinstance(value, str | bytes):
        return len(value)
    if isinstance(value, Mapping):
        value = value.values()
    return sum(map(weight_of, value)) if isinstance(value, Iterable) else 0


async def done_aside(
    weight: int, work: Callable[_Given, _Result], *arguments: _Given.args, **named: _Given.kwargs
) -> _Result:
    """Return what the work returns: done here and now for what is light, in a thread for what is heavy."""
    if weight < HEAVY:
        return work(*arguments, **named)
    return await asyncio.to_thread(work, *arguments, **named)


async def as_json(body: Mapping[str, object]) -> bytes:
    """Return a request's body as it is sent."""
    return await done_aside(weight_of(body), _as_json, body)


def _as_json(body: Mapping[str, object]) -> bytes:
    return json.dumps(body).encode()
