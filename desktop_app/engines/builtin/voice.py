"""Chooses what one voice answers: the best rules for the parts of a message, put together."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from desktop_app.domain.responder import ANSWER, Event, Rule, Voice
from desktop_app.engines.builtin.events import events_of, is_long
from desktop_app.engines.builtin.forms import Forms
from desktop_app.engines.builtin.matching import Match, PhraseIndex, match_phrase
from desktop_app.engines.builtin.reading import Clause, Sentence
from desktop_app.engines.builtin.situation import Outcome, RuleMatch, Situation
from desktop_app.engines.builtin.skills import ALL_SKILLS
from desktop_app.engines.builtin.wording import Wording

URGENT = 90
"""From this priority on an answer stands alone, whatever else was said."""
JOINED = 50
"""From this priority on the answers to several parts of a message are joined."""
REFLECTED = 26
"""Below this priority rules only turn words around, which goes well with short clauses."""
UNDERSTOOD = 10
"""Below this priority the message was not understood."""
MOST_JOINED = 3
_LONG_EDGE = 2
"""Sentences at each end of a long text that are taken as addressed to the responder."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What one rule says to one part of a message, with which `outcome`; `lead` is its short form before another."""

    rule: Rule
    text: str
    lead: str | None = None
    outcome: str = ANSWER

    @property
    def priority(self) -> int:
        """How much its rule matters."""
        return self.rule.priority


class VoiceAnswers:
    """The rules of one voice, ready to be asked."""

    def __init__(self, voice: Voice, lists: Mapping[str, tuple[str, ...]]) -> None:
        self._rules = {rule.name: rule for rule in voice.rules}
        self._order = {rule.name: at for at, rule in enumerate(voice.rules)}
        self._not_names = frozenset(lists["not_names"])
        self._index = PhraseIndex(((rule, phrase) for rule in voice.rules for phrase in rule.phrases), self._not_names)
        self._forms = Forms(lists)
        self.marks = dict(_marks(voice))

    def best(self, situation: Situation) -> tuple[str, bool]:
        """Return the answer to the message, and whether it was understood."""
        wording = Wording(situation)
        found = list(self._to_sentences(situation, wording))
        found += self._to_events(situation, wording)
        urgent = max(found, key=lambda answer: answer.priority)
        if urgent.priority >= URGENT:
            return urgent.text, True
        return _together(found), urgent.priority >= UNDERSTOOD

    def again(self, situation: Situation) -> str:
        """Return words that own up to repeating the last answer."""
        replies = self._rules["again"].replies[ANSWER]
        return Wording(situation).say(replies, "again", {}, {}) or ""

    def _to_sentences(self, situation: Situation, wording: Wording) -> Iterator[Answer]:
        sentences = situation.message.sentences
        long = is_long(situation)
        for at, sentence in enumerate(sentences):
            inside = long and _LONG_EDGE <= at < len(sentences) - _LONG_EDGE
            lowest = URGENT if inside else JOINED if long else 0
            yield from (answer for answer in self._to(sentence, situation, wording) if answer.priority >= lowest)

    def _to(self, sentence: Sentence, situation: Situation, wording: Wording) -> list[Answer]:
        """Answer a sentence as a whole, or by its clauses where one of them matters more."""
        whole = self._to_clause(sentence.whole, situation, wording)
        if len(sentence.clauses) < 2:
            return [whole] if whole else []
        parts = [self._to_clause(clause, situation, wording) for clause in sentence.clauses]
        known = [part for part in parts if part]
        if whole and (not known or whole.priority >= max(REFLECTED, *(part.priority for part in known))):
            return [whole]
        return known

    def to_reading(self, text: str, situation: Situation) -> Answer | None:
        """Return the answer to `text`, one sentence that the message may stand for."""
        message = situation.reader.read(text)
        if len(message.sentences) != 1:
            return None
        situation = replace(situation, message=message)
        return self._to_clause(message.sentences[0].whole, situation, Wording(situation))

    def matching(self, clause: Clause, situation: Situation) -> list[RuleMatch]:
        """Return the rules that a clause matches, the best first."""
        forms = self._forms.of(clause, situation.request.persona.name)
        return self._ranked(match for form in forms for match in self._index.find(form))

    def _to_clause(self, clause: Clause, situation: Situation, wording: Wording) -> Answer | None:
        return self._first(self.matching(clause, situation), situation, wording)

    def _to_events(self, situation: Situation, wording: Wording) -> Iterator[Answer]:
        sentences = situation.message.sentences
        clause = sentences[0].whole if sentences else Clause(situation.message.text, ())
        happened: set[Event | None] = set(events_of(situation))
        for event in happened:
            matches = [Match(rule, clause) for rule in self._rules.values() if rule.event is event]
            answer = self._first(self._ranked(matches), situation, wording)
            if answer:
                yield answer

    def _ranked(self, matches: Iterable[RuleMatch]) -> list[RuleMatch]:
        return sorted(matches, key=lambda match: (-match.owner.priority, -match.weight, self._order[match.owner.name]))

    def _first(self, matches: Iterable[RuleMatch], situation: Situation, wording: Wording) -> Answer | None:
        """Return the answer of the first match that has one."""
        for match in matches:
            answer = self._say(match, situation, wording)
            if answer:
                return answer
        return None

    def _say(self, match: RuleMatch, situation: Situation, wording: Wording) -> Answer | None:
        rule = match.owner
        if rule.after and not situation.said_last_by(rule.after):
            return None
        line = match.clause.line
        if any(match_phrase(phrase, match.clause, line, self._not_names) for phrase in rule.unless):
            return None
        outcome = ALL_SKILLS[rule.skill](situation, match) if rule.skill else Outcome()
        if outcome is None:
            return None
        if outcome.rule:
            started = self._say(Match(self._rules[outcome.rule], match.clause), situation, wording)
            return Answer(rule, started.text) if started else None
        text = wording.say(rule.replies[outcome.name], rule.name, outcome.gaps, match.slots)
        lead = wording.say(rule.leads, rule.name + " lead", outcome.gaps, match.slots) if rule.leads else None
        return Answer(rule, text, lead, outcome.name) if text else None


def _marks(voice: Voice) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Return the marks by which each rule is recognised, and each of its outcomes as “rule.outcome”."""
    for rule in voice.rules:
        for outcome, replies in rule.replies.items():
            yield f"{rule.name}.{outcome}", tuple(reply.mark for reply in replies)
        yield rule.name, tuple(reply.mark for replies in rule.replies.values() for reply in replies)


def _together(found: list[Answer]) -> str:
    """Join the answers that matter, or take the best one, with a short form of another before it."""
    joined: dict[str, Answer] = {}
    for answer in found:
        if answer.priority >= JOINED:
            joined.setdefault(answer.text, answer)
    chosen = list(joined.values())[:MOST_JOINED]
    if not chosen:
        top = max(answer.priority for answer in found)
        chosen = [[answer for answer in found if answer.priority == top][-1]]
    text = "\n\n".join(answer.text for answer in chosen)
    used = [one.rule for one in chosen]
    told = any(rule.event is Event.SEVERAL_TOLD for rule in used)  # it speaks of all facts, which need no leads then
    leads = [one.lead for one in found if one.lead and one.rule not in used and not (told and one.rule.skill == "told")]
    if not leads:
        return text
    return f"{leads[-1]}\n\n{text}" if "\n" in text else f"{leads[-1]} {text}"
