"""Choosing what answers: the question's own choice, else its session's, else the settings', else the ladder's."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing, suppress
from dataclasses import replace
from typing import Any

from desktop_app.domain.choosing import BUILTIN, LLAMA, OPENAI, Chosen, ChosenBy, Climb, Rung, Step, choice_over
from desktop_app.domain.choosing_sentences import FAILED
from desktop_app.domain.engines import EngineChoice, Parameters, SessionEngine
from desktop_app.domain.errors import UserError
from desktop_app.domain.parameters import checked_parameters, session_engine_document, session_engine_from
from desktop_app.domain.recovery import is_engine_failure
from desktop_app.domain.settings import EngineSettings
from desktop_app.domain.tasks import Tasks
from desktop_app.services.engines import EngineService
from desktop_app.services.ladder import Ladder, provisional
from desktop_app.store.marks import MarkStore

PATIENCE = 1.0
"""Seconds that a first answer waits at most for what is being looked for; then the built-in responder gives it."""
_LOOK_AGAIN = 30.0
"""Seconds after which it is looked again where nothing was found."""
_BELIEVED_FOR = 20.0
"""Seconds for which a server or file that was found is taken to be there."""
_REMEMBERED = frozenset({LLAMA, OPENAI})


class ChoosingService:
    """Decides what answers, once, and again when something changes."""

    def __init__(
        self,
        engines: EngineService,
        ladder: Ladder,
        marks: MarkStore,
        patience: float = PATIENCE,
        engine_of: Callable[[str, str], SessionEngine] = lambda _persona, _user_id: SessionEngine(),
    ) -> None:
        """Choose among what there is; `engine_of` tells what a persona of a user is to be answered by."""
        self._engines = engines
        self._ladder = ladder
        self._marks = marks
        self._patience = patience
        self._engine_of = engine_of
        self._looking: dict[str, _Look] = {}
        self._looks = Tasks()
        self._failed: dict[EngineChoice, str] = {}
        self._fills: dict[EngineChoice, tuple[float, EngineChoice]] = {}
        """What a choice was filled with, and until when that is believed."""
        self._last: dict[str, EngineChoice | None] = {}

    async def chosen(
        self,
        user_id: str,
        engine: SessionEngine | None = None,
        asked: EngineChoice | None = None,
        parameters: Parameters | None = None,
        persona: str = "",
    ) -> Chosen:
        """Return what answers a question of the user as `persona`, in a session that chose `engine` for itself.

        `asked` and `parameters` are for this question alone. Raises `UserError` for an engine that there is not.
        """
        own, once, below = engine or SessionEngine(), asked or EngineChoice(), self._engine_of(persona, user_id)
        how = checked_parameters((parameters or Parameters()).over(own.parameters).over(below.parameters))
        kept = choice_over(own.choice, below.choice)
        wanted, is_own = choice_over(once, kept), kept != EngineChoice()
        choice, by = self._engines.chosen_in_settings(wanted), _by(once, own.choice, below.choice)
        if choice.name:
            return Chosen(await self._filled(choice), how, by or ChosenBy.SETTINGS, is_own=is_own)
        climb = await self.climb(user_id)
        found = climb.choice
        if choice.model and found.name == OPENAI:
            found = await self._found(EngineChoice(OPENAI, model=choice.model)) or replace(found, model=choice.model)
        return Chosen(found, how, by or ChosenBy.LADDER, climb, is_own)

    def check(self, asked: EngineChoice) -> None:
        """Raise `UserError` where what a question asks for is no engine."""
        self._engines.check_name(asked.name)

    async def climb(self, user_id: str) -> Climb:
        """Return what the ladder leads to where nobody chose; it is climbed once, and again when something changed.

        Where that takes long, what answers meanwhile is the built-in responder.
        """
        look = self._looking.get(user_id)
        if look is None or look.is_stale():
            look = self._looking[user_id] = _Look(self._looks, self._steps(user_id), self._patience)
        return await look.outcome()

    def look_again(self) -> None:
        """Decide anew before the next question: a model was added, a server started, the settings changed."""
        self._failed.clear()
        self._forget()

    async def use(self, settings: EngineSettings) -> None:
        """Go by other settings from the next question on."""
        self._engines.use(settings)
        self.look_again()

    async def restart(self, choice: EngineChoice, parameters: Parameters | None = None) -> None:
        """Start an engine anew, a model as `parameters` load it; where nobody chose, it may be taken again."""
        self._failed.pop(choice, None)
        self._forget()
        await self._engines.restart(choice, parameters)

    async def answered(self, user_id: str, chosen: Chosen) -> None:
        """Take note that an answer came; what was chosen on purpose is what was used last.

        What one session chose for itself is no concern of those that choose nothing.
        """
        choice = chosen.choice
        self._engines.answered(choice)
        self._failed.pop(choice, None)
        if chosen.by is ChosenBy.LADDER or chosen.is_own or choice.name not in _REMEMBERED:
            return
        if choice == await self._last_used(user_id):
            return
        self._last[user_id] = choice
        with suppress(UserError):  # the answer is what counts; what was used last is only handy to know
            await self._marks.write({_mark(user_id): session_engine_document(SessionEngine(choice))})
        self._forget()

    def failed(self, chosen: Chosen, error: UserError) -> None:
        """Take note that an engine failed: where nobody chose, something else answers the next question."""
        if not is_engine_failure(error):
            return
        self._engines.failed(chosen.choice, error)
        self._fills = {}
        if chosen.by is ChosenBy.LADDER and chosen.choice.name != BUILTIN:
            self._failed[chosen.choice] = FAILED
            self._forget()

    async def warm_up(self, user_id: str) -> None:
        """Decide, and make what answers, so that the first message need not wait for it."""
        try:
            await self._engines.warm_up((await self.chosen(user_id)).choice)
        except UserError:
            return  # what is wrong is told when it is asked

    async def aclose(self) -> None:
        """Stop looking."""
        self._forget()
        await self._looks.aclose()

    async def _filled(self, choice: EngineChoice) -> EngineChoice:
        """Return a choice with the server or file that it leaves open, where one is found."""
        is_open = not (choice.base_url if choice.name == OPENAI else choice.model)
        return (await self._found(choice) if is_open else None) or choice

    async def _found(self, choice: EngineChoice) -> EngineChoice | None:
        """Return the server or file for a choice without one; for a while it is what was found before."""
        now, fills = asyncio.get_running_loop().time(), self._fills
        known = fills.get(choice)
        if known is not None and now < known[0]:
            return known[1]
        found = None
        if choice.name == OPENAI:
            found = await self._ladder.server(choice.model)
        elif choice.name == LLAMA:
            found = await self._ladder.file()
        if found is not None:  # what was forgotten meanwhile, because something changed, stays so
            fills[choice] = now + _BELIEVED_FOR, found
        return found

    async def _steps(self, user_id: str) -> AsyncGenerator[Step, None]:
        async with aclosing(self._ladder.steps(await self._last_used(user_id), self._failed)) as steps:
            async for step in steps:
                yield step

    async def _last_used(self, user_id: str) -> EngineChoice | None:
        if user_id not in self._last:
            remembered = await self._remembered(user_id)
            self._last.setdefault(user_id, remembered)  # unless something was used meanwhile
        return self._last[user_id]

    async def _remembered(self, user_id: str) -> EngineChoice | None:
        name = _mark(user_id)
        try:
            document: Any = (await self._marks.read(name)).get(name)
            return None if document is None else session_engine_from(document).choice
        except (UserError, ValueError):
            return None

    def _forget(self) -> None:
        self._looking.clear()
        self._fills = {}


class _Look:
    """A climb on its way, or over."""

    def __init__(self, looks: Tasks, steps: AsyncGenerator[Step, None], patience: float) -> None:
        self._loop = asyncio.get_running_loop()
        self._until = self._loop.time() + patience
        self._found: list[Step] = []
        self._task = looks.begin(self._climb(steps), name="look")

    def is_stale(self) -> bool:
        """Tell whether nothing was found so long ago that a server may have been started since."""
        found = self._task.done() and self._found and self._found[-1].rung is not Rung.BUILTIN
        return self._task.done() and not found and self._loop.time() > self._until + _LOOK_AGAIN

    async def outcome(self) -> Climb:
        """Return where it led, or what to do meanwhile: also where it failed, of which its owner tells."""
        await asyncio.wait({self._task}, timeout=max(self._until - self._loop.time(), 0))
        if not self._has_arrived():
            return provisional(self._found)
        return Climb(tuple(self._found))

    def _has_arrived(self) -> bool:
        return self._task.done() and not self._task.cancelled() and self._task.exception() is None

    async def _climb(self, steps: AsyncGenerator[Step, None]) -> None:
        async with aclosing(steps):
            async for step in steps:
                self._found.append(step)


def _by(*choices: EngineChoice) -> ChosenBy | None:
    """Return who chose: the question, its session or the persona, whichever comes first; None where nobody did."""
    those = (ChosenBy.QUESTION, ChosenBy.SESSION, ChosenBy.PERSONA)
    return next((by for by, choice in zip(those, choices, strict=True) if choice != EngineChoice()), None)


def _mark(user_id: str) -> str:
    return f"last engine of {user_id}"
