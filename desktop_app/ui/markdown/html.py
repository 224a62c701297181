"""The few tags that Qt's text shows; every other letter comes out as it went in."""

import re
import unicodedata
from html import escape
from typing import Literal, NamedTuple

LINE_HEIGHT = 116
"""Per cent of a font's own line height, which makes about one and a half times its letters."""
WRAPPED = 60
"""Letters of a line from which on it may have been wrapped."""
_RUN = re.compile(r"\S{120,}")


class Colours(NamedTuple):
    """The colours that a text needs, as #rrggbb."""

    link: str
    code: str
    border: str
    muted: str
    text: str = "#000000"


def plain_html(text: str) -> str:
    """Return HTML that shows `text` letter by letter, spaces and line ends too."""
    return f"<p style='line-height: {LINE_HEIGHT}%; white-space: pre-wrap; margin: 0;'>{words(text)}</p>"


def words(text: str) -> str:
    """Return `text` escaped, with places to break in what has none: Qt takes seconds over very long words."""
    return escape(_RUN.sub(lambda run: "\u200b".join(_portions(run[0])), text))


def _portions(run: str) -> list[str]:
    return [run[start : start + 100] for start in range(0, len(run), 100)]


def code_html(text: str, colours: Colours, *, rtl: bool = False) -> str:
    """Return code in running text; it keeps its direction where that runs the other way."""
    if rtl:
        text = f"\u2066{text}\u2069"
    return f"<span style='font-family: monospace; background-color: {colours.code};'>{words(text)}</span>"


def formula_html(tex: str, where: Literal["line", "display", "apart"]) -> str:
    """Return the place of a formula: a picture where one is drawn, else its letters."""
    return f"<img src='formula:{where}' alt='{escape(tex)}'>"


def box_html(*, done: bool) -> str:
    """Return the box of a task, which is drawn."""
    return f"<img src='box:{'done' if done else 'open'}' alt='{'☑' if done else '☐'} '>"


def raised_html(text: str, colours: Colours) -> str:
    """Return the mark of a footnote."""
    return f"<span style='vertical-align: super; color: {colours.link};'>{words(text)}</span>"


def between_lines(before: str, after: str) -> str:
    """Return what joins two lines of a paragraph, of which only the last letters of one and the next word are needed.

    Markdown says a space, which is right for text that was wrapped at some width. But who writes answers mostly does
    not wrap: where the next word would have fitted, the line ends on purpose, as in verses, letters and addresses.
    """
    if len(before) + 1 + len(after) <= WRAPPED:
        return "\n"
    wide = all(unicodedata.east_asian_width(each) == "W" for each in (before[-1:] or " ", after[:1] or " "))
    return "" if wide else " "


def is_rtl(text: str) -> bool:
    """Tell whether the first letter that has a direction runs from right to left."""
    if text.isascii():
        return False
    for letter in text:
        direction = unicodedata.bidirectional(letter)
        if direction == "L":
            return False
        if direction in {"R", "AL"}:
            return True
    return False
