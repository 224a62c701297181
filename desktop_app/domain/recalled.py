"""What a prompt recalled: the facts, the lore and the affinity that an answer was given to draw on, as values."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class RecalledFact:
    """A fact as it was told; it may have changed since, or be forgotten."""

    id: int
    category: str
    key: str
    value: str


@dataclass(frozen=True, slots=True)
class RecalledLore:
    """An entry of lore that was told, by its number in the persona's book."""

    number: int
    title: str
    key: str
    """What it was found by; empty for one that is always told."""


@dataclass(frozen=True, slots=True)
class RecalledAffinity:
    """How well the two knew each other."""

    points: int
    level: str
    state: str


@dataclass(frozen=True, slots=True)
class Recalled:
    """All that a prompt recalled."""

    facts: tuple[RecalledFact, ...] = ()
    lore: tuple[RecalledLore, ...] = ()
    affinity: RecalledAffinity | None = None
    forgetting: tuple[int, ...] = ()
    """The numbers of facts that are forgotten because the question asks for it."""


NOTHING_RECALLED = Recalled()


def recalled_document(recalled: Recalled) -> dict[str, Any]:
    """Return it as a JSON document, without what is empty."""
    affinity = recalled.affinity
    document = {
        "facts": [[each.id, each.category, each.key, each.value] for each in recalled.facts],
        "lore": [[each.number, each.title, each.key] for each in recalled.lore],
        "affinity": None if affinity is None else [affinity.points, affinity.level, affinity.state],
        "forgetting": list(recalled.forgetting),
    }
    return {key: value for key, value in document.items() if value}


def recalled_from(document: Mapping[str, Any]) -> Recalled:
    """Return what is in a document; raise `ValueError` or `TypeError` for what Parley would not have written."""
    affinity = document.get("affinity")
    return Recalled(
        tuple(RecalledFact(_number(row[0]), *_texts(row, 4)) for row in document.get("facts", ())),
        tuple(RecalledLore(_number(row[0]), *_texts(row, 3)) for row in document.get("lore", ())),
        None if affinity is None else RecalledAffinity(_number(affinity[0]), *_texts(affinity, 3)),
        tuple(map(_number, document.get("forgetting", ()))),
    )


def _number(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not -(2**63) <= value < 2**63:
        raise ValueError("no number that Parley writes")
    return value


def _texts(row: Any, length: int) -> list[str]:  # noqa: ANN401  any JSON
    if not isinstance(row, list) or len(row) != length or not all(isinstance(each, str) for each in row[1:]):
        raise ValueError("no texts that Parley writes")
    return row[1:]
