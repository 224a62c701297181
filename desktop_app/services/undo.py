"""Undo: the last things that were done in this run, and how each is taken back."""

import asyncio
from bisect import insort
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count

from desktop_app.domain.actions import (
    Action,
    AffinityReset,
    BranchDeleted,
    Change,
    FactsForgotten,
    HistoryCleared,
    PersonaDeleted,
    who_is,
)
from desktop_app.domain.clock import Clock
from desktop_app.domain.errors import UserError
from desktop_app.domain.sessions import Session
from desktop_app.services.changes import Changes
from desktop_app.services.known_personas import KnownPersonas
from desktop_app.store.affinities import AffinityStore
from desktop_app.store.branches import BranchStore
from desktop_app.store.database import Database
from desktop_app.store.facts import FactStore
from desktop_app.store.removal import RemovalStore
from desktop_app.store.undoing import Hindrance, PutBack, UndoStore

KEPT = 50
"""How many actions of each user can be taken back."""


@dataclass(frozen=True, slots=True, order=True)
class Recorded:
    """An action that can be taken back; later ones have higher numbers."""

    number: int
    action: Action = field(compare=False)


@dataclass(frozen=True, slots=True)
class Undone:
    """What was taken back: the action's number, what to tell the user, and what changed."""

    number: int
    words: str
    changes: Changes


class UndoService:
    """Remembers what services did for each user, and takes the newest back first."""

    def __init__(self, database: Database, known: KnownPersonas, clock: Clock) -> None:
        self._known = known
        self._steps = UndoStore(database)
        self._removal = RemovalStore(database)
        self._branches = BranchStore(database)
        self._facts = FactStore(database)
        self._affinities = AffinityStore(database)
        self._clock = clock
        self._recorded: dict[str, list[Recorded]] = {}
        self._numbers = count(1)
        # Two at once take two actions, the newer one first: the older may only fit once that is back.
        self._turn = asyncio.Lock()

    def record(self, user_id: str, action: Action) -> None:
        """Remember what was done; called by the service that did it."""
        if not isinstance(action, Change) or action.steps:
            self._keep(user_id, Recorded(next(self._numbers), action))

    def recorded_since(self, user_id: str, number: int) -> list[Recorded]:
        """Return the user's actions after the one of that number that can still be taken back, the oldest first."""
        return [each for each in self._recorded.get(user_id, ()) if each.number > number]

    async def undo(self, user_id: str, number: int | None = None) -> Undone | None:
        """Take back the user's newest action, or the one of that number; None where there is no such action any more.

        Raises `UserError` for one that can no longer be taken back, which is then forgotten. One that failed for
        another reason, such as a full disk, can be tried again.
        """
        async with self._turn:
            recorded = self._take(user_id, number)
            if recorded is None:
                return None
            try:
                words, changes = await self._take_back(user_id, recorded.action)
            except Exception as error:
                if not isinstance(error, UserError) or error.code != "undo_impossible":
                    self._keep(user_id, recorded)
                raise
            return Undone(recorded.number, words, changes)

    def _keep(self, user_id: str, recorded: Recorded) -> None:
        mine = self._recorded.setdefault(user_id, [])
        insort(mine, recorded)
        del mine[:-KEPT]

    def _take(self, user_id: str, number: int | None) -> Recorded | None:
        mine = self._recorded.get(user_id, [])
        for place in reversed(range(len(mine))):
            if number is None or mine[place].number == number:
                return mine.pop(place)
        return None

    async def _take_back(self, user_id: str, action: Action) -> tuple[str, Changes]:
        now = self._clock.now()
        match action:
            case HistoryCleared():
                back = await self._removal.unclear(action, now)
                return _moved_words(action.session, back), _moved(action.session, action.history, back)
            case BranchDeleted():
                back = await self._branches.put_back(action, now)
                return _moved_words(action.before, back), _moved(action.before, action.branch, back)
            case PersonaDeleted():
                await self._known.put_back(user_id, action.persona_id, action.name)
                return f"“{action.name}” is back.", Changes(personas=True)
            case FactsForgotten():
                return _known_again(action, await self._facts.put_back(user_id, action)), Changes(facts=True)
            case AffinityReset():
                if not await self._affinities.unreset(user_id, action.persona_id, action.event_id, now):
                    raise UserError("undo_impossible", reason="what was counted is gone")
                return f"All {action.points} points with {action.name} are back.", Changes(affinity=True)
            case Change():
                found = await self._steps.put_back(user_id, action.column, action.steps, now)
                return _words(action, found), Changes(tuple(each.session for each in found if each.session is not None))


def _moved_words(home: Session, back: Session) -> str:
    if back.id == home.id:
        return f"What was said in “{back.shown_name}” is back."
    return f"What was said is back, as a session of its own: its place in “{home.shown_name}” is no longer free."


def _known_again(forgotten: FactsForgotten, back: int) -> str:
    """Say which facts are back; raise `UserError` where none is."""
    if not back:
        raise UserError("undo_impossible", reason="something else is known in its place, or its source is gone")
    if len(forgotten.facts) == 1:
        return f"“{forgotten.facts[0].value}” is known again."
    return f"{back} of {len(forgotten.facts)} facts are known again."


def _moved(home: Session, apart: Session, back: Session) -> Changes:
    return Changes((back,), gone=(apart.id,) if back.id == home.id else ())


def _words(action: Change, found: Sequence[PutBack]) -> str:
    """Say what is as it was and what is not; raise `UserError` where nothing is."""
    back = [each for each in found if each.session is not None]
    if not back:
        raise UserError("undo_impossible", reason=_reason(found))
    words = action.undone_words([each.step for each in back])
    nameless = [each.step for each in back if each.hindrance is Hindrance.NAME_TAKEN]
    if nameless:
        words += f" {who_is(nameless)} without a name now, as other sessions have taken it meanwhile."
    if len(back) < len(found):
        rest = len(found) - len(back)
        words += f" {rest} {'was' if rest == 1 else 'were'} changed or deleted meanwhile and left as found."
    return words


def _reason(found: Sequence[PutBack]) -> str:
    if len(found) > 1:
        return "all of these sessions were changed or deleted meanwhile"
    step, hindrance = found[0].step, found[0].hindrance
    match hindrance:
        case Hindrance.GONE:
            return f"“{step.name}” was deleted for good"
        case Hindrance.NAME_TAKEN:
            return f"another session is called “{step.before}” now"
        case _:
            return f"“{step.name}” was changed again meanwhile"
