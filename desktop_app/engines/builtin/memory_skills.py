"""Skills that draw on what a person told, in this session or before."""

from collections.abc import Mapping

from desktop_app.domain.responder import FactRule
from desktop_app.engines.builtin.events import several
from desktop_app.engines.builtin.memory import Fact, plain_text
from desktop_app.engines.builtin.situation import Outcome, RuleMatch, Situation, Skill
from desktop_app.engines.builtin.templates import capitalised, fill, listed

_MAX_LISTED = 30


def _rule(situation: Situation, match: RuleMatch) -> FactRule | None:
    name = match.owner.argument
    return next((rule for rule in situation.rules.facts if rule.name == name), None)


def _key(rule: FactRule, match: RuleMatch, mentioned: str = "") -> str:
    slots = {"mentioned": mentioned} | {name: plain_text(clause) for name, clause in match.slots.items()}
    return (fill(rule.key, slots.get) or "").casefold()


def _said_back(situation: Situation, fact: Fact) -> str:
    """Return the value of `fact` as the other person would say it."""
    if any(rule.name == fact.rule and rule.named for rule in situation.rules.facts):
        return fact.value
    words = [sentence.whole for sentence in situation.reader.read(fact.value).sentences]
    mirrored = situation.mirror.reflect(words[0]) if len(words) == 1 else None
    return fact.value if mirrored is None or mirrored.casefold() == fact.value.casefold() else mirrored


def told(situation: Situation, match: RuleMatch) -> Outcome | None:
    """Acknowledge the fact that this very clause told."""
    memory = situation.memory
    facts = [fact for fact in memory.told_now if fact.rule == match.owner.argument]
    if "value" in match.slots:
        value = match.slots["value"].said.casefold()
        facts = [fact for fact in facts if value.startswith(fact.value.casefold())]
    if not facts:
        return None
    fact = facts[-1]
    gaps = {"key": fact.key, "value": _said_back(situation, fact)}
    if fact.key in memory.replaced:
        return Outcome("changed", {**gaps, "old": memory.replaced[fact.key]})
    return Outcome("same" if (fact.key, fact.value.casefold()) in memory.known_before else "answer", gaps)


def asked(situation: Situation, match: RuleMatch) -> Outcome | None:
    """Tell back what is known under a key."""
    rule = _rule(situation, match)
    if rule is None:
        return None
    key = _key(rule, match, situation.memory.mentioned)
    facts = [fact for fact in situation.memory.facts if fact.key == key]
    if not facts:
        return Outcome("unknown", {"key": key})
    values = [_said_back(situation, fact) for fact in facts]
    return Outcome(gaps={"key": key, "value": listed(values[-_MAX_LISTED:]), "items": _bullets(values)})


def known(situation: Situation, match: RuleMatch) -> Outcome | None:
    """Tell back what is known under a key, declining where nothing is, so that another rule may answer."""
    outcome = asked(situation, match)
    return outcome if outcome and outcome.name != "unknown" else None


def checked(situation: Situation, match: RuleMatch) -> Outcome | None:
    """Tell whether what is known under a key is the `value` that was named."""
    rule = _rule(situation, match)
    if rule is None or "value" not in match.slots:
        return None
    key = _key(rule, match)
    wanted = match.slots["value"].said
    values = situation.memory.values(key)
    gaps = {"key": key, "asked": wanted}
    if not values:
        return Outcome("unknown", gaps)
    same = any(set(wanted.casefold().split()) <= set(value.casefold().split()) for value in values)
    return Outcome("yes" if same else "no", {**gaps, "value": wanted if same else listed(values)})


def forgotten(situation: Situation, match: RuleMatch) -> Outcome | None:
    """Confirm that a fact no longer counts; or say that it is kept, and where it can be deleted."""
    name = match.owner.argument
    rule = _rule(situation, match)
    key = _key(rule, match) if rule else ""
    if name in situation.memory.kept_now:
        return Outcome("kept", {"key": key})
    return Outcome("answer" if name in situation.memory.forgotten_now else "unknown", {"key": key})


def everything(situation: Situation, match: RuleMatch) -> Outcome | None:
    """Tell back all that is known."""
    del match
    facts = [capitalised(fact.tell) for fact in situation.memory.facts]
    if not facts:
        return Outcome("unknown")
    return Outcome(gaps={"facts": _bullets(facts)})


def several_told(situation: Situation, match: RuleMatch) -> Outcome | None:
    """Acknowledge several facts told in one message."""
    del match
    tells = several(situation)
    return Outcome(gaps={"facts": listed(tells[:8])}) if len(tells) > 1 else None


def who(situation: Situation, match: RuleMatch) -> Outcome | None:
    """Say who or what a name belongs to, if that was told."""
    wanted = match.slots["value"].said.casefold()
    for fact in reversed(situation.memory.facts):
        if fact.value.casefold() == wanted:
            return Outcome(gaps={"fact": fact.tell})
    return None


def _bullets(items: list[str]) -> str:
    return "\n".join(f"- {item}" for item in items[-_MAX_LISTED:])


MEMORY_SKILLS: Mapping[str, Skill] = {
    "told": told,
    "asked": asked,
    "known": known,
    "checked": checked,
    "forgotten": forgotten,
    "everything": everything,
    "several_told": several_told,
    "who": who,
}
