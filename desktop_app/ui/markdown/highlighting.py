"""Colours for code, by Pygments, in both themes."""

from functools import cache
from html import escape

from pygments.lexers import get_all_lexers, get_lexer_by_name
from pygments.token import Token, _TokenType

LONGEST_COLOURED = 20_000
"""Longer code is shown in one colour: colouring it would be felt."""

_LIGHT = {
    Token.Comment: "#5f6b7a",
    Token.Keyword: "#a3245f",
    Token.Name.Builtin: "#7a4a00",
    Token.Name.Function: "#5b3fb8",
    Token.Name.Class: "#5b3fb8",
    Token.Name.Decorator: "#7a4a00",
    Token.Name.Tag: "#a3245f",
    Token.Name.Attribute: "#5b3fb8",
    Token.Literal.String: "#0b6e4f",
    Token.Literal.Number: "#0f5bc4",
    Token.Operator.Word: "#a3245f",
    Token.Generic.Deleted: "#b3261e",
    Token.Generic.Inserted: "#0b6e4f",
}
_DARK = {
    Token.Comment: "#8b95a5",
    Token.Keyword: "#ff8fb8",
    Token.Name.Builtin: "#f0b86e",
    Token.Name.Function: "#c4b1ff",
    Token.Name.Class: "#c4b1ff",
    Token.Name.Decorator: "#f0b86e",
    Token.Name.Tag: "#ff8fb8",
    Token.Name.Attribute: "#c4b1ff",
    Token.Literal.String: "#86d6a9",
    Token.Literal.Number: "#8fbcff",
    Token.Operator.Word: "#ff8fb8",
    Token.Generic.Deleted: "#ff8a80",
    Token.Generic.Inserted: "#86d6a9",
}


def warm_up() -> None:
    """Build the most common lexer, which takes a while, before the first block of code has to wait for it."""
    _known()
    get_lexer_by_name("python")


def code_html(text: str, language: str, *, dark: bool) -> str:
    """Return `text` as HTML, coloured where `language` is known and the text is not too long."""
    if not language or len(text) > LONGEST_COLOURED:
        return _page(escape(text))
    if language.lower() not in _known():
        return _page(escape(text))
    lexer = get_lexer_by_name(language, stripnl=False)
    colours = _DARK if dark else _LIGHT
    tokens = list(lexer.get_tokens(text))
    if tokens and not text.endswith("\n"):  # some lexers leave out a last line without an end, so it was given one
        tokens[-1] = (tokens[-1][0], tokens[-1][1].removesuffix("\n"))
    if "".join(piece for _kind, piece in tokens) != text:
        return _page(escape(text))
    pieces = []
    for kind, piece in tokens:
        colour = _colour(kind, colours)
        words = escape(piece)
        pieces.append(f"<span style='color: {colour};'>{words}</span>" if colour else words)
    return _page("".join(pieces))


@cache
def _known() -> frozenset[str]:
    """Return the names of languages; asking for an unknown one would search all installed packages each time."""
    return frozenset(alias.lower() for _, aliases, _, _ in get_all_lexers(plugins=False) for alias in aliases)


def _page(content: str) -> str:
    return f"<pre style='margin: 0; line-height: 125%;'>{content}</pre>"


def _colour(kind: _TokenType, colours: dict[_TokenType, str]) -> str | None:
    place: _TokenType | None = kind
    while place is not None:
        if place in colours:
            return colours[place]
        place = place.parent
    return None
