"""Finds the phrases that a clause matches, looking only at those that share a telling word with it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from desktop_app.domain.phrases import Phrase
from desktop_app.engines.builtin.reading import Clause

Owner = TypeVar("Owner")


@dataclass(frozen=True, slots=True)
class Match(Generic[Owner]):
    """A phrase that matched: whose it is, what it took along, and how many words it named itself."""

    owner: Owner
    clause: Clause
    slots: Mapping[str, Clause] = field(default_factory=dict)
    weight: int = 0


class PhraseIndex(Generic[Owner]):
    """Phrases with their owners, found by their anchor words."""

    def __init__(self, phrases: Iterable[tuple[Owner, Phrase]], not_names: frozenset[str]) -> None:
        self._anchored: dict[str, list[tuple[Owner, Phrase]]] = defaultdict(list)
        self._anywhere: list[tuple[Owner, Phrase]] = []
        self._not_names = not_names
        for entry in phrases:
            for anchor in entry[1].anchors:
                self._anchored[anchor].append(entry)
            if not entry[1].anchors:
                self._anywhere.append(entry)

    def find(self, clause: Clause) -> Iterator[Match[Owner]]:
        """Return every match of the whole `clause`."""
        line = clause.line
        candidates = list(self._anywhere)
        for anchor in {word.plain for word in clause.words}:
            candidates += self._anchored.get(anchor, ())
        for owner, phrase in candidates:
            match = match_phrase(phrase, clause, line, self._not_names)
            if match is not None:
                yield Match(owner, clause, *match)


def match_phrase(
    phrase: Phrase, clause: Clause, line: str, not_names: frozenset[str]
) -> tuple[dict[str, Clause], int] | None:
    """Return what `phrase` takes from `clause` and the number of words it names; None where it does not match."""
    found = phrase.pattern.fullmatch(line)
    if found is None:
        return None
    slots: dict[str, Clause] = {}
    open_words = 0
    for group, text in found.groupdict().items():
        if text is None:
            continue
        first = line.count(" ", 0, found.start(group))
        last = first + text.count(" ")
        kind = phrase.captures.get(group)
        if kind is None or kind in _OPEN:
            open_words += last - first
        if kind is not None:
            slots[group] = clause.part(first, last)
            if not _fits(kind, slots[group], not_names):
                return None
    return slots, len(clause.words) - open_words


_OPEN = frozenset(("words", "word", "few", "name", "proper", "number", "rest"))


def _fits(kind: str, taken: Clause, not_names: frozenset[str]) -> bool:
    """Check what a regular expression of small words cannot: that a name looks like one."""
    if kind not in ("name", "proper"):
        return True
    for word in taken.words:
        written = taken.text[word.start : word.end]
        if word.plain in not_names or not written.replace("'", "").replace("-", "").replace(".", "").isalpha():
            return False
        if kind == "proper" and not (written[0].isupper() and (len(written) == 1 or not written.isupper())):
            return False
    return True
