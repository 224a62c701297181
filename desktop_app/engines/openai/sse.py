"""Server-sent events: bytes in as they come, the data of events out."""

import codecs
import re
from collections.abc import Iterator

EVENT_LIMIT = 1024 * 1024
"""Characters that one event may have; a server that sends more in one piece is broken or hostile."""


_FIELDS = frozenset({"", "data", "event", "id", "retry"})
_EMPTY_LINES = re.compile(r"\n{3,}")


class EventTooLongError(Exception):
    """An event is over the limit, so the rest of the stream cannot be trusted."""


class EventParser:
    """Splits a stream of bytes into events, wherever the bytes are cut.

    Lines may end in LF, CR LF or CR; bytes that are no UTF-8 become U+FFFD; comments and fields other than `data` are
    passed over.
    """

    def __init__(self, limit: int = EVENT_LIMIT) -> None:
        """Refuse events of over `limit` characters."""
        self._limit = limit
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
        self._line: list[str] = []
        self._line_length = 0
        self._data: list[str] = []
        self._data_length = 0
        self._first_line = True
        self._after_cr = False
        self.strange = False
        """A line came that no such stream has."""

    def feed(self, chunk: bytes) -> Iterator[str]:
        """Take the next bytes and yield the data of each event that they complete."""
        yield from self._feed_text(self._decoder.decode(chunk))

    def end(self) -> Iterator[str]:
        """Yield what is left when the stream has ended: servers forget the empty line behind the last event."""
        yield from self._feed_text(self._decoder.decode(b"", final=True) + "\n\n")

    def _feed_text(self, text: str) -> Iterator[str]:
        if not text:
            return
        if self._after_cr:
            text = text.removeprefix("\n")
        self._after_cr = text.endswith("\r")
        # More than one empty line says no more than one does, and could be sent without end.
        lines = _EMPTY_LINES.sub("\n\n", text.replace("\r\n", "\n").replace("\r", "\n"))
        *ended, rest = lines.split("\n")
        for part in ended:
            self._keep(part)
            event = self._take_line()
            if event is not None:
                yield event
        self._keep(rest)

    def _keep(self, part: str) -> None:
        self._line_length += len(part)
        if self._line_length + self._data_length > self._limit:
            raise EventTooLongError
        if part:
            self._line.append(part)

    def _take_line(self) -> str | None:
        """End the current line; return the event's data when the line is the empty one behind it."""
        line = "".join(self._line)
        self._line.clear()
        self._line_length = 0
        if self._first_line:
            line = line.removeprefix("\ufeff")
            self._first_line = False
        if not line:
            return self._take_event()
        field, _, value = line.partition(":")
        if field == "data":
            self._data.append(value.removeprefix(" "))
            self._data_length += len(value) + 1
        elif field not in _FIELDS:
            self.strange = True
        return None

    def _take_event(self) -> str | None:
        if not self._data:
            return None
        data = "\n".join(self._data)
        self._data.clear()
        self._data_length = 0
        return data
