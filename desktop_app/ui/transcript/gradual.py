"""Reads long messages bit by bit between events, so that the window stays alive; none takes longer than a moment."""

import time
from collections.abc import Sequence

from desktop_app.ui.markdown.blocks import Block, MarkdownReader, joined
from desktop_app.ui.markdown.groups import Group
from desktop_app.ui.markdown.html import Colours

AT_ONCE = 12_000
"""Characters read in one go."""
LINES_AT_ONCE = 600
"""Lines read in one go; many short ones take longer than a few long ones."""
PARAGRAPHS_AT_ONCE = 100
"""Empty lines read over in one go: what stands between two may be a quote, with a widget of its own."""
DEADLINE = 0.3
"""Seconds of work, after which what is left of a text is shown as it is."""
_NO_COLOURS = Colours("", "", "", "")


class GradualReader:
    """Reads the message of one row: on from where it was when the message grew, anew when it is another one."""

    def __init__(self, reader: MarkdownReader, deadline: float = DEADLINE) -> None:
        self._reader = reader
        self._deadline = deadline
        self._reading = reader.begin(_NO_COLOURS)
        self._colours: Colours | None = None
        self._text = ""
        self._read = 0
        self._spent = 0.0
        self._groups: Sequence[Group] = ()

    @property
    def unfinished(self) -> bool:
        """Whether there is more to read, by calling `go_on`."""
        return self._read < len(self._text) and self._spent <= self._deadline

    def blocks(self, text: str, colours: Colours) -> list[Block]:
        """Return what `text` begins with, all of it where it is not long."""
        if colours != self._colours or not text.startswith(self._text[: self._read]):
            self._reading, self._colours = self._reader.begin(colours), colours
            self._read, self._spent, self._groups = 0, 0.0, ()
        self._text = text
        return self.go_on()

    def go_on(self) -> list[Block]:
        """Read some more; return all blocks so far, with what is left of the text once the time is over."""
        if self.unfinished or not self._read:
            began = time.thread_time()
            self._read = self._next_stop()
            self._groups = self._reading.read(self._text[: self._read])
            self._spent += time.thread_time() - began
            if self._read == len(self._text):
                self._spent = 0.0
        blocks = joined(self._groups, self._colours or _NO_COLOURS)
        left = self._text[self._read :]
        return blocks if not left or self.unfinished else [*blocks, Block("plain", text=left)]

    def _next_stop(self) -> int:
        """Return where the next step of reading ends."""
        stop = min(self._read + AT_ONCE, len(self._text))
        for end, most in (("\n", LINES_AT_ONCE), ("\n\n", PARAGRAPHS_AT_ONCE)):
            if self._text.count(end, self._read, stop) > most:
                stop = self._behind(end, most)
        return stop

    def _behind(self, end: str, count: int) -> int:
        """Return the place behind the `end` of that many lines or paragraphs from here on."""
        stop = self._read
        for _ in range(count):
            stop = self._text.index(end, stop) + len(end)
        return stop
