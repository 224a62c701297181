"""What is read aloud of a text that is still being written: whole sentences, each of them once."""

import re
from enum import StrEnum
from typing import NamedTuple

from desktop_app.domain.sentences import first_sentence

_ONLY_MARKS = re.compile(r"[-*+#>|`~=_.)\d\s]*")
_FENCE = re.compile(r"\s*(`{3,}|~{3,})\s*([^\s`]*)")
_THOUGHT = re.compile(r" {0,3}<(think|thinking)>")
_RULE = re.compile(r"\s*(?:(?:[-*_]\s*){3,}|=+\s*|[|\s]*:?-+:?[-:|\s]*)")
_TASK_BEGUN = re.compile(r"\s*[-*+]\s+\[[ xX]?\]?\s*")
_TASK = re.compile(r"\s*[-*+]\s+\[([ xX])\]\s+")
_ITEM = re.compile(r"\s*(?:[-*+]\s+|(?P<number>\d{1,9}[.)])\s+)")
_HEADING = re.compile(r"\s{0,3}#{1,6}\s+")
_QUOTE = re.compile(r"\s{0,3}(?:>\s?)+")
_PICTURE = re.compile(r"!\[([^]]*)\]\([^)\s]*(?:\s[^)]*)?\)")
_LINK = re.compile(r"\[([^]]+)\]\([^)\s]*(?:\s[^)]*)?\)")
_LOOKS = re.compile(r"\*\*|__|~~|`+|(?<!\w)[*_](?=\S)|(?<=\S)[*_](?!\w)")


class Kind(StrEnum):
    """What is said: a sentence, that there is code, or that the answer is being thought about."""

    SENTENCE = "sentence"
    CODE = "code"
    THOUGHT = "thought"


class Utterance(NamedTuple):
    """Something to be said: `text`, or that there are `lines` of code in a `language`."""

    kind: Kind
    text: str = ""
    lines: int = 0
    language: str = ""


class SpeechReader:
    """Takes in a Markdown text piece by piece, and gives out what is complete; how it was cut makes no difference."""

    def __init__(self) -> None:
        self._line = ""
        self._pending = ""
        """The part of a paragraph that has not been said yet; it may go on in the next line."""
        self._joined = False
        """Whether the present line has become a part of `_pending`."""
        self._quoted = False
        self._thought = ""
        """The tag that ends the thought that is being passed over; what may be the begin of it is in `_line`."""
        self._fence = ""
        self._language = ""
        self._code_lines = 0

    def feed(self, piece: str) -> list[Utterance]:
        """Return what is complete by now."""
        said: list[Utterance] = []
        start = 0
        while start < len(piece):
            if self._is_thought():
                start = self._pass_over(piece, start)
                continue
            end = piece.find("\n", start)
            line = piece[start:] if end < 0 else piece[start:end]
            said += self._add(line)
            if self._is_thought():
                start += len(line) - len(self._line)
                self._line = ""
            elif end < 0:
                break
            else:
                said += self._end_line()
                start = end + 1
        return said

    def _is_thought(self) -> bool:
        return bool(self._thought)

    def _pass_over(self, piece: str, start: int) -> int:
        """Pass over what is thought; return where in `piece` it has ended, or the end of that."""
        known = len(self._line)
        text = self._line + piece[start:]
        end = text.find(self._thought)
        if end < 0:
            self._line = text[1 - len(self._thought) :]
            return len(piece)
        end += len(self._thought)
        self._line = self._thought = ""
        return start + end - known

    def finish(self) -> list[Utterance]:
        """Return what is left when no more comes."""
        self._line = "" if self._thought else self._line
        said = self._end_line() if self._line or self._joined else []
        return said + self._flush() + (self._end_code() if self._fence else [])

    def _add(self, piece: str) -> list[Utterance]:
        if not piece:
            return []
        if self._joined:
            self._pending += piece if self._pending else piece.lstrip()
            return self._complete()
        self._line += piece
        thought = None if self._fence else _THOUGHT.match(self._line)
        if thought is not None:
            self._line, self._thought = self._line[thought.end() :], f"</{thought[1]}>"
            return [*self._flush(), Utterance(Kind.THOUGHT)]
        return [] if self._fence or _is_undecided(self._line) else self._begin_line()

    def _begin_line(self) -> list[Utterance]:
        """Let the present line, of which enough is known, go on with the paragraph or begin something else."""
        quote = _QUOTE.match(self._line)
        line = self._line[quote.end() :] if quote is not None else self._line
        words = _without_mark(line)
        goes_on = words is None and (quote is not None) == self._quoted
        said = [] if goes_on else self._flush()
        line = line.lstrip() if words is None else words
        self._pending = f"{self._pending} {line}" if self._pending else line
        self._line, self._joined, self._quoted = "", True, quote is not None
        return said + self._complete()

    def _end_line(self) -> list[Utterance]:
        line, self._line = self._line, ""
        if self._fence:
            return self._code_line(line)
        if self._joined:
            self._joined = False
            return self._complete(at_line_end=True)
        fence = _FENCE.match(line)
        if fence is not None:
            self._fence, self._language, self._code_lines = fence[1], fence[2], 0
            return self._flush()
        if not line.strip() or _RULE.fullmatch(line):
            return self._flush()
        if line.lstrip().startswith("|"):
            cells = ", ".join(filter(None, (cell.strip() for cell in line.split("|"))))
            return self._flush() + _sentence(cells)
        self._line = line
        said = self._begin_line()
        self._joined = False
        return said + self._complete(at_line_end=True)

    def _code_line(self, line: str) -> list[Utterance]:
        closing = line.strip()
        if len(closing) >= len(self._fence) and not closing.strip(self._fence[0]):
            return self._end_code()
        self._code_lines += 1
        return []

    def _end_code(self) -> list[Utterance]:
        code = Utterance(Kind.CODE, lines=self._code_lines, language=self._language)
        self._fence = ""
        return [code]

    def _complete(self, *, at_line_end: bool = False) -> list[Utterance]:
        """Return the whole sentences that are pending; the last one stays, unless a line ends with it."""
        said: list[Utterance] = []
        while (end := first_sentence(self._pending, at_line_end=at_line_end)) is not None:
            said += _sentence(self._pending[:end])
            self._pending = self._pending[end:].lstrip()
        return said

    def _flush(self) -> list[Utterance]:
        said = self._complete() + _sentence(self._pending)
        self._pending = ""
        return said


def _is_undecided(line: str) -> bool:
    """Tell whether more of a line must be known to tell what it is."""
    words = line.lstrip()
    special = words.startswith(("|", "```", "~~~")) or "<thinking>".startswith(words) or "<think>".startswith(words)
    return special or any(marks.fullmatch(line) is not None for marks in (_ONLY_MARKS, _TASK_BEGUN))


def _without_mark(line: str) -> str | None:
    """Return the words of a heading or list item; None for a line that is neither."""
    task, item, heading = _TASK.match(line), _ITEM.match(line), _HEADING.match(line)
    if task is not None:
        return f"{'☐' if task[1] == ' ' else '☑'} {line[task.end() :]}"
    if item is not None:
        return f"{item['number'] or ''} {line[item.end() :]}".lstrip()
    return None if heading is None else line[heading.end() :]


def _sentence(markdown: str) -> list[Utterance]:
    words = _LOOKS.sub("", _LINK.sub(r"\1", _PICTURE.sub(r"\1", markdown)))
    words = " ".join(words.split())
    return [Utterance(Kind.SENTENCE, words)] if any(letter.isalnum() for letter in words) else []
