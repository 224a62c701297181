"""Where an answer goes on: what a server says again of the text so far is left out."""

import re

_TAIL = 600
"""Characters at the end of a text that a server may say again before it goes on."""
_WORDS = 3
"""Different words that make a repetition; less may well be meant."""
_WORD = re.compile(r"\w+")
_ENDS_WITHOUT_SPACE = re.compile(r"[.!?…,;:)\]”»]\Z")


class Joint:
    """Passes on what a server adds to a text; what may be a repetition of it is held until that is known.

    A server that starts anew, with all of the text or with the end of it, is followed once it gets to what is new.
    """

    def __init__(self, begun: str, *, prompted: bool = False) -> None:
        """Go on from `begun`; `prompted` where the server was asked to in words, and may drop a space."""
        self._begun = begun
        self._tail = begun[-_TAIL:]
        self._prompted = prompted
        self._held = ""
        self._open = bool(begun)

    def feed(self, text: str) -> str:
        """Take in the next piece and return what is certain to be new."""
        if not self._open:
            return text
        self._held += text
        return "" if self._begun.startswith(self._held) or self._held in self._tail else self.end()

    def end(self) -> str:
        """Return what was held and is new."""
        held, self._held = self._held, ""
        if not self._open or not held:
            return held
        self._open = False
        new = held[self._repeated(held) :]
        spaced = self._prompted and new == held and new[:1].isalnum() and _ENDS_WITHOUT_SPACE.search(self._begun)
        return f" {new}" if spaced else new

    def _repeated(self, said: str) -> int:
        """Return how many characters at the beginning of `said` are the end of the text again."""
        if said.startswith(self._begun):
            return len(self._begun)
        for length in range(min(len(said), len(self._tail)), 0, -1):
            if self._tail.endswith(said[:length]):
                different = set(_WORD.findall(said[:length]))
                return length if len(different) >= _WORDS else 0
        return 0
