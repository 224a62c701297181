"""Heights of many rows of which few are known: the others are all guessed alike, and cost nothing."""


class Heights:
    """The heights of rows 0 … n-1, in pixels: a Fenwick tree of how far known ones are from the guess."""

    def __init__(self, count: int = 0, guess: int = 0) -> None:
        self._count = count
        self._guess = guess
        self._known: dict[int, int] = {}
        self._tree: dict[int, int] = {}

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, row: int) -> int:
        return self._known.get(row, self._guess)

    def __setitem__(self, row: int, height: int) -> None:
        change = height - self[row]
        self._known[row] = height
        if change:
            self._add(row, change)

    def insert(self, row: int, count: int) -> None:
        """Add `count` rows before `row`, or after all; what is known of the others goes with them."""
        if row < self._count:
            moved = {each + count if each >= row else each: height for each, height in self._known.items()}
            self._build(self._count + count, moved)
            return
        size, self._count = _size_for(self._count), self._count + count
        while size < _size_for(self._count):
            self._tree[2 * size] = self._tree.get(size, 0)
            size *= 2

    def remove(self, row: int, count: int) -> None:
        """Take `count` rows away, from `row` on."""
        left = {each: height for each, height in self._known.items() if not row <= each < row + count}
        self._build(self._count - count, {each - count if each > row else each: left[each] for each in left})

    def forget(self, row: int) -> None:
        """Know nothing any more of the rows from `row` on."""
        self._build(self._count, {each: height for each, height in self._known.items() if each < row})

    def top(self, row: int) -> int:
        """Return where `row` begins: the sum of the heights before it; the sum of all for the row after the last."""
        total = row * self._guess
        while row > 0:
            total += self._tree.get(row, 0)
            row -= row & -row
        return total

    def total(self) -> int:
        """Return the sum of all heights."""
        return self.top(self._count)

    def row_at(self, y: int) -> int:
        """Return the row that covers `y`, the first or last one outside."""
        row, step = 0, _size_for(self._count)
        while step:
            if row + step <= self._count:
                height = step * self._guess + self._tree.get(row + step, 0)
                if height <= y:
                    row += step
                    y -= height
            step >>= 1
        return max(min(row, self._count - 1), 0)

    def _build(self, count: int, known: dict[int, int]) -> None:
        self._count, self._known, self._tree = count, known, {}
        for row, height in known.items():
            self._add(row, height - self._guess)

    def _add(self, row: int, change: int) -> None:
        place, size = row + 1, _size_for(self._count)
        while place <= size:
            self._tree[place] = self._tree.get(place, 0) + change
            place += place & -place


def _size_for(count: int) -> int:
    """Return a power of two over `count`: up to there sums are kept, so that rows can come after the last cheaply."""
    return 1 << count.bit_length()
