"""Prompts: what an engine is given to answer from, planned in the same way to be sent and to be shown."""

from collections.abc import Sequence
from contextlib import suppress

from desktop_app.domain.budget import words_tokens
from desktop_app.domain.clock import Clock
from desktop_app.domain.context import Room
from desktop_app.domain.engine_requests import EngineRequest
from desktop_app.domain.engines import EngineChoice, Parameters
from desktop_app.domain.errors import UserError
from desktop_app.domain.messages import Message
from desktop_app.domain.persona_prompts import instructing
from desktop_app.domain.summaries import Summary
from desktop_app.engines.protocol import Engine, Usage
from desktop_app.services.personas import PersonaService
from desktop_app.services.prompt_draft import Basis, Draft, first_looked_at, fitted, summary_words
from desktop_app.services.prompt_files import PromptFiles
from desktop_app.services.prompt_plan import Asking, PromptPlan
from desktop_app.services.remembering import Occasion, Remembering
from desktop_app.services.token_rates import TokenRates
from desktop_app.services.windows import Window, Windows
from desktop_app.store.messages import MessageStore
from desktop_app.store.summaries import SummaryStore

_NEAR = 0.7
"""The share of the room from which on the engine itself is asked to count before anything is sent."""
_TRIES = 3
_WITHOUT_NUMBERS = 0.75
"""Of what was refused, where the engine did not say how much it reads."""


class PromptService:
    """Plans prompts from the persona and the shown branch."""

    def __init__(
        self,
        messages: MessageStore,
        files: PromptFiles,
        personas: PersonaService,
        windows: Windows,
        rates: TokenRates,
        summaries: SummaryStore,
        memory: Remembering,
        clock: Clock,
    ) -> None:
        self._messages = messages
        self._files = files
        self._personas = personas
        self._windows = windows
        self._rates = rates
        self._summaries = summaries
        self._memory = memory
        self._clock = clock

    def check_persona(self, persona: str) -> None:
        """Raise `UserError` for a persona that is not known."""
        self._personas.get(persona)

    async def room_for(
        self, persona: str, engine: Engine, choice: EngineChoice, parameters: Parameters | None = None
    ) -> Room | None:
        """Return what `engine` can read at once, and what the persona's own words take of it; None for no limit."""
        window = await self._windows.of(engine, choice, parameters or Parameters())
        if window is None:
            return None
        rate = await self._rates.of(choice)
        speaking, room = self._personas.speaking(persona, self._clock.now(), ""), window.tokens / rate
        told = instructing(self._personas.stand_in(persona), speaking, room=room)
        return Room(window.tokens, words_tokens(told.system_prompt) * rate, rate)

    async def plan(self, asking: Asking, *, count: bool = False) -> PromptPlan:
        """Return the prompt that answers a question as it would be sent now.

        The engine itself counts it where it can and little room is left, or always, where `count` says so.
        """
        basis = await self._basis(asking)
        for _attempt in range(_TRIES):
            draft = fitted(basis, await self._rates.of(asking.choice))
            request = await self._request(draft)
            counted = await asking.engine.count_prompt(request) if count or draft.taken > _NEAR else None
            if counted is None or counted <= draft.most or draft.is_shortest:
                break
            await self._rates.correct(asking.choice, draft.estimated, counted)
        return draft.plan(request, counted)

    async def learn(self, plan: PromptPlan, usage: Usage) -> None:
        """Take note of what the engine counted; pictures are counted in ways of their own."""
        turns = plan.request.turns
        if any(file.data is not None for turn in turns for file in turn.attachments):
            return
        with suppress(UserError):  # whatever is wrong with the store, the answer is there
            await self._rates.learn(plan.asking.choice, plan.estimated, usage.prompt_tokens)

    async def shortened(self, plan: PromptPlan, refusal: UserError) -> PromptPlan:
        """Return a shorter prompt in place of one that an engine refused as too long; raise `refusal` if none is."""
        if len(plan.sent) < 2 or plan.window is None:
            raise refusal
        tokens, window = refusal.details.get("tokens"), refusal.details.get("window")
        if isinstance(tokens, int):
            await self._rates.correct(plan.asking.choice, plan.estimated, tokens)
        if isinstance(window, int):
            self._windows.refuse(plan.asking.choice, window)
        elif not isinstance(tokens, int):
            self._windows.refuse(plan.asking.choice, plan.tokens * _WITHOUT_NUMBERS + plan.shares.reserve)
        shorter = await self.plan(plan.asking)
        if len(shorter.sent) >= len(plan.sent):
            raise refusal
        return shorter

    async def _basis(self, asking: Asking) -> Basis:
        window = await self._windows.of(asking.engine, asking.choice, asking.parameters)
        summary, branch, earlier = await self._branch(asking, window)
        images = any(each.is_image for message in branch for each in message.attachments)
        images = images and await asking.engine.takes_images(asking.choice.model)
        session = asking.session
        now, seed = self._clock.now().astimezone(), str(asking.question.id)
        room = None if window is None else window.tokens / await self._rates.of(asking.choice)
        told = await self._personas.instructing(session, branch, now, seed, room)
        persona = self._personas.stand_in(session.persona, session.user_id)
        speaking = self._personas.speaking(persona.id, now, session.id, seed)
        memory = await self._memory.remembered(
            Occasion(session.user_id, persona, branch, speaking, room, learns=not session.temporary)
        )
        return Basis(asking, memory.leading(told), window, branch, earlier, images, summary, memory)

    async def _branch(self, asking: Asking, window: Window | None) -> tuple[Summary | None, list[Message], int]:
        """Return the branch up to the question, what stands for its beginning, and how much was not looked at.

        What follows the question is the empty answer to it and, where other processes ask too, their turns. Where the
        history was cleared or deleted meanwhile, the question is all that is left.
        """
        question = asking.question
        if window is None:
            return None, _up_to(question, await self._messages.branch(asking.session)), 0
        ids = await self._messages.branch_ids(asking.session)
        if question.id and question.id not in ids:
            return None, [question], 0
        end = ids.index(question.id) if question.id else len(ids)
        summary, after = await self._summary(asking.session.id, ids[:end])
        begin = after + first_looked_at(end - after, window.tokens)
        return summary, [*await self._messages.by_ids(ids[begin:end]), question], begin - after

    async def _summary(self, session_id: str, ids: Sequence[int]) -> tuple[Summary | None, int]:
        """Return the summary that reaches furthest on a branch, and the number of messages that it stands for."""
        for summary in reversed(await self._summaries.of_session(session_id)):
            with suppress(ValueError):  # it is on another branch
                return summary, ids.index(summary.message_id) + 1
        return None, 0

    async def _request(self, draft: Draft) -> EngineRequest:
        basis = draft.basis
        asking = basis.asking
        user_id = asking.session.user_id
        return EngineRequest(
            session_id=asking.session.id,
            persona=basis.persona,
            turns=await self._files.turns(user_id, draft.sent, draft.shares.for_turns, images=basis.images),
            now=self._clock.now().astimezone(),
            model=asking.choice.model,
            affinity_level=basis.memory.level,
            version=asking.version,
            begun=asking.begun,
            parameters=asking.parameters,
            memory=basis.memory.text,
            recalled=basis.memory.recalled,
            summary=summary_words(basis.summary),
        )


def _up_to(question: Message, branch: Sequence[Message]) -> list[Message]:
    """Return a branch that ends with a question, which may not be stored yet."""
    if not question.id:
        return [*branch, question]
    until = next((index for index, message in enumerate(branch) if message.id == question.id), 0)
    return [*branch[:until], question]
