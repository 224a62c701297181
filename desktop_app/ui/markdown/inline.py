"""Turns what stands in a line into tags: emphasis, code, links, formulas, marks of footnotes."""

import re
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import islice
from urllib.parse import urlsplit

from markdown_it.token import Token

from desktop_app.domain.links import linked_message
from desktop_app.ui.markdown.html import (
    WRAPPED,
    Colours,
    between_lines,
    code_html,
    formula_html,
    is_rtl,
    raised_html,
    words,
)

_ALLOWED_SCHEMES = frozenset({"http", "https", "mailto"})
_ADDRESS = re.compile(r"\bhttps?://[^\s<>\"'`]*[^\s<>\"'`.,;:!?*_~]", re.IGNORECASE)
_ATTACHED = re.compile(r"attachment:\d{1,18}")
_LINEWISE = ("<", "|")
"""With these begin lines of HTML, which is shown as it is written, and of tables that went wrong."""
_TAGS = {
    "strong_open": "<b>",
    "strong_close": "</b>",
    "em_open": "<i>",
    "em_close": "</i>",
    "s_open": "<s>",
    "s_close": "</s>",
    "link_close": "</a>",
    "hardbreak": "<br>",
}


def inline_html(token: Token, colours: Colours) -> str:
    """Return HTML for all that stands in an inline token."""
    return "".join(_pieces(token.children or (), colours, rtl=is_rtl(token.content)))


def _pieces(tokens: Sequence[Token], colours: Colours, *, rtl: bool) -> Iterator[str]:
    linked, line = 0, ""
    for number, token in enumerate(tokens):
        if token.type == "code_inline":
            yield code_html(token.content, colours, rtl=rtl)
        elif token.type == "formula":
            yield formula_html(token.content, "display" if token.markup in {"$$", "\\["} else "line")
        elif token.type == "footnote_mark":
            yield raised_html(token.content, colours)
        elif token.type == "image":
            alternative = "".join(child.content for child in token.children or ())
            yield image_html(alternative, str(token.attrGet("src") or ""))
        elif token.type == "text" and not linked:
            yield _with_addresses(token.content, colours)
        elif token.type == "softbreak":
            yield _joint(line, islice(tokens, number + 1, None))
        elif token.type == "link_open":
            yield _link(str(token.attrGet("href") or ""), colours)
        else:
            yield _TAGS.get(token.type) or words(token.content)
        line = "" if token.type.endswith("break") else (line + token.content)[-WRAPPED:]
        linked += {"link_open": 1, "link_close": -1}.get(token.type, 0)


def _joint(before: str, following: Iterable[Token]) -> str:
    """Return what stands between two lines of a paragraph."""
    after = ""
    for token in following:
        after += token.content
        if token.type.endswith("break") or " " in after:
            break
    if after.startswith(_LINEWISE):
        return "<br>"
    return between_lines(before, after.partition(" ")[0]).replace("\n", "<br>")


def image_html(alternative: str, address: str) -> str:
    """Return what stands for a picture: a place for one that is attached, words for others, which are never loaded."""
    if _ATTACHED.fullmatch(address):
        return f"<img src='{address}' alt='{escape(alternative)}'>"
    return words(f"[image not loaded: {alternative} {address}]")


def _link(address: str, colours: Colours) -> str:
    # A link to a message does no more than show one of the person's own, so whatever text may have it.
    if urlsplit_scheme(address) in _ALLOWED_SCHEMES or linked_message(address) is not None:
        return f"<a href='{escape(address)}' style='color: {colours.link};'>"
    return "<a>"


def _with_addresses(text: str, colours: Colours) -> str:
    """Return text in which addresses of the web are links."""
    if "://" not in text:
        return words(text)
    pieces: list[str] = []
    end = 0
    for found in _ADDRESS.finditer(text):
        address = found[0]
        if address.endswith(")") and "(" not in address:
            address = address.rstrip(")")
        pieces.append(words(text[end : found.start()]))
        pieces.append(f"{_link(address, colours)}{words(address)}</a>")
        end = found.start() + len(address)
    return "".join(pieces) + words(text[end:])


def urlsplit_scheme(address: str) -> str:
    """Return the scheme of an address in small letters, empty for one that cannot be read."""
    try:
        return urlsplit(address).scheme.lower()
    except ValueError:
        return ""
