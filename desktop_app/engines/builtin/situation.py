"""What a skill has before it when it works on an answer, and what it gives back."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from desktop_app.domain.engine_requests import EngineRequest
from desktop_app.domain.responder import ANSWER, ResponderRules, Rule
from desktop_app.engines.builtin.chance import Chance
from desktop_app.engines.builtin.history import Remark, Wanted
from desktop_app.engines.builtin.matching import Match
from desktop_app.engines.builtin.memory import Memory, Said
from desktop_app.engines.builtin.reading import Message, MessageReader
from desktop_app.engines.builtin.reflection import Mirror


@dataclass(frozen=True, slots=True)
class Situation:
    """A message to answer, with all that came before it.

    `said` are the user's earlier messages and `answers` the earlier answers, both newest first; `turn` counts the
    user's messages.
    """

    request: EngineRequest
    rules: ResponderRules
    message: Message
    memory: Memory
    said: tuple[str, ...]
    answers: tuple[str, ...]
    turn: int
    marks: Mapping[str, tuple[str, ...]]
    mirror: Mirror
    reader: MessageReader
    history: Mapping[Wanted, Sequence[Remark]] | None = None
    """What was found in all sessions by now; None where only this one can be read."""

    @property
    def last_answer(self) -> str:
        """What was answered last; empty at the beginning."""
        return self.answers[0] if self.answers else ""

    def said_last_by(self, rules: frozenset[str]) -> bool:
        """Tell whether one of `rules` made the last answer."""
        return Said(self.last_answer, self.marks).by(rules)

    def chance(self, *purpose: object) -> Chance:
        """Return the chance of this turn for one purpose."""
        # The first answer is seeded as it always was.
        again = (f"version {self.request.version}",) if self.request.version else ()
        return Chance(self.request.session_id, self.turn, *again, *purpose)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a skill came to: which replies of its rule to use, and what fills their gaps; or another `rule` instead."""

    name: str = ANSWER
    gaps: Mapping[str, str] = field(default_factory=dict)
    rule: str = ""


RuleMatch = Match[Rule]
Skill = Callable[[Situation, RuleMatch], Outcome | None]
"""Works something out for a rule that matched; None when the rule does not apply after all."""
