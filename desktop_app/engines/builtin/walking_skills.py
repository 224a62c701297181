"""Skills that go on over several turns: guides, quizzes, and what a “yes” takes up."""

from collections.abc import Mapping
from dataclasses import dataclass

from desktop_app.domain.responder import Event, Guide, QuizItem
from desktop_app.engines.builtin.events import events_of
from desktop_app.engines.builtin.situation import Outcome, RuleMatch, Situation, Skill
from desktop_app.engines.builtin.templates import fill

_REMEMBERED = 8
"""Answers after which an unfinished guide no longer counts as under way."""


@dataclass(frozen=True, slots=True)
class _Position:
    guide: Guide
    step: int
    age: int


def _position(situation: Situation) -> _Position | None:
    """Return the guide that is under way and its step, by what was answered last."""
    for age, answer in enumerate(situation.answers[:_REMEMBERED]):
        for guide in situation.rules.guides.values():
            if guide.solved in answer or guide.unsolved in answer:
                return None
            for step in reversed(range(len(guide.steps))):
                if guide.steps[step] in answer:
                    return _Position(guide, step, age)
    return None


def _step_text(situation: Situation, guide: Guide, step: int) -> str:
    if not guide.numbered:
        return guide.steps[step]
    shape = situation.rules.lists["step_format"][0]
    gaps = {"number": str(step + 1), "count": str(len(guide.steps)), "text": guide.steps[step]}
    return fill(shape, gaps.get) or guide.steps[step]


def guide(situation: Situation, match: RuleMatch) -> Outcome | None:
    """Begin the guide that the rule names."""
    chosen = situation.rules.guides[match.owner.argument]
    return Outcome(gaps={"text": f"{chosen.intro}\n\n{_step_text(situation, chosen, 0)}"})


def guide_move(situation: Situation, match: RuleMatch) -> Outcome | None:
    """Go on within the guide that is under way, as the rule's argument says."""
    position = _position(situation)
    if position is None:
        return None
    move, chosen, step = match.owner.argument, position.guide, position.step
    if move in ("any", "told"):
        if position.age > (move == "told") or chosen.any_answer != (move == "any"):
            return None
        if move == "told" and Event.QUESTION in events_of(situation):
            return Outcome("stuck")
        move = "next"
    if move == "stop":
        return Outcome("stopped")
    if move == "solved":
        return None if chosen.any_answer else Outcome(gaps={"text": chosen.solved})
    if move == "all":
        steps = "\n".join(f"{number}. {text}" for number, text in enumerate(chosen.steps, 1))
        return Outcome(gaps={"text": steps})
    step += {"next": 1, "back": -1, "again": 0}[move]
    if step == len(chosen.steps):
        return Outcome(gaps={"text": chosen.solved if chosen.any_answer else chosen.unsolved})
    return Outcome(gaps={"text": _step_text(situation, chosen, max(step, 0))})


def quiz(situation: Situation, match: RuleMatch) -> Outcome | None:
    """Ask a question of the quiz that the rule names, one that was not asked lately."""
    items = situation.rules.quizzes[match.owner.argument]
    fresh = [item for item in items if not any(item.question in answer for answer in situation.answers)]
    return Outcome(gaps={"question": situation.chance("quiz").pick(fresh or items).question})


def _open_question(situation: Situation, match: RuleMatch) -> QuizItem | None:
    """Return the question of the rule's quiz in the last answer, unless that told the solution too."""
    for item in situation.rules.quizzes[match.owner.argument]:
        if item.question in situation.last_answer and item.reveal not in situation.last_answer:
            return item
    return None


def quiz_answer(situation: Situation, match: RuleMatch) -> Outcome | None:
    """Judge an answer to the quiz's question."""
    item = _open_question(situation, match)
    if item is None:
        return None
    line = f" {' '.join(word.plain for word in situation.message.words)} "
    right = any(f" {answer} " in line for answer in item.answers)
    return Outcome("right" if right else "wrong", {"question": item.question, "reveal": item.reveal})


def quiz_reveal(situation: Situation, match: RuleMatch) -> Outcome | None:
    """Tell the solution of the quiz's question."""
    item = _open_question(situation, match)
    return Outcome(gaps={"question": item.question, "reveal": item.reveal}) if item else None


def accept(situation: Situation, match: RuleMatch) -> Outcome | None:
    """Take up what the last answer offered."""
    return _offered(situation, match)


def decline(situation: Situation, match: RuleMatch) -> Outcome | None:
    """Let go what the last answer offered."""
    offered = _offered(situation, match)
    return Outcome() if offered else None


def _offered(situation: Situation, match: RuleMatch) -> Outcome | None:
    del match
    voice = situation.rules.voice(situation.request.persona.style)
    for rule in voice.rules:
        outcomes = frozenset(f"{rule.name}.{outcome}" for outcome in rule.offered_by or rule.replies)
        if rule.offers and situation.said_last_by(outcomes):
            return Outcome(rule=rule.offers)
    return None


WALKING_SKILLS: Mapping[str, Skill] = {
    "guide": guide,
    "guide_move": guide_move,
    "quiz": quiz,
    "quiz_answer": quiz_answer,
    "quiz_reveal": quiz_reveal,
    "accept": accept,
    "decline": decline,
}
