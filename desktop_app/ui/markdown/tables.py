"""Tables, row by row: a widget may show the first rows of many."""

from collections.abc import Sequence

from markdown_it.token import Token

from desktop_app.ui.markdown.html import Colours
from desktop_app.ui.markdown.inline import inline_html


class TableRows:
    """Collects the rows of a table."""

    def __init__(self, colours: Colours) -> None:
        self._colours = colours
        self._rows: list[str] = []
        self._cells: list[str] = []
        self._cell = ""

    def takes(self, token: Token) -> bool:
        """Take what stands in a cell; tell whether there is one."""
        if self._cell:
            self._cells.append(f"<{self._cell}>{inline_html(token, self._colours)}</{self._cell[:2]}>")
        return bool(self._cell)

    def read(self, token: Token) -> tuple[str, ...]:
        """Go on with a token; return all rows at the end of the table."""
        if token.type in {"th_open", "td_open"}:
            ground = f" background-color: {self._colours.code};" if token.tag == "th" else ""
            line = f"vertical-align: middle; border-bottom: 1px solid {self._colours.border};"
            self._cell = f"{token.tag} align='{_alignment(token)}' style='{line}{ground}'"
        elif token.type in {"th_close", "td_close"}:
            self._cell = ""
        elif token.type == "tr_close":
            self._rows.append(f"<tr>{''.join(self._cells)}</tr>")
            self._cells = []
        elif token.type == "table_close":
            rows, self._rows = tuple(self._rows), []
            return rows
        return ()


def table_html(rows: Sequence[str]) -> str:
    """Return rows as a table."""
    return f"<table cellspacing='0' cellpadding='7' style='border-collapse: collapse;'>{''.join(rows)}</table>"


def _alignment(token: Token) -> str:
    style = str(token.attrGet("style") or "")
    return next((side for side in ("center", "right") if side in style), "left")
