"""Where the rows of a list stand: reckoned from one of them, which stays there whatever the others measure."""

from collections.abc import Callable

from desktop_app.ui.widgets.heights import Heights

MARGIN = 12
"""Empty pixels above the first row and below the last."""


class AnchoredRows:
    """A row in sight (the anchor) is the truth; at the end of the list that is the last one, while the end is kept."""

    def __init__(self) -> None:
        self.heights = Heights()
        self.anchor = 0
        self.offset = MARGIN
        """Where the anchor begins, below the upper edge of what one sees."""
        self.at_end = True
        self.lead = 0
        """Pixels above the first row that belong to no row."""

    @property
    def _top(self) -> int:
        """Where the first row begins when all above it is in sight."""
        return MARGIN + self.lead

    def take_lead(self, lead: int) -> None:
        """Leave so much room above the first row; who looks at the beginning goes on doing so."""
        at_beginning = not self.at_end and self.value() <= 0
        self.lead = lead
        if at_beginning and len(self.heights):
            self.move_to(0)

    def value(self) -> int:
        """Return how far down the list one looks, as a scroll bar has it."""
        return self.heights.top(self.anchor) + self._top - self.offset

    def total(self) -> int:
        """Return the height of everything."""
        return self.heights.total() + self._top + MARGIN

    def move_by(self, pixels: int) -> None:
        """Move what is in sight by just that, whatever the rows that come into sight turn out to measure."""
        self.offset -= pixels

    def move_to(self, value: int) -> None:
        """Look at what a scroll bar with that value stands for."""
        self.anchor = self.heights.row_at(value - self._top)
        self.offset = self.heights.top(self.anchor) + self._top - value

    def stand_on(self, row: int, y: int) -> None:
        """Let a row begin at `y` from now on."""
        self.anchor, self.offset = row, y

    def place(self, height: int, measure: Callable[[int], int]) -> dict[int, int]:
        """Return the rows that can be seen within `height`, which are measured, with where each begins."""
        last = len(self.heights) - 1
        self.anchor = min(self.anchor, last)
        if self.at_end:
            self.anchor, self.offset = last, height - MARGIN - measure(last)
        placed = {self.anchor: self.offset}
        bottom = self.offset + measure(self.anchor)
        for row in range(self.anchor + 1, last + 1):
            if bottom >= height:
                break
            placed[row] = bottom
            bottom += measure(row)
        top = self.offset
        for row in range(self.anchor - 1, -1, -1):
            if top <= 0:
                break
            top -= measure(row)
            placed[row] = top
        # Rows that the move took out of sight above are of no use.
        placed = {row: y for row, y in placed.items() if y + self.heights[row] > 0 or row == last}
        if last in placed and bottom < height - MARGIN and not self.at_end:
            self.at_end = True  # a gap below the last row
            return self.place(height, measure)
        shift = 0
        if 0 in placed and top > self._top:
            if last not in placed:
                self.stand_on(0, self._top)
                return self.place(height, measure)
            shift = self._top - top
        first = min(placed)
        self.stand_on(first, placed[first] + shift)
        return {row: y + shift for row, y in placed.items()}
