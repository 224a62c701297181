"""What servers say of how long an answer took."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from desktop_app.domain.engines import Timings
from desktop_app.domain.stopwatch import Stopwatch
from desktop_app.engines.openai.payloads import count_in, object_in
from desktop_app.engines.protocol import Usage

_LONGEST_MS = 1e9


@dataclass(frozen=True, slots=True)
class ServerTimes:
    """What a server says of an answer; None where it does not."""

    tokens: int | None = None
    seconds: float | None = None
    """From the first token to the last."""
    cached_tokens: int | None = None

    def with_more(self, others: "ServerTimes") -> "ServerTimes":
        """Return these, with what `others` say of the same answer later."""
        return ServerTimes(
            self.tokens if others.tokens is None else others.tokens,
            self.seconds if others.seconds is None else others.seconds,
            self.cached_tokens if others.cached_tokens is None else others.cached_tokens,
        )


def server_times_in(payload: Mapping[str, Any]) -> ServerTimes:
    """Return what llama.cpp says of its times, and what it and others say of the tokens that they remembered."""
    timings = object_in(payload.get("timings"))
    details = object_in(object_in(payload.get("usage")).get("prompt_tokens_details"))
    milliseconds = timings.get("predicted_ms")
    if isinstance(milliseconds, bool) or not isinstance(milliseconds, int | float):
        milliseconds = None
    cached = count_in(timings.get("cache_n"))
    return ServerTimes(
        tokens=count_in(timings.get("predicted_n")),
        seconds=milliseconds / 1000 if milliseconds is not None and 0 < milliseconds < _LONGEST_MS else None,
        cached_tokens=count_in(details.get("cached_tokens")) if cached is None else cached,
    )


def timings_of(watch: Stopwatch, usage: Usage | None, said: ServerTimes) -> Timings:
    """Return the times of a whole answer, by the server's own where it says them."""
    return watch.timings(said.tokens or (usage.completion_tokens if usage else None), said.seconds, said.cached_tokens)
