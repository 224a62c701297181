"""Prompts: what an engine is given to answer from, planned in the same way to be sent and to be shown."""

from desktop_app.domain.budget import words_tokens
from desktop_app.domain.clock import Clock
from desktop_app.domain.context import Room
from desktop_app.domain.engines import EngineChoice, Parameters
from desktop_app.domain.errors import UserError
from desktop_app.domain.messages import Message
from desktop_app.engines.protocol import Engine, EngineRequest, Usage
from desktop_app.services.personas import PersonaService
from desktop_app.services.prompt_draft import Basis, Draft, first_looked_at, fitted
from desktop_app.services.prompt_files import PromptFiles
from desktop_app.services.prompt_plan import Asking, PromptPlan
from desktop_app.services.token_rates import TokenRates
from desktop_app.services.windows import Window, Windows
from desktop_app.store.messages import MessageStore

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
        clock: Clock,
    ) -> None:
        self._messages = messages
        self._files = files
        self._personas = personas
        self._windows = windows
        self._rates = rates
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
        return Room(window.tokens, words_tokens(self._personas.stand_in(persona).system_prompt) * rate, rate)

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
        if not any(file.data is not None for turn in turns for file in turn.attachments):
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
        branch, earlier = await self._branch(asking, window)
        images = any(each.is_image for message in branch for each in message.attachments)
        images = images and await asking.engine.takes_images(asking.choice.model)
        persona = self._personas.stand_in(asking.session.persona)
        return Basis(asking, persona, window, branch, earlier, images)

    async def _branch(self, asking: Asking, window: Window | None) -> tuple[list[Message], int]:
        """Return the branch up to the question, and how many messages before were not looked at.

        What follows the question is the empty answer to it and, where other processes ask too, their turns. Where the
        history was cleared or deleted meanwhile, the question is all that is left.
        """
        question = asking.question
        ids = await self._messages.branch_ids(asking.session)
        if question.id and question.id not in ids:
            return [question], 0
        end = ids.index(question.id) if question.id else len(ids)
        begin = 0 if window is None else first_looked_at(end, window.tokens)
        return [*await self._messages.by_ids(ids[begin:end]), question], begin

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
            affinity_level=asking.affinity_level,
            version=asking.version,
            begun=asking.begun,
            parameters=asking.parameters,
        )
