"""Markdown as HTML that loads nothing and runs nothing, with every letter of the text in it."""

import re
from collections import Counter
from collections.abc import MutableMapping, Sequence
from html import escape, unescape
from typing import Any
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict

from desktop_app.formats.markdown_safety import NESTING, is_heavy

_ALLOWED_SCHEMES = frozenset({"http", "https", "mailto"})
_TAG = re.compile(r"<[^>]*>")
_ADDRESS = re.compile(r' (?:href|title)="([^"]*)"')


class MarkdownPage:
    """Renders messages; one that would lose a letter, or take long, is shown as it was written."""

    def __init__(self) -> None:
        self._parser = _Parser("commonmark", {"html": False, "maxNesting": NESTING}, renderer_cls=_Renderer)
        self._parser.enable(["table", "strikethrough"])
        # These would take away letters, or show other ones.
        self._parser.disable(["reference", "entity"])

    def render(self, text: str) -> str:
        """Return the HTML of a message."""
        if not is_heavy(text):
            try:
                page = str(self._parser.render(text))
            except RecursionError:
                return _plain(text)
            if not Counter(filter(str.isalnum, text)) - Counter(filter(str.isalnum, _shown(page))) - _numbers(text):
                return page
        return _plain(text)


def _plain(text: str) -> str:
    return f"<pre>{escape(text)}</pre>\n"


def _shown(page: str) -> str:
    """Return what a page shows: its text, and where its links lead."""
    return unescape("".join((_TAG.sub("", page), *_ADDRESS.findall(page))))


def _numbers(text: str) -> Counter[str]:
    """Return the digits that number lists: the page numbers them itself."""
    return Counter("".join(re.findall(r"^[\s>*+-]*(\d{1,9})[.)]", text, re.MULTILINE)))


class _Parser(MarkdownIt):
    """Knows links that lead to the web or to a letter, and leaves their addresses as they were written."""

    def validateLink(self, url: str) -> bool:  # noqa: N802
        try:
            return urlsplit(url).scheme.lower() in _ALLOWED_SCHEMES
        except ValueError:
            return False

    def normalizeLink(self, url: str) -> str:  # noqa: N802
        return url


class _Renderer(RendererHTML):
    """Shows pictures as words, links without telling where one comes from, and the whole language of code."""

    def image(self, tokens: Sequence[Token], idx: int, _options: OptionsDict, _env: MutableMapping[str, Any]) -> str:
        token = tokens[idx]
        title = token.attrGet("title")
        words = [token.content, str(token.attrGet("src") or ""), "" if title is None else f"“{title}”"]
        return escape(f"[image not loaded: {' '.join(filter(None, words))}]")

    def link_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: MutableMapping[str, Any]) -> str:
        tokens[idx].attrSet("rel", "noopener noreferrer")
        return self.renderToken(tokens, idx, options, env)

    def fence(self, tokens: Sequence[Token], idx: int, _options: OptionsDict, _env: MutableMapping[str, Any]) -> str:
        token = tokens[idx]
        language = escape(token.info.strip())
        caption = f"<figcaption>{language}</figcaption>" if language else ""
        return f"<figure>{caption}<pre><code>{escape(token.content)}</code></pre></figure>\n"
