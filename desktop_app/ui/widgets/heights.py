"""Heights of many rows, summed in a Fenwick tree: changing one and finding one take a few steps, however many."""

from collections.abc import Iterable


class Heights:
    """The heights of rows 0 … n-1, in pixels."""

    def __init__(self, heights: Iterable[int] = ()) -> None:
        self._heights = list(heights)
        self._tree = [0, *self._heights]
        for place in range(1, len(self._tree)):
            above = place + (place & -place)
            if above < len(self._tree):
                self._tree[above] += self._tree[place]

    def __len__(self) -> int:
        return len(self._heights)

    def __getitem__(self, row: int) -> int:
        return self._heights[row]

    def __setitem__(self, row: int, height: int) -> None:
        change = height - self._heights[row]
        if not change:
            return
        self._heights[row] = height
        place = row + 1
        while place < len(self._tree):
            self._tree[place] += change
            place += place & -place

    def append(self, height: int) -> None:
        """Add a row at the end."""
        self._heights.append(height)
        place = len(self._heights)
        low = place - (place & -place)
        self._tree.append(self.top(place - 1) - self.top(low) + height)

    def top(self, row: int) -> int:
        """Return where `row` begins: the sum of the heights before it; the sum of all for the row after the last."""
        total = 0
        while row > 0:
            total += self._tree[row]
            row -= row & -row
        return total

    def total(self) -> int:
        """Return the sum of all heights."""
        return self.top(len(self._heights))

    def row_at(self, y: int) -> int:
        """Return the row that covers `y`, the first or last one outside."""
        row, step = 0, 1 << len(self._heights).bit_length()
        while step:
            if row + step <= len(self._heights) and self._tree[row + step] <= y:
                row += step
                y -= self._tree[row]
            step >>= 1
        return max(min(row, len(self._heights) - 1), 0)
