"""Affinity: how well a persona and a user know each other."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AffinityLevel:
    """A named stretch of points, from `threshold` upwards."""

    name: str
    threshold: int


@dataclass(frozen=True, slots=True)
class AffinityRules:
    """What earns points, and the levels that points reach (`levels` ascending, the first at 0)."""

    levels: tuple[AffinityLevel, ...]
    exchange_points: int

    def level_for(self, points: int) -> str:
        """Return the name of the highest level that `points` reach; the lowest one below all thresholds."""
        reached = self.levels[0]
        for level in self.levels:
            if points >= level.threshold:
                reached = level
        return reached.name


@dataclass(frozen=True, slots=True)
class Affinity:
    """The points that one user has with one persona, and the level they reach."""

    points: int
    level: str
