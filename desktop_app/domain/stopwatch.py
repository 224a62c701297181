"""How long an answer took, as seen from here."""

import time

from desktop_app.domain.engines import Timings


class Stopwatch:
    """Measures one answer, from the moment at which it is asked for."""

    def __init__(self) -> None:
        self._asked = self._last = time.monotonic()
        self._first: float | None = None
        self._pieces = 0

    def ask(self) -> None:
        """Begin anew: the request goes out now."""
        self._asked = self._last = time.monotonic()

    def note(self) -> None:
        """Take note of a piece that has just come."""
        self._last = time.monotonic()
        self._first = self._first or self._last
        self._pieces += 1

    @property
    def began(self) -> bool:
        """Whether anything came."""
        return self._first is not None

    def timings(
        self, tokens: int | None = None, writing_seconds: float | None = None, cached_tokens: int | None = None
    ) -> Timings:
        """Return the times of the answer so far, of as many tokens as pieces where nobody counted them.

        Whoever made it may say the seconds from its first token to the last: how fast the pieces were read here may be
        another matter.
        """
        first, count = (self._first or self._last) - self._asked, tokens or self._pieces
        if writing_seconds is None or count < 2:
            return Timings(first, self._last - self._asked, count, cached_tokens, measured=True)
        return Timings(first, first + writing_seconds * (count - 1) / count, count, cached_tokens)
