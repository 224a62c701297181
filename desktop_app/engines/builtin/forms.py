"""Takes the polite words away from around what a clause says."""

from collections.abc import Mapping

from desktop_app.engines.builtin.reading import Clause

_MOST_STARTS = 4

Fillers = tuple[tuple[str, ...], ...]


class Forms:
    """Knows the words that may stand before and after what matters."""

    def __init__(self, lists: Mapping[str, tuple[str, ...]]) -> None:
        self._start: Fillers = tuple(tuple(entry.split()) for entry in lists["fillers_start"])
        self._end: Fillers = tuple(tuple(entry.split()) for entry in lists["fillers_end"])

    def of(self, clause: Clause, name: str = "") -> list[Clause]:
        """Return the clause as it is, and in shorter forms; `name` is whom it may address at its end."""
        forms = [clause]
        while len(forms) < _MOST_STARTS and (shorter := _without(forms[-1], self._start, at_end=False)):
            forms.append(shorter)
        ends = (*self._end, tuple(name.casefold().split()))
        for form in tuple(forms):
            trimmed = form
            while shorter := _without(trimmed, ends, at_end=True):
                trimmed = shorter
            if trimmed is not form:
                forms.append(trimmed)
        return forms


def _without(clause: Clause, fillers: Fillers, *, at_end: bool) -> Clause | None:
    """Return the clause without a filler at its beginning or end; None where it has none or would be nothing else."""
    plain = tuple(word.plain for word in clause.words)
    for filler in fillers:
        count = len(filler)
        if 0 < count < len(plain) and (plain[-count:] if at_end else plain[:count]) == filler:
            return clause.part(0, len(plain) - count) if at_end else clause.part(count, len(plain))
    return None
