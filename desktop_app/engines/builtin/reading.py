"""Reads a message into sentences, clauses and plain small words, however it was written."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from desktop_app.domain.responder import ResponderRules

HEAD = 3_000
TAIL = 1_000
"""Characters looked at: the beginning and the end of a message; what is between is left unread."""
MAX_SENTENCES = 40
MAX_WORDS = 80

_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'", "\u200b": None, "\ufeff": None})
_UNREADABLE = re.compile("[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\ud800-\udfff]")
_GLUED = re.compile(r"([,;!?])(?=[^\W\d_])|([。！？、])")
_CORE = re.compile(r"[+-]?[$€£]?\w(?:.*[\w%+#°])?")
_SYMBOLS = frozenset("+-*/^%=×÷")
_SMILEY = re.compile(r"[:;=xX8]['\-^]?[()DPpOo3/\\|*]+$|<3$|\^_*\^$")
_ENDS = re.compile(r"[.!?…;。！？]+[\"'”’)\]]*$")


@dataclass(frozen=True, slots=True)
class Word:
    """One word: `plain` in small letters, `shown` as an answer may repeat it, and where it stands in the text.

    The outer places include the signs around it, which arithmetic needs.
    """

    plain: str
    shown: str
    start: int
    end: int
    outer_start: int
    outer_end: int
    comma: bool = False


@dataclass(frozen=True, slots=True)
class Clause:
    """A run of words of `text`; `asked` when it ends a question."""

    text: str
    words: tuple[Word, ...]
    asked: bool = False

    @property
    def line(self) -> str:
        """The plain words, each followed by a space, as phrases expect them."""
        return "".join(word.plain + " " for word in self.words)

    @property
    def said(self) -> str:
        """The words as they were written."""
        return self.text[self.words[0].start : self.words[-1].end] if self.words else ""

    @property
    def outer(self) -> str:
        """The words as they were written, with the signs around them."""
        return self.text[self.words[0].outer_start : self.words[-1].outer_end] if self.words else ""

    def part(self, first: int, last: int) -> "Clause":
        """Return the words from `first` up to `last`."""
        return Clause(self.text, self.words[first:last], self.asked)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, and the clauses that it may be taken apart into (only itself when it has one)."""

    whole: Clause
    clauses: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class Message:
    """A message as far as it was read; `text` is what was looked at, `length` counts all characters."""

    text: str
    length: int
    sentences: tuple[Sentence, ...]

    @property
    def words(self) -> list[Word]:
        """All words in order."""
        return [word for sentence in self.sentences for word in sentence.whole.words]

    @property
    def line(self) -> str:
        """The plain words on one line."""
        return " ".join(word.plain for word in self.words).replace(" 's", "'s")


class MessageReader:
    """Reads messages by the spellings and word lists of the rules."""

    def __init__(self, rules: ResponderRules) -> None:
        self._spellings: Mapping[str, tuple[str, ...]] = rules.spellings
        self._abbreviations = frozenset(rules.lists["abbreviations"])
        self._starters = frozenset(rules.lists["starters"])
        self._connectors = frozenset(rules.lists["connectors"])
        self._interjections = frozenset(tuple(entry.split()) for entry in rules.lists["interjections"])

    def read(self, text: str) -> Message:
        """Return what `text` says, word by word."""
        inspected = inspect(text)
        shouted = sum(map(str.isupper, inspected)) > 0.6 * sum(map(str.isalpha, inspected)) and len(inspected) > 8
        sentences = []
        for words, asked in self._sentences(inspected, shouted=shouted):
            whole = Clause(inspected, tuple(words[:MAX_WORDS]), asked)
            sentences.append(Sentence(whole, tuple(self._clauses(whole))))
            if len(sentences) == MAX_SENTENCES:
                break
        return Message(inspected, len(text), tuple(sentences))

    def _sentences(self, text: str, *, shouted: bool) -> Iterator[tuple[list[Word], bool]]:
        words: list[Word] = []
        for line in re.finditer(r"[^\n]+", text):
            for token in re.finditer(r"\S+", line[0]):
                new = self._words(token, line.start(), first=not words, shouted=shouted)
                words += new
                end = _ENDS.search(token[0])
                if words and end and not self._goes_on(words, token[0]):
                    yield words, "?" in end[0] or "？" in end[0]
                    words = []
            if words:
                yield words, False
            words = []

    def _goes_on(self, words: list[Word], token: str) -> bool:
        """Tell whether the dot of `token` belongs to an abbreviation or to the number of a list."""
        if not token.endswith("."):
            return False
        return words[-1].plain in self._abbreviations or (len(words) == 1 and words[0].plain.isdigit())

    def _words(self, token: re.Match[str], offset: int, *, first: bool, shouted: bool) -> list[Word]:
        """Return the words of one token: none for mere signs, several for a contraction."""
        outer = (offset + token.start(), offset + token.end())
        if token[0] in _SYMBOLS:
            return [Word(token[0], token[0], *outer, *outer)]
        core = _CORE.search(token[0])
        if core is None or _SMILEY.match(token[0]):
            return []
        start, end = outer[0] + core.start(), outer[0] + core.end()
        plain = core[0].casefold()[:60]
        comma = "," in token[0][core.end() :] or "、" in token[0][core.end() :]
        pieces = self._spellings.get(plain)
        lowered = shouted or (first and core[0].istitle())
        if pieces is None and plain.endswith("'s") and len(plain) > 2:
            owner = Word(plain[:-2], plain[:-2] if lowered else core[0][:-2], start, end - 2, outer[0], end - 2)
            return [owner, Word("'s", "'s", end - 2, end, end - 2, outer[1], comma)]
        if pieces is None:
            return [Word(plain, core[0].lower() if lowered else core[0], start, end, *outer, comma)]
        last = len(pieces) - 1
        return [Word(piece, piece, start, end, *outer, comma and at == last) for at, piece in enumerate(pieces)]

    def _clauses(self, whole: Clause) -> Iterator[Clause]:
        """Split where a new thought begins: after a greeting, and at a comma or “and” before a word that starts one."""
        words = whole.words
        cuts = [0]
        head = self._interjection(words)
        if head:
            cuts.append(head)
        for at in range(max(head, 1), len(words)):
            starts = words[at].plain in self._starters
            joined = words[at].plain in self._connectors and at + 1 < len(words)
            if (words[at - 1].comma and starts) or (joined and words[at + 1].plain in self._starters):
                cuts.append(at)
        for first, last in zip(cuts, [*cuts[1:], len(words)], strict=True):
            begin = first + (first > 0 and last - first > 1 and words[first].plain in self._connectors)
            if last > begin:
                yield Clause(whole.text, words[begin:last], whole.asked and last == len(words))

    def _interjection(self, words: tuple[Word, ...]) -> int:
        """Return how many words of greeting, thanks or the like stand at the head, before more is said."""
        for count in (3, 2, 1):
            known = count < len(words) and tuple(word.plain for word in words[:count]) in self._interjections
            if known and (words[count - 1].comma or words[count].plain in self._starters):
                return count
        return 0


def inspect(text: str) -> str:
    """Return the part of `text` that is looked at, without what cannot be read."""
    if len(text) > HEAD + TAIL:
        text = text[:HEAD] + "\n" + text[-TAIL:]
    text = unicodedata.normalize("NFC", _UNREADABLE.sub(" ", text).translate(_APOSTROPHES))
    return _GLUED.sub(lambda glued: glued[0] + " ", text)
