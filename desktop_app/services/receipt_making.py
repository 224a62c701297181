"""Receipts in the making: what was sent, and how the answer came."""

import json
import os
from asyncio import to_thread
from collections.abc import Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from secrets import randbelow

from desktop_app.domain.choosing import LLAMA
from desktop_app.domain.engine_requests import EngineRequest
from desktop_app.domain.engines import EngineChoice, Parameters
from desktop_app.domain.receipts import AnswerReceipt, GivenFile, GivenPrompt, ModelStamp, Outcome
from desktop_app.domain.stopwatch import Stopwatch
from desktop_app.domain.texts import well_formed
from desktop_app.engines.heavy import done_aside
from desktop_app.engines.protocol import Delta, Engine
from desktop_app.services.prompt_plan import PromptPlan

MODEL_FILES = LLAMA
"""The engine whose models are files on this computer."""
_SEEDS = 2**31
"""As many as every engine can tell apart."""


@dataclass(frozen=True, slots=True)
class Repeat:
    """A request to be made once more as it was, and the receipt that it was taken from."""

    request: EngineRequest
    receipt: AnswerReceipt


def seeded(parameters: Parameters, engine: Engine) -> Parameters:
    """Return parameters with a seed, where the engine takes one: what is left to chance cannot be repeated."""
    if parameters.seed is not None or not engine.takes_seed:
        return parameters
    return replace(parameters, seed=randbelow(_SEEDS))


async def receipt_of(plan: PromptPlan) -> AnswerReceipt:
    """Return the receipt of what is about to be sent."""
    asking, request, window = plan.asking, plan.request, plan.window
    prompt = GivenPrompt(
        persona=request.persona.system_prompt,
        memory=request.memory,
        summary=request.summary,
        first_message_id=plan.sent[0].message.id if plan.sent else None,
        digest=await done_aside(request.weight, digest_of, request),
        files=tuple(_given(request)),
        last=request.persona.after_history,
    )
    return AnswerReceipt(
        choice=asking.choice,
        parameters=request.parameters,
        prompt=prompt,
        persona=request.persona.id,
        asked_at=request.now,
        affinity_level=request.affinity_level,
        version=request.version,
        estimated=plan.estimated * plan.rate,
        counted=plan.counted,
        window=None if window is None else window.tokens,
        window_by="" if window is None else window.source.value,
        begun=len(request.begun),
        recalled=request.recalled,
        model_file=await to_thread(stamp_of, asking.choice) if asking.choice.name == MODEL_FILES else None,
    )


def stamp_of(choice: EngineChoice) -> ModelStamp | None:
    """Return what tells a model's file from another one of its name; None for a model that is no file here."""
    if choice.name != MODEL_FILES or not choice.model:
        return None
    try:
        about = os.stat(choice.model)
    except OSError:  # the engine says what is wrong with it
        return None
    return ModelStamp(about.st_size, about.st_mtime_ns)


def digest_of(request: EngineRequest) -> str:
    """Return what tells a prompt from any other one."""
    turns = [
        [turn.role.value, turn.content, [[file.name, file.size, file.text, file.data is None] for file in files]]
        for turn in request.turns
        for files in [turn.attachments]
    ]
    told = [request.persona.system_prompt, request.memory, request.summary, turns]
    last = [request.persona.after_history] if request.persona.after_history else []
    return sha256(json.dumps([*told, *last]).encode()).hexdigest()


def _given(request: EngineRequest) -> Iterator[GivenFile]:
    for number, turn in enumerate(request.turns):
        for place, file in enumerate(turn.attachments):
            if file.text is not None:
                yield GivenFile(number, place, len(file.text))
            elif file.data is not None:
                yield GivenFile(number, place, None)


class OutcomeWatch:
    """Watches an answer come; times are measured where the engine tells none."""

    def __init__(self) -> None:
        self._watch = Stopwatch()
        self._outcome = Outcome()

    def ask(self) -> None:
        """Begin anew: the request goes out now."""
        self._watch.ask()

    def note(self, delta: Delta) -> None:
        """Take in a piece that has just come."""
        if delta.text or delta.reasoning:
            self._watch.note()
        known = self._outcome
        self._outcome = Outcome(
            model=well_formed(delta.model) if delta.model else known.model,
            finish_reason=well_formed(delta.finish_reason) if delta.finish_reason else known.finish_reason,
            prompt_tokens=delta.usage.prompt_tokens if delta.usage is not None else known.prompt_tokens,
            completion_tokens=delta.usage.completion_tokens if delta.usage is not None else known.completion_tokens,
            timings=delta.timings or known.timings,
        )

    def outcome(self) -> Outcome:
        """Return how the answer came."""
        known = self._outcome
        if known.timings is not None or not self._watch.began:
            return known
        return replace(known, timings=self._watch.timings(known.completion_tokens))
