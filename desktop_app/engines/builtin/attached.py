"""What the responder does with attached files: it counts, finds and quotes in a text, and names a picture."""

import re
from collections.abc import Callable, Sequence

from desktop_app.domain.attachments import shown_size
from desktop_app.domain.engine_requests import AttachedFile, EngineRequest
from desktop_app.domain.messages import Role, first_words

_MOST_LINES = 8
_LINE_LENGTH = 200
_ABOUT_A_FILE = re.compile(r"\b(file|attached|attachment|attachments|document|picture|image|photo)\b", re.IGNORECASE)
_COUNTED = re.compile(
    r"\b(?:how many|count|number of)\b.*?\b(words?|lines?|letters?|characters?|paragraphs?)\b", re.IGNORECASE
)
_FIND = re.compile(
    r"\b(?:find|search for|look for|where is|where are|does it (?:say|mention|contain)|mentions? of|lines? with)\s+"
    r"(?:the (?:words?|phrase|line) )?(.+)",
    re.IGNORECASE,
)
_WHERE = re.compile(r"\s+(?:in|within|from|of)\s+(?:the|this|that|my|it)?\s*[^\s]*\s*$", re.IGNORECASE)
_LINES = re.compile(r"\blines?\s+(\d+)(?:\s*(?:-|–|to|until|and)\s*(\d+))?", re.IGNORECASE)
_ENDS = re.compile(r"\b(first|last)(?:\s+(\d+))?\s+lines?\b", re.IGNORECASE)
_QUOTES = "\"'“”‘’«».,?! "


def answer_about_files(request: EngineRequest) -> str | None:
    """Return an answer to a question that is about attached files, None to one that is about something else."""
    said = [turn for turn in request.turns if turn.role is Role.USER]
    if not said:
        return None
    question = said[-1]
    if question.attachments:
        return _answer(question.content, question.attachments)
    earlier = next((turn.attachments for turn in reversed(said) if turn.attachments), ())
    named = any(file.name.casefold() in question.content.casefold() for file in earlier)
    if earlier and (named or _ABOUT_A_FILE.search(question.content)):
        return _asked(question.content, earlier)
    return None


def _answer(question: str, files: Sequence[AttachedFile]) -> str:
    found = _asked(question, files)
    if found is not None:
        return found
    told = "\n\n".join([*map(_text_described, _texts(files)), *_pictures_described(_pictures(files))])
    if any(file.text is not None for file in files):
        told += (
            "\n\nI answer by written rules and do not understand a text, but I can work on its letters. "
            "Ask me: “how many words?”, “find rain”, “quote line 3” or “the last 5 lines”."
        )
    return told


def _asked(question: str, files: Sequence[AttachedFile]) -> str | None:
    """Do with the texts what a question asks for; None where it asks for nothing that can be done."""
    named = [file for file in files if file.name.casefold() in question.casefold()]
    work = _work_in(question)
    if work is None:
        return None
    chosen = named or files
    done = [work(file) if file.text is not None else _text_described(file) for file in _texts(chosen)]
    return "\n\n".join([*done, *_pictures_described(_pictures(chosen))])


def _work_in(question: str) -> Callable[[AttachedFile], str] | None:
    if (counted := _COUNTED.search(question)) is not None:
        what = counted[1].lower().rstrip("s")
        return lambda file: _count(file, what)
    if (ends := _ENDS.search(question)) is not None:
        number = int((ends[2] or "1")[:6])
        return lambda file: _end_lines(file, number, last=ends[1].lower() == "last")
    if (lines := _LINES.search(question)) is not None:
        first, last = int(lines[1][:9]), int((lines[2] or lines[1])[:9])
        return lambda file: _quoted_lines(file, first, last)
    if (wanted := _FIND.search(question)) is not None:
        words = _WHERE.sub("", wanted[1].strip(_QUOTES)).strip(_QUOTES)
        return (lambda file: _found(file, words)) if words else None
    return None


