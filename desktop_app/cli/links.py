"""Links to messages, which a terminal cannot follow: their words alone, as the answer comes."""

import re

from desktop_app.domain.messages import LINKED_WORDS

_LINK = re.compile(LINKED_WORDS + r"\(parley:message/\d{1,18}\)")
_BEGUN = re.compile(r"\[(?:[^\[\]\n\\]|\\.){0,200}(?:\\|\](?:\((?:[a-z:/]{0,15}\d{0,18})?)?)?\Z")
_ESCAPED = re.compile(r"\\(.)")


class LinkWords:
    """Takes in an answer piece by piece, and gives it out with the words of such links in their place."""

    def __init__(self) -> None:
        self._held = ""

    def feed(self, piece: str) -> str:
        """Return what can be shown by now; the beginning of what may become a link is held back."""
        text = _LINK.sub(lambda link: _ESCAPED.sub(r"\1", link[1]), self._held + piece)
        begun = _BEGUN.search(text)
        end = len(text) if begun is None else begun.start()
        self._held = text[end:]
        return text[:end]

    def finish(self) -> str:
        """Return what is left when no more comes."""
        left, self._held = self._held, ""
        return left
