"""Thoughts that a model writes in front of its answer, told apart while they come."""

import re

_TAGS = ("think", "thinking")
_MOST_SPACE = 1000
"""Characters of nothing that may stand before a thought."""
_OPENING = re.compile(r"\s*<(think|thinking)>")


class ThoughtSplitter:
    """Takes in an answer piece by piece and gives out what is thought and what is said.

    Only what stands in tags right at the beginning is thought: further on, a model may well write about such tags.
    """

    def __init__(self) -> None:
        self._held = ""
        """What may be a tag, or the beginning of one."""
        self._closing = ""
        """The tag that ends the thought; empty where none is open."""
        self._begun = False
        """Whether the answer itself has begun, so that no thought can come any more."""
        self._after = False
        """Whether what comes follows a thought: the space between the two is neither's."""

    def feed(self, piece: str) -> tuple[str, str]:
        """Return what the next piece adds to the thought and to the answer."""
        if self._begun:
            return "", piece
        self._held += piece
        if not self._closing and not self._after:
            self._begin()
        thought = self._go_on_thinking() if self._closing else ""
        if self._after:
            self._held = self._held.lstrip()
            self._begun = bool(self._held)
        return thought, self._release() if self._begun else ""

    def end(self) -> tuple[str, str]:
        """Return what is left when no more comes: a thought that nobody ended is one all the same."""
        held = self._release()
        return (held, "") if self._closing else ("", "" if self._after else held)

    def _begin(self) -> None:
        """Tell whether what has come begins a thought or the answer, or may still become either."""
        opening = _OPENING.match(self._held)
        if opening is not None:
            self._closing = f"</{opening[1]}>"
            self._held = self._held[opening.end() :]
        else:
            words = self._held.lstrip()
            self._begun = len(self._held) > _MOST_SPACE or not any(f"<{tag}>".startswith(words) for tag in _TAGS)

    def _go_on_thinking(self) -> str:
        end = self._held.find(self._closing)
        if end >= 0:
            thought, self._held = self._held[:end], self._held[end + len(self._closing) :]
            self._closing, self._after = "", True
            return thought
        keep = next(
            (size for size in range(min(len(self._closing), len(self._held)), 0, -1) if self._ends_with(size)), 0
        )
        split = len(self._held) - keep
        thought, self._held = self._held[:split], self._held[split:]
        return thought

    def _ends_with(self, size: int) -> bool:
        """Tell whether what is held ends with that much of the closing tag."""
        return self._closing.startswith(self._held[-size:])

    def _release(self) -> str:
        held, self._held = self._held, ""
        return held
