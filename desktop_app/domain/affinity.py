"""Affinity: how well a persona and a user know each other, and what changes that."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

EXCHANGE = "exchange"
"""The reason of the points that each completed exchange brings."""
RESET = "reset"
"""The reason of the change that takes all points away."""
FADED = "faded"
"""The reason of points that went with the time in which the two did not meet."""
_LOOKED_AT = 2_000
"""Characters at the beginning of a message, and at its end, in which rules look for their phrases."""
_CODE = r"```.*?(?:```|\Z)|`[^`\n]*`|^[ ]*>[^\n]*"
_QUOTED = re.compile(_CODE + r"|“[^”\n]*”|„[^“”\n]*[“”]|«[^»\n]*»|\"[^\"\n]*\"", re.DOTALL | re.MULTILINE)
_DAY = timedelta(days=1)


class AffinityState(StrEnum):
    """Whether points change."""

    ON = "on"
    FROZEN = "frozen"
    """They stay as they are."""
    OFF = "off"
    """They stay as they are, and are neither shown nor told to anybody."""
    NONE = "none"
    """The persona knows no points."""


@dataclass(frozen=True, slots=True)
class AffinityLevel:
    """A named stretch of points, from `threshold` upwards."""

    name: str
    threshold: int


@dataclass(frozen=True, slots=True)
class LevelWords:
    """How a level sounds: its name for people, what a model is told, and what stands before a greeting."""

    title: str = ""
    prompt: str = ""
    greeting: str = ""


@dataclass(frozen=True, slots=True)
class AffinityRule:
    """Points for what was said, or for coming back after so many days; `reason` says it to people."""

    name: str
    points: int
    reason: str
    phrases: re.Pattern[str] | None = None
    unless: re.Pattern[str] | None = None
    """Where the phrases mean something else."""
    after_days: int | None = None

    def is_said(self, text: str) -> bool:
        """Tell whether one of the phrases is said in `text`, as `plain_words` returns it."""
        if self.phrases is None:
            return False
        return self.phrases.search(text if self.unless is None else self.unless.sub(" · ", text)) is not None


@dataclass(frozen=True, slots=True)
class Decay:
    """Points that go for each `every_days` in which the two do not meet, once `after_days` are over."""

    points: int
    every_days: int
    after_days: int


@dataclass(frozen=True, slots=True)
class AffinityChange:
    """Points that came or went, and the name of what did it."""

    points: int
    reason: str


@dataclass(frozen=True, slots=True)
class Standing:
    """What is stored of a user and a persona; `met_at` is the end of their last exchange."""

    points: int = 0
    met_at: datetime | None = None
    state: AffinityState = AffinityState.ON


@dataclass(frozen=True, slots=True)
class AffinityRules:
    """What earns points, and the levels that points reach (`levels` ascending, the first at 0)."""

    levels: tuple[AffinityLevel, ...]
    exchange_points: int
    rules: tuple[AffinityRule, ...] = ()
    decay: Decay | None = None
    words: Mapping[str, LevelWords] = field(default_factory=dict)

    def level_for(self, points: int) -> str:
        """Return the name of the highest level that `points` reach; the lowest one below all thresholds."""
        reached = self.levels[0]
        for level in self.levels:
            if points >= level.threshold:
                reached = level
        return reached.name

    def next_level(self, points: int) -> AffinityLevel | None:
        """Return the level that comes next; None where there is none above."""
        return next((level for level in self.levels if level.threshold > points), None)

    def words_of(self, level: str) -> LevelWords:
        """Return how a level sounds."""
        return self.words.get(level) or LevelWords()

    def reason_words(self, reason: str) -> str:
        """Return a reason in a person's words; a name of its own where no rule is called so any more."""
        rule = next((rule for rule in self.rules if rule.name == reason), None)
        return _REASONS.get(reason, reason.replace("_", " ")) if rule is None else rule.reason

    def faded(self, standing: Standing, now: datetime) -> int:
        """Return how many points went because the two did not meet."""
        if self.decay is None or standing.met_at is None or standing.state is not AffinityState.ON:
            return 0
        days = (now - standing.met_at) // _DAY - self.decay.after_days
        return min(max(days // self.decay.every_days, 0) * self.decay.points, max(standing.points, 0))


@dataclass(frozen=True, slots=True)
class Meeting:
    """A completed exchange, of which the user's part was `said`, as the rules see it."""

    rules: AffinityRules
    said: str

    def changes(self, standing: Standing, now: datetime) -> Sequence[AffinityChange]:
        """Return what it changes; points never fall below 0, and those that are frozen or off stay as they are."""
        if standing.state is not AffinityState.ON:
            return []
        wanted = [AffinityChange(-self.rules.faded(standing, now), FADED), *self._returned(standing, now)]
        wanted.append(AffinityChange(self.rules.exchange_points, EXCHANGE))
        words = plain_words(self.said)
        wanted += [AffinityChange(rule.points, rule.name) for rule in self.rules.rules if rule.is_said(words)]
        return _above_zero(wanted, standing.points)

    def _returned(self, standing: Standing, now: datetime) -> Sequence[AffinityChange]:
        """Return what the time since the last exchange changes: by the rule for the longest time alone."""
        if standing.met_at is None:
            return []
        days = (now - standing.met_at) // _DAY
        reached = [(rule.after_days, rule) for rule in self.rules.rules if rule.after_days is not None]
        longest = max((each for each in reached if each[0] <= days), key=lambda each: each[0], default=None)
        return [] if longest is None else [AffinityChange(longest[1].points, longest[1].name)]


@dataclass(frozen=True, slots=True)
class Affinity:
    """The points that one user has with one persona, and the level they reach."""

    points: int
    level: str
    state: AffinityState = AffinityState.ON
    title: str = ""
    """The level's name for people."""
    next_level: AffinityLevel | None = None

    @property
    def is_shown(self) -> bool:
        """Whether anybody is to see it, or a model to hear of it."""
        return self.state in (AffinityState.ON, AffinityState.FROZEN)


@dataclass(frozen=True, slots=True)
class AffinityEvent:
    """A change of points, with its reason in a person's words, the answer that it came with, and when."""

    points: int
    reason: str
    words: str
    message_id: int | None
    session_id: str | None
    created_at: datetime


def plain_words(text: str) -> str:
    """Return what of a message was said by the one who wrote it, for rules: no quotes, no code, one kind of letter."""
    looked_at = text if len(text) <= 2 * _LOOKED_AT else f"{text[:_LOOKED_AT]} · {text[-_LOOKED_AT:]}"
    return _QUOTED.sub(" · ", looked_at).replace("’", "'").casefold()


def _above_zero(changes: Sequence[AffinityChange], points: int) -> Sequence[AffinityChange]:
    """Return what of the changes takes effect, one after the other."""
    kept = []
    for change in changes:
        applied = max(change.points, -points)
        points += applied
        if applied:
            kept.append(AffinityChange(applied, change.reason))
    return kept


_REASONS = {
    EXCHANGE: "You talked.",
    RESET: "You began anew.",
    FADED: "You had not talked for a while.",
    "recovered": "The reason was lost when a damaged file was repaired.",
}
