"""What was done to sessions and can be taken back: plain values that say it in plain words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from typing import ClassVar, Self

from desktop_app.domain.facts import EarlierFact, Fact
from desktop_app.domain.sessions import Session


@dataclass(frozen=True, slots=True)
class Step:
    """One session of an action: the name that it was shown by, and a property before and after."""

    session_id: str
    name: str
    before: object
    after: object


@dataclass(frozen=True, slots=True)
class Change:
    """A property of one or more sessions was changed; each subclass stands for one property."""

    column: ClassVar[str]
    steps: tuple[Step, ...]

    @classmethod
    def between(cls, *pairs: tuple[Session, Session]) -> Self:
        """Return the action that leads from the first session of each pair to the second."""
        made = (Step(was.id, was.shown_name, getattr(was, cls.column), getattr(now, cls.column)) for was, now in pairs)
        return cls(tuple(step for step in made if step.before != step.after))

    @property
    def words(self) -> str:
        """What was done, in one sentence."""
        return self._said(self.steps, self.steps[0].after)

    def undone_words(self, steps: Sequence[Step]) -> str:
        """Return what is so again when `steps` of it are taken back, in one sentence."""
        return self._said(steps, steps[0].before)

    def _said(self, steps: Sequence[Step], value: object) -> str:
        raise NotImplementedError


class Renamed(Change):
    """A session got another name."""

    column = "name"

    @property
    def words(self) -> str:
        """Name it as it was called before."""
        return f"“{self.steps[0].name}” has another name."

    def _said(self, steps: Sequence[Step], _value: object) -> str:
        return f"The session is called “{steps[0].name}” again."


class Pinned(Change):
    """Sessions were pinned or unpinned."""

    column = "pinned"

    def _said(self, steps: Sequence[Step], value: object) -> str:
        return f"{who_is(steps)} {'pinned' if value else 'no longer pinned'}."


class Archived(Change):
    """Sessions were put away, or taken back into the list."""

    column = "archived_at"

    def _said(self, steps: Sequence[Step], value: object) -> str:
        return f"{who_is(steps)} {'back in the list' if value is None else 'in the archive'}."


class PersonaChanged(Change):
    """Another persona was chosen to answer in a session."""

    column = "persona"

    @property
    def words(self) -> str:
        """Name the session."""
        return f"Another persona answers in “{self.steps[0].name}” now."

    def _said(self, steps: Sequence[Step], _value: object) -> str:
        return f"The persona from before answers in “{steps[0].name}” again."


class EngineChanged(Change):
    """Another engine, model or way to answer was chosen for a session."""

    column = "engine"

    @property
    def words(self) -> str:
        """Name the session."""
        return f"“{self.steps[0].name}” is answered in another way now."

    def _said(self, steps: Sequence[Step], _value: object) -> str:
        return f"“{steps[0].name}” is answered as before again."


class Cause(Enum):
    """Why sessions went to the trash."""

    ASKED = auto()
    EXPIRED = auto()
    LIMIT = auto()


@dataclass(frozen=True, slots=True)
class Trashed(Change):
    """Sessions went to the trash."""

    column = "trashed_at"
    cause: Cause = Cause.ASKED

    @classmethod
    def at(cls, moment: datetime, sessions: Sequence[Session], cause: Cause = Cause.ASKED) -> Self:
        """Return the action that moved `sessions` to the trash at that moment."""
        return cls(tuple(Step(each.id, each.shown_name, None, moment) for each in sessions), cause)

    def _said(self, steps: Sequence[Step], value: object) -> str:
        if value is None:
            return f"{who_is(steps)} back."
        if self.cause is Cause.LIMIT:
            return f"{_who(steps)} went to the trash, to keep to your limit."
        if self.cause is Cause.ASKED:
            return f"{who_is(steps)} in the trash."
        if len(steps) == 1:
            return f"{_who(steps)} expired and is in the trash."
        return f"{len(steps)} expired sessions are in the trash."


class Restored(Change):
    """Sessions were brought back from the trash."""

    column = "trashed_at"

    def _said(self, steps: Sequence[Step], value: object) -> str:
        return f"{who_is(steps)} {'back' if value is None else 'in the trash again'}."


class Forked(Change):
    """A branch was copied into a session of its own, which taken back goes to the trash."""

    column = "trashed_at"

    @classmethod
    def made(cls, fork: Session, moment: datetime) -> Self:
        """Return the action that made `fork` at that moment."""
        return cls((Step(fork.id, fork.shown_name, moment, None),))

    @property
    def words(self) -> str:
        """Name the fork."""
        return f"“{self.steps[0].name}” is a session of its own."

    def _said(self, steps: Sequence[Step], _value: object) -> str:
        return f"{who_is(steps)} in the trash."


@dataclass(frozen=True, slots=True)
class HistoryCleared:
    """A session was emptied; its history is a session of its own in the trash."""

    session: Session
    history: Session

    @property
    def words(self) -> str:
        """What was done, in one sentence."""
        return f"“{self.session.shown_name}” was cleared. What was said is in the trash."


@dataclass(frozen=True, slots=True)
class BranchDeleted:
    """A message and all below it left a session; they are a session of their own in the trash."""

    before: Session
    after: Session
    branch: Session
    message_id: int
    parent_id: int | None

    @property
    def words(self) -> str:
        """What was done, in one sentence."""
        count = self.branch.message_count
        return f"{'1 message is' if count == 1 else f'{count} messages are'} in the trash."


@dataclass(frozen=True, slots=True)
class AffinityReset:
    """A user and a persona began anew; `event_id` is the change that took the points."""

    persona_id: str
    name: str
    points: int
    event_id: int

    @property
    def words(self) -> str:
        """What was done, in one sentence."""
        return f"You begin anew with {self.name}."


@dataclass(frozen=True, slots=True)
class PersonaDeleted:
    """A persona of the user was deleted."""

    persona_id: str
    name: str

    @property
    def words(self) -> str:
        """What was done, in one sentence."""
        return f"“{self.name}” is deleted. Its sessions go on with the default persona."


@dataclass(frozen=True, slots=True)
class FactsForgotten:
    """What was known of a user was forgotten: the facts, and what they were before."""

    facts: tuple[Fact, ...]
    earlier: tuple[EarlierFact, ...] = ()

    @property
    def words(self) -> str:
        """What was done, in one sentence."""
        return f"{_which_facts(self.facts)} forgotten."


Action = Change | HistoryCleared | BranchDeleted | PersonaDeleted | AffinityReset | FactsForgotten


def _which_facts(facts: Sequence[Fact]) -> str:
    return f"“{facts[0].value}” is" if len(facts) == 1 else f"{len(facts)} facts are"


def _who(steps: Sequence[Step]) -> str:
    return f"“{steps[0].name}”" if len(steps) == 1 else f"{len(steps)} sessions"


def who_is(steps: Sequence[Step]) -> str:
    """Return the subject of a sentence about the sessions of `steps`, with its verb."""
    return f"{_who(steps)} {'is' if len(steps) == 1 else 'are'}"
