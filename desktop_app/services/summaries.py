"""Summaries: what fell out of a prompt, put in short by the engine when asked, kept and corrected."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import replace

from desktop_app.domain.attachments import Attachment
from desktop_app.domain.clock import Clock
from desktop_app.domain.context import beginning_of, estimated_tokens
from desktop_app.domain.engine_requests import EngineRequest, Turn
from desktop_app.domain.engines import Parameters
from desktop_app.domain.errors import UserError
from desktop_app.domain.messages import Message, Role
from desktop_app.domain.parameters import loading_parameters
from desktop_app.domain.personas import Persona
from desktop_app.domain.summaries import MAX_SUMMARY, Summary
from desktop_app.domain.texts import TextMender
from desktop_app.domain.thoughts import spoken
from desktop_app.services.fact_suggestions import FactSuggestions
from desktop_app.services.previews import PreviewService
from desktop_app.services.prompt_plan import PromptPlan
from desktop_app.store.messages import MessageStore
from desktop_app.store.summaries import SummaryStore

_INSTRUCTIONS = (
    "You summarise the beginning of a conversation, so that it can go on without its first turns. Keep names, numbers, "
    "decisions, wishes, promises and open questions. Say who said what: the user or the assistant. Write in the "
    "language of the conversation, at most 250 words, plain sentences, no preface."
)
_LONGEST = 700
"""Tokens of a summary."""
_LONGEST_SHARE = 0.25
_SHARE = 0.6
"""Of what is read at once, that is given to be summarised at a time."""
_LEAST = 200
_AT_ONCE = 400


class SummaryService:
    """Makes summaries and keeps them."""

    def __init__(
        self,
        previews: PreviewService,
        messages: MessageStore,
        summaries: SummaryStore,
        suggestions: FactSuggestions,
        clock: Clock,
    ) -> None:
        self._previews = previews
        self._messages = messages
        self._summaries = summaries
        self._suggestions = suggestions
        self._clock = clock

    async def summarise(
        self, user_id: str, session_id: str, text: str = "", attachments: Sequence[Attachment] = ()
    ) -> AsyncGenerator[str, None]:
        """Let the engine summarise what falls out of the next prompt, which ends with `text`, and keep that.

        Yields the summary as it grows; a long beginning is gone through in several parts, and what was summarised
        before goes into it. Raises `UserError` where nothing falls out, and for an engine that fails; then all is as
        it was.
        """
        plan = await self._previews.plan(user_id, session_id, text, attachments)
        if not plan.fallen or plan.window is None:
            raise UserError("nothing_to_summarise")
        said = "" if plan.summary is None else plan.summary.text
        for part in _parts(await self._fallen(plan), plan):
            mender, grown = TextMender(), ""
            asked = plan.asking.engine.stream(_request(plan, said, part))
            with self._suggestions.quiet():
                async with aclosing(asked) as deltas:
                    async for delta in deltas:
                        grown += mender.feed(delta.text)
                        yield grown
            said = (grown + mender.end()).strip()[:MAX_SUMMARY] or said
        if not said:
            raise UserError("engine_failed", detail="it said nothing")
        choice = plan.asking.choice
        made = Summary(plan.fallen[-1].message.id, said, self._clock.now(), choice.name, choice.model)
        await self._summaries.put(user_id, session_id, made)

    async def edit(self, user_id: str, session_id: str, summary: Summary, text: str) -> Summary:
        """Put other words into a summary."""
        words = text.strip()
        if not 0 < len(words) <= MAX_SUMMARY:
            raise UserError("bad_summary", limit=MAX_SUMMARY)
        changed = replace(summary, text=words, edited=True, created_at=self._clock.now())
        await self._summaries.put(user_id, session_id, changed)
        return changed

    async def remove(self, user_id: str, session_id: str, summary: Summary) -> None:
        """Take a summary away; the turns that it stood for are sent themselves again, as far as they fit."""
        await self._summaries.remove(user_id, session_id, summary.message_id)

    async def put_back(self, user_id: str, session_id: str, summary: Summary) -> None:
        """Bring back a summary that was removed."""
        await self._summaries.put(user_id, session_id, summary)

    async def _fallen(self, plan: PromptPlan) -> Sequence[Message]:
        """Return all that fell out, also what the plan did not look at."""
        if not plan.earlier:
            return [turn.message for turn in plan.fallen]
        ids = list(await self._messages.branch_ids(plan.asking.session))
        begin = 0 if plan.summary is None else ids.index(plan.summary.message_id) + 1
        wanted = ids[begin : ids.index(plan.fallen[-1].message.id) + 1]
        found: list[Message] = []
        for start in range(0, len(wanted), _AT_ONCE):
            found += await self._messages.by_ids(wanted[start : start + _AT_ONCE])
        return found


def _parts(messages: Sequence[Message], plan: PromptPlan) -> list[str]:
    """Return what was said in parts that can be read at once; of a message longer than that, its beginning."""
    room = max((plan.shares.window * _SHARE - _longest(plan)) / plan.rate, _LEAST)
    parts = [""]
    for message in messages:
        said = beginning_of(f"{message.role.value}: {spoken(message).strip()}\n\n", room)
        if parts[-1] and estimated_tokens(parts[-1] + said) > room:
            parts.append("")
        parts[-1] += said
    return [part for part in parts if part.strip()]


def _longest(plan: PromptPlan) -> int:
    return min(_LONGEST, int(plan.shares.window * _LONGEST_SHARE))


def _request(plan: PromptPlan, before: str, part: str) -> EngineRequest:
    asking, told = plan.asking, "" if not before else f"Summary of what was said before:\n{before}\n\n"
    return EngineRequest(
        session_id=asking.session.id,
        persona=Persona("summary", "", "", "", _INSTRUCTIONS, "", ""),
        turns=(Turn(Role.USER, f"{told}The conversation:\n\n{part}Summarise all of this."),),
        now=plan.request.now,
        model=asking.choice.model,
        parameters=Parameters(temperature=0.2, max_tokens=_longest(plan)).over(loading_parameters(asking.parameters)),
    )
