"""Reads the plainest Markdown without a parser, which takes many times as long; leaves everything else to it."""

import re

from desktop_app.ui.markdown.html import between_lines

_PLAIN = r"[^\n\r\t\x00*_`~\[\]\\<&|$^]"
_WORD = r"[^\W_]"
# Where bold ends after a mark, as in `**so.**`, what follows decides; these are what it is sure of.
_END = rf"(?:(?<={_WORD})|(?=\*\*(?:\Z|[ !-)+-/:-?])))\*\*(?!{_WORD}|\*)"
_STRONG = rf"(?<!{_WORD})\*\*{_WORD}(?:{_PLAIN}*(?!\s){_PLAIN})?{_END}"
_CODE = r"(?<!`)`(?! )[^`\n\r\t]*[^`\s]`(?!`)"
_BEGIN = rf"(?!\d+[.)])(?=\*\*{_WORD}|`|{_WORD}|[\"'“‘(])"
_LINE = re.compile(rf"(?P<mark>#{{1,6}}\ (?!.*\#\s*\Z)|-\ )?{_BEGIN}(?:{_PLAIN}|{_STRONG}|{_CODE})+\Z")
_MARKS = re.compile(r"`([^`]*)`|\*\*")


def simple_lines(text: str) -> list[str] | None:
    """Return what can be read of paragraphs, headings and items with bold words and code; None for anything else."""
    lines: list[str] = []
    goes_on, before = False, ""
    for line in text.split("\n"):
        if not line:
            goes_on = False
            continue
        found = _LINE.match(line)
        if found is None:
            return None
        mark = found["mark"] or ""
        words = _MARKS.sub(r"\1", line[len(mark) :])
        if goes_on and not mark:
            lines[-1] += between_lines(before, words.partition(" ")[0]).replace("\n", "\u2028") + words
        else:
            lines.append(words)
        before = words
        goes_on = not mark.startswith("#")
    return lines
