"""Running text while it is written: paragraphs, items of lists, lines.

Lists do not stand within each other but say how far in they are: so a list can stop for a block of code and go on.
"""

from desktop_app.ui.markdown.html import LINE_HEIGHT, Colours, box_html

LEVEL = 24
"""Pixels by which each level of a list stands further in."""
BOX = 22
"""Pixels that the box of a task takes."""
_DEEPEST = 10
"""Levels after which nothing stands further in: there has to be room for the words."""
_NOTHING = "\u200b"
"""What an item without words consists of: Qt shows no marker otherwise."""
TIGHT = f"line-height: {LINE_HEIGHT}%; margin: 4px 0;"
LOOSE = f"line-height: {LINE_HEIGHT}%; margin: 8px 0;"
TERM = f"line-height: {LINE_HEIGHT}%; margin: 8px 0 2px 0; font-weight: 600;"


def heading(tag: str, colours: Colours) -> str:
    """Return the look of a heading; sizes have names, so that they follow the size of the text."""
    size = {"h1": "x-large", "h2": "large"}.get(tag, "medium")
    faint = f" color: {colours.muted};" if tag in {"h5", "h6"} else ""
    above = {"h1": 20, "h2": 18}.get(tag, 14)
    return f"margin: {above}px 0 6px 0; font-weight: 600; font-size: {size};{faint}"


def indent(level: int) -> int:
    """Return how many pixels a level is from the side."""
    return LEVEL * min(level, _DEEPEST)


class RunningText:
    """Collects HTML."""

    def __init__(self, colours: Colours) -> None:
        self._colours = colours
        self._pieces: list[str] = []
        self._list: tuple[int, str] | None = None
        """The level and the kind of the list that the next item may belong to."""
        self._end = ""
        self.length = 0

    def paragraph(self, html: str, style: str, level: int) -> None:
        """Add a paragraph."""
        within = f" -qt-block-indent: {min(level, _DEEPEST)};" if level else ""
        self.put(f"<p style='{style}{within}'>{html}</p>")

    def item(self, html: str, style: str, level: int, number: int | None) -> None:
        """Add an item of a list; those of one list come one after the other."""
        if number is None:  # the marker takes the colour of the item, the words have their own
            html = f"<span style='color: {self._colours.text};'>{html or _NOTHING}</span>"
            style += f" color: {self._colours.muted};"
        self._go_on(level, "ul" if number is None else "ol", number)
        self._add(f"<li style='{style}'>{html or _NOTHING}</li>")

    def task(self, html: str, style: str, level: int, *, done: bool) -> None:
        """Add an item with a box that is ticked or not."""
        self._go_on(level, "ul-tasks", None)
        self._add(f"<li style='{style} text-indent: -{BOX}px;'>{box_html(done=done)}{html}</li>")

    def put(self, html: str) -> None:
        """Add anything that is no item."""
        self.end_list()
        self._add(html)

    def end_list(self) -> None:
        """Let the next item begin a list of its own."""
        if self._list is not None:
            self._list = None
            self._add(self._end)

    def take(self) -> str:
        """Return all of it, and begin anew."""
        self.end_list()
        html, self._pieces, self.length = "".join(self._pieces), [], 0
        return html

    def _go_on(self, level: int, kind: str, number: int | None) -> None:
        """Go on with the list of such items, or begin one."""
        if self._list == (level, kind):
            return
        self.end_list()
        tag = kind.split("-")[0]
        self._list, self._end = (level, kind), f"</{tag}>"
        start = "" if number is None else f" start='{number}'"
        look = f"margin: 0; -qt-list-indent: {min(level, _DEEPEST)};"
        self._add(f"<{tag}{start} style='{look}{' list-style-type: none;' if kind != tag else ''}'>")

    def _add(self, html: str) -> None:
        self._pieces.append(html)
        self.length += len(html)
