"""Turns Markdown's tokens into the few tags that Qt's text shows; every other letter comes out as it went in."""

import re
from collections.abc import Sequence
from html import escape
from typing import NamedTuple
from urllib.parse import urlsplit

from markdown_it.token import Token

_ALLOWED_SCHEMES = frozenset({"http", "https", "mailto"})
_RUN = re.compile(r"\S{120,}")
_LINE_HEIGHT = "line-height: 140%;"
_PLAIN_TAGS = {
    "strong_open": "<b>",
    "strong_close": "</b>",
    "em_open": "<i>",
    "em_close": "</i>",
    "s_open": "<s>",
    "s_close": "</s>",
    "bullet_list_close": "</ul>",
    "ordered_list_close": "</ol>",
    "list_item_close": "</li>",
    "thead_open": "<thead>",
    "thead_close": "</thead>",
    "tbody_open": "<tbody>",
    "tbody_close": "</tbody>",
    "tr_open": "<tr>",
    "tr_close": "</tr>",
    "th_close": "</th>",
    "td_close": "</td>",
    "table_close": "</table>",
    "softbreak": "<br>",
    "hardbreak": "<br>",
    "hr": "<hr>",
}
_HEADING_SIZES = {"h1": 135, "h2": 122, "h3": 112}


class Colours(NamedTuple):
    """The colours that a text needs, as #rrggbb."""

    link: str
    code: str
    border: str
    muted: str


def html_of(tokens: Sequence[Token], colours: Colours) -> str:
    """Return HTML for block tokens and what is in them."""
    return "".join(_block(token, colours) for token in tokens)


def plain_html(text: str) -> str:
    """Return HTML that shows `text` letter by letter, spaces and line ends too."""
    return f"<p style='line-height: 120%; white-space: pre-wrap; margin: 0;'>{_words(text)}</p>"


def _block(token: Token, colours: Colours) -> str:
    kind = token.type
    if kind == "inline":
        return "".join(_inline(child, colours) for child in token.children or ())
    if kind == "paragraph_open":
        return "" if token.hidden else f"<p style='{_LINE_HEIGHT} margin: 0 0 8px 0;'>"
    if kind in {"paragraph_close", "heading_close"}:
        return "" if token.hidden else "</p>"
    if kind == "heading_open":
        size = _HEADING_SIZES.get(token.tag, 104)
        return f"<p style='margin: 10px 0 6px 0; font-weight: 600; font-size: {size}%;'>"
    if kind == "bullet_list_open":
        return "<ul style='margin: 0 0 6px 0;'>"
    if kind == "ordered_list_open":
        return f"<ol start='{int(token.attrGet('start') or 1)}' style='margin: 0 0 6px 0;'>"
    if kind == "list_item_open":
        return f"<li style='{_LINE_HEIGHT} margin: 2px 0;'>"
    if kind == "table_open":
        return (
            "<table cellspacing='0' cellpadding='6' style='border-collapse: collapse;"
            f" border: 1px solid {colours.border}; margin: 4px 0 8px 0;'>"
        )
    if kind in {"th_open", "td_open"}:
        ground = f"background-color: {colours.code};" if token.tag == "th" else ""
        return f"<{token.tag} align='{_alignment(token)}' style='border: 1px solid {colours.border}; {ground}'>"
    if kind == "blockquote_open":
        return f"<div style='margin-left: 16px; color: {colours.muted};'>"
    if kind == "blockquote_close":
        return "</div>"
    if kind in {"fence", "code_block"}:
        lines = _words(token.content.removesuffix("\n"))
        return f"<pre style='background-color: {colours.code}; margin: 4px 0;'>{lines}</pre>"
    return _PLAIN_TAGS.get(kind) or _words(token.content)


def _inline(token: Token, colours: Colours) -> str:
    kind = token.type
    if kind == "code_inline":
        return f"<span style='font-family: monospace; background-color: {colours.code};'>{_words(token.content)}</span>"
    if kind == "link_open":
        address = str(token.attrGet("href") or "")
        if urlsplit_scheme(address) in _ALLOWED_SCHEMES:
            return f"<a href='{escape(address, quote=True)}' style='color: {colours.link};'>"
        return "<a>"
    if kind == "link_close":
        return "</a>"
    if kind == "image":
        alternative = "".join(child.content for child in token.children or ())
        address = str(token.attrGet("src") or "")
        return _words(f"[image not loaded: {alternative} {address}]")
    return _PLAIN_TAGS.get(kind) or _words(token.content)


def urlsplit_scheme(address: str) -> str:
    """Return the scheme of an address in small letters, empty for one that cannot be read."""
    try:
        return urlsplit(address).scheme.lower()
    except ValueError:
        return ""


def _alignment(token: Token) -> str:
    style = str(token.attrGet("style") or "")
    return next((side for side in ("center", "right") if side in style), "left")


def _words(text: str) -> str:
    """Return `text` escaped, with places to break in what has none: Qt takes seconds over very long words."""
    return escape(_RUN.sub(lambda run: "\u200b".join(_portions(run[0])), text))


def _portions(run: str) -> list[str]:
    return [run[start : start + 100] for start in range(0, len(run), 100)]