def _pictures(files: Sequence[AttachedFile]) -> list[AttachedFile]:
    return [file for file in files if file.is_image]


def _texts(files: Sequence[AttachedFile]) -> list[AttachedFile]:
    return [file for file in files if not file.is_image]


def _pictures_described(files: Sequence[AttachedFile]) -> list[str]:
    """Return what is known of pictures, in one paragraph for all."""
    named = [f"“{file.name}” ({file.width} × {file.height} pixels, {shown_size(file.size)})" for file in files]
    if not named:
        return []
    if len(named) == 1:
        told = f"{named[0]} is a picture. I cannot see pictures: its name and size are all I know of it."
    else:
        listed = f"{', '.join(named[:-1])} and {named[-1]}"
        told = f"{listed} are pictures. I cannot see pictures: their names and sizes are all I know of them."
    return [f"{told} A model that sees pictures can be asked in my place."]


def _text_described(file: AttachedFile) -> str:
    if file.text is None:
        return f"“{file.name}” ({shown_size(file.size)}) was too much to read here, so I know no more than its name."
    lines, words = _lines(file), file.text.split()
    beginning = first_words(file.text, 160)
    count = f"{_counted(len(lines), 'line')} and {_counted(len(words), 'word')}"
    return f"“{file.name}” is a text of {count} ({shown_size(file.size)}). It begins: “{beginning}”"


def _count(file: AttachedFile, what: str) -> str:
    text = file.text or ""
    numbers = {
        "word": len(text.split()),
        "line": len(_lines(file)),
        "letter": sum(map(str.isalpha, text)),
        "character": len(text),
        "paragraph": len([part for part in re.split(r"\n\s*\n", text) if part.strip()]),
    }
    return f"“{file.name}” has {_counted(numbers[what], what)}."


def _found(file: AttachedFile, words: str) -> str:
    wanted = words.casefold()
    hits = [(number, line) for number, line in enumerate(_lines(file), 1) if wanted in line.casefold()]
    if not hits:
        return f"“{words}” is nowhere in “{file.name}”."
    told = f"“{words}” is in {_counted(len(hits), 'line')} of “{file.name}”"
    more = f"\n\n… and {len(hits) - _MOST_LINES:,} more." if len(hits) > _MOST_LINES else ""
    return f"{told}:\n\n{_quote(hits[:_MOST_LINES])}{more}"


def _quoted_lines(file: AttachedFile, first: int, last: int) -> str:
    numbered = list(enumerate(_lines(file), 1))
    chosen = numbered[max(first - 1, 0) : last]
    if not chosen:
        return f"“{file.name}” has {_counted(len(numbered), 'line')}, so there is no line {first:,}."
    more = f"\n\n… and {len(chosen) - _MOST_LINES:,} more." if len(chosen) > _MOST_LINES else ""
    return f"From “{file.name}”:\n\n{_quote(chosen[:_MOST_LINES])}{more}"


def _end_lines(file: AttachedFile, number: int, *, last: bool) -> str:
    count = len(_lines(file))
    number = min(max(number, 1), count, _MOST_LINES)
    return _quoted_lines(file, count - number + 1, count) if last else _quoted_lines(file, 1, number)


def _quote(lines: Sequence[tuple[int, str]]) -> str:
    """Return lines with their numbers in a fence that none of them can end."""
    width = len(str(lines[-1][0]))
    shown = "\n".join(f"{number:>{width}}  {line[:_LINE_LENGTH]}" for number, line in lines)
    fence = "`" * (max((len(run) for run in re.findall("`{3,}", shown)), default=2) + 1)
    return f"{fence}text\n{shown}\n{fence}"


def _lines(file: AttachedFile) -> list[str]:
    text = file.text or ""
    return text.removesuffix("\n").split("\n") if text else []


def _counted(count: int, thing: str) -> str:
    return f"{count:,} {thing}" if count == 1 else f"{count:,} {thing}s"
