"""Which facts matter to a message: by the words they share, how new they are, and whether they are confirmed."""

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from heapq import nlargest

from desktop_app.domain.facts import Fact

NEWEST = 200
"""Facts of one word that are looked at, the newest: a word that more share says little."""
_READ = 48
"""Facts that are read whole for their words."""
_HALF_LIFE_DAYS = 60.0
_USUAL_LENGTH = 5.0
_ALWAYS = {("name", "name"): 3.0, ("name", "nickname"): 2.0, ("place", "home"): 0.6, ("work", "job"): 0.4}
"""What is worth knowing whatever is talked about."""


def word_weights(found: Mapping[str, Sequence[int]]) -> dict[int, float]:
    """Return how much the words of a message that facts have say for each: a rare word says more than a common one."""
    weights: dict[int, float] = {}
    for numbers in found.values():
        rarity = math.log(1 + NEWEST / (len(numbers) or 1))
        for number in numbers:
            weights[number] = weights.get(number, 0.0) + rarity
    return weights


def best(weights: Mapping[int, float]) -> list[int]:
    """Return the numbers of the facts that the words say most for; among equals the newest."""
    return nlargest(_READ, weights, key=lambda number: (weights[number], number))


def chosen(facts: Iterable[Fact], weights: Mapping[int, float], now: datetime, limit: int) -> list[Fact]:
    """Return the facts that matter most, at most `limit`, the first one most of all."""
    scored = [(_score(fact, weights.get(fact.id, 0.0), now), fact.id, fact) for fact in facts if fact.holds(now)]
    scored.sort(key=lambda each: (-each[0], -each[1]))
    return [fact for _score_of, _number, fact in scored[:limit]]


def _score(fact: Fact, weight: float, now: datetime) -> float:
    length = len({*fact.key.split(), *fact.value.split()})
    days = max((now - fact.updated_at).total_seconds(), 0.0) / 86_400
    recent = math.exp2(-days / _HALF_LIFE_DAYS)
    known = 0.4 * (fact.confirmed or fact.frozen)
    return (
        weight / (0.5 + 0.5 * length / _USUAL_LENGTH) + 0.5 * recent + known + _ALWAYS.get((fact.category, fact.key), 0)
    )
