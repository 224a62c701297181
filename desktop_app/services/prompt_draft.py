"""A prompt in the making: what it could hold, and what of that fits."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from desktop_app.domain.budget import (
    Shares,
    WholeTurn,
    file_tokens,
    first_sent,
    reserve_for,
    whole_turns,
    words_tokens,
)
from desktop_app.domain.context import estimated_tokens, tokens_of
from desktop_app.domain.engine_requests import EngineRequest
from desktop_app.domain.messages import Message
from desktop_app.domain.personas import Persona
from desktop_app.domain.summaries import Summary
from desktop_app.services.prompt_plan import Asking, PlannedTurn, PromptPlan
from desktop_app.services.remembering import NOTHING_REMEMBERED, Remembered
from desktop_app.services.windows import Window

_LEAST_LOOKED_AT = 400
"""Messages; a window of usual size holds less of them."""
_TOKENS_OF_A_SHORT_MESSAGE = 10


def first_looked_at(messages: int, tokens: float) -> int:
    """Return the number of the first message of a branch that can matter to so large a window.

    It moves in steps, so that long branches lose their beginning as seldom as turns fall out.
    """
    least = max(_LEAST_LOOKED_AT, int(tokens / _TOKENS_OF_A_SHORT_MESSAGE))
    return max(messages // least - 1, 0) * least


def summary_words(summary: Summary | None) -> str:
    """Return how a model is told what was said before."""
    return "" if summary is None else f"What was said before, in short:\n{summary.text}"


@dataclass(frozen=True, slots=True)
class Basis:
    """All that a prompt is made from; `branch` ends with the question."""

    asking: Asking
    persona: Persona
    window: Window | None
    branch: Sequence[Message]
    earlier: int
    images: bool
    summary: Summary | None = None
    """What stands for all before the branch that is looked at."""
    memory: Remembered = NOTHING_REMEMBERED


@dataclass(frozen=True, slots=True)
class Draft:
    """What fits; its tokens are our own, `rate` of which are the engine's."""

    basis: Basis
    rate: float
    shares: Shares
    turns: Sequence[WholeTurn]
    first: int

    @property
    def sent(self) -> list[Message]:
        """The messages that are sent."""
        return [message for turn in self.turns[self.first :] for message in turn.messages]

    @property
    def estimated(self) -> float:
        """Tokens of all of it."""
        return self.shares.words + sum(turn.tokens for turn in self.turns[self.first :])

    @property
    def most(self) -> float:
        """How many of the engine's tokens it may be."""
        return (self.shares.window - self.shares.reserve) * self.rate

    @property
    def taken(self) -> float:
        """The share of that which is taken, as we estimate."""
        return self.estimated * self.rate / self.most

    @property
    def is_shortest(self) -> bool:
        """Whether there is nothing left but the question."""
        return self.first >= len(self.turns) - 1

    def plan(self, request: EngineRequest, counted: int | None) -> PromptPlan:
        """Return the plan of it."""
        sent, fallen = self.turns[self.first :], self.turns[: self.first]
        return PromptPlan(
            asking=self.basis.asking,
            request=request,
            window=self.basis.window,
            shares=self.shares.times(self.rate),
            sent=[each for turn in sent for each in self._planned(turn)],
            fallen=[each for turn in fallen for each in self._planned(turn)],
            earlier=self.basis.earlier,
            summary=self.basis.summary,
            estimated=self.estimated,
            rate=self.rate,
            counted=counted,
        )

    def _planned(self, turn: WholeTurn) -> list[PlannedTurn]:
        room, images = self.shares.for_turns, self.basis.images
        return [
            PlannedTurn(each, (tokens_of(each) + file_tokens(each, room, images=images)) * self.rate)
            for each in turn.messages
        ]


def fitted(basis: Basis, rate: float) -> Draft:
    """Return what fits of it."""
    asking = basis.asking
    window = math.inf if basis.window is None else basis.window.tokens
    reserve = 0 if basis.window is None else reserve_for(window, asking.parameters.max_tokens)
    shares = Shares(
        window=window / rate,
        persona=words_tokens(basis.persona.system_prompt) + words_tokens(basis.persona.after_history),
        memory=words_tokens(basis.memory.text),
        summary=words_tokens(summary_words(basis.summary)),
        reserve=reserve / rate,
        begun=estimated_tokens(asking.begun),
    )
    turns = whole_turns(basis.branch, shares.for_turns, images=basis.images)
    return Draft(basis, rate, shares, turns, first_sent(turns, shares.for_turns))
