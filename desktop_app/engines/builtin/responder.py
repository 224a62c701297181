"""Makes one answer: reads the conversation anew, remembers, and asks the persona's voice."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace

from desktop_app.domain.engine_requests import EngineRequest, Turn
from desktop_app.domain.messages import Role
from desktop_app.domain.recalled import Recalled
from desktop_app.domain.responder import ResponderRules
from desktop_app.engines.builtin.attached import answer_about_files
from desktop_app.engines.builtin.following import followed
from desktop_app.engines.builtin.history import History, HistoryWantedError, Remark, Wanted
from desktop_app.engines.builtin.memory import FactReader, Memory, Said
from desktop_app.engines.builtin.reading import MessageReader
from desktop_app.engines.builtin.recalled import known_facts
from desktop_app.engines.builtin.reflection import Mirror
from desktop_app.engines.builtin.situation import Situation
from desktop_app.engines.builtin.speller import Speller
from desktop_app.engines.builtin.voice import VoiceAnswers

MAX_TURNS = 2_000
"""Turns read back, the newest ones."""
_AT_ONCE = 20
"""Turns read before others have their turn on the event loop."""


class Responder:
    """Answers requests by the rules; what it knows of a conversation it reads from the request each time."""

    def __init__(self, rules: ResponderRules, history: History | None = None) -> None:
        self._rules = rules
        self._history = history
        self._reader = MessageReader(rules)
        lists = rules.lists
        self._mirror = Mirror(rules.reflections, frozenset(lists["verbs"]), frozenset(lists["before_object"]))
        self._facts = FactReader(rules.facts, lists, self._mirror)
        self._voices: dict[str, tuple[VoiceAnswers, Speller]] = {}

    async def answer(self, request: EngineRequest) -> str:
        """Return the whole answer to `request`."""
        about_files = await asyncio.to_thread(answer_about_files, request)
        if about_files is not None:
            return about_files
        answers, speller = self._voice(request.persona.style)
        situation = await self._situation(request, answers.marks)
        text, understood = await self._best(answers, situation)
        if not understood:
            mended = speller.mended(situation.message.text)
            if mended != situation.message.text:
                second, understood = await self._best(answers, replace(situation, message=self._reader.read(mended)))
                text = second if understood else text
        if text == situation.last_answer:
            text = f"{answers.again(situation)}\n\n{text}"
        return text

    async def _best(self, answers: VoiceAnswers, situation: Situation) -> tuple[str, bool]:
        """Return the best answer, and whether the message was understood; look into the history where that takes it."""
        known: dict[Wanted, Sequence[Remark]] = {}
        while True:
            try:
                informed = replace(situation, history=None if self._history is None else known)
                if before := self._to_be_answered_anew(situation):
                    informed = replace(informed, message=self._reader.read(before))
                following = followed(answers, informed)
                return (following.text, True) if following else answers.best(informed)
            except HistoryWantedError as error:
                if self._history is None or error.wanted in known:
                    raise
                known[error.wanted] = await self._history(error.wanted)

    def _to_be_answered_anew(self, situation: Situation) -> str:
        """Return the message that shall be answered in other words, where the present one asks for that."""
        asking = self._rules.lists.get("other_words", ())
        if situation.message.line not in asking:
            return ""
        passed = {*asking, *self._rules.lists.get("repeat_words", ())}
        return next((text for text in situation.said[:20] if self._reader.read(text).line not in passed), "")

    def _voice(self, style: str) -> tuple[VoiceAnswers, Speller]:
        voice = self._rules.voice(style)
        if voice.style not in self._voices:
            lists = self._rules.lists
            known = frozenset(lists["stop_words"]).union(lists["topic_nouns"])
            self._voices[voice.style] = (VoiceAnswers(voice, lists), Speller(voice, known))
        return self._voices[voice.style]

    async def _situation(self, request: EngineRequest, marks: Mapping[str, tuple[str, ...]]) -> Situation:
        turns = request.turns[-MAX_TURNS:]
        question = next((at for at in reversed(range(len(turns))) if turns[at].role is Role.USER), None)
        text = "" if question is None else turns[question].content
        earlier = turns if question is None else turns[:question]
        said = tuple(turn.content for turn in reversed(earlier) if turn.role is Role.USER)
        return Situation(
            request=request,
            rules=self._rules,
            message=self._reader.read(text),
            memory=await self._remember(request.recalled, earlier, text, marks),
            said=said,
            answers=tuple(turn.content for turn in reversed(earlier) if turn.role is Role.ASSISTANT),
            turn=len(said),
            marks=marks,
            mirror=self._mirror,
            reader=self._reader,
        )

    async def _remember(
        self, recalled: Recalled, earlier: tuple[Turn, ...], text: str, marks: Mapping[str, tuple[str, ...]]
    ) -> Memory:
        """Return what is known when `text` is said: in the session, and over that what is known beyond it."""
        memory = Memory(forgetting=frozenset(recalled.forgetting))
        before = ""
        for at, turn in enumerate((*earlier, Turn(Role.USER, text))):
            if at == len(earlier):
                memory.recall(known_facts(self._rules.facts, recalled.facts))
            if turn.role is Role.USER:
                self._facts.learn(memory, self._reader.read(turn.content), Said(before, marks), at)
            before = turn.content if turn.role is Role.ASSISTANT else before
            if at % _AT_ONCE == _AT_ONCE - 1:
                await asyncio.sleep(0)
        return memory
