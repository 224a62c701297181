"""What is known of the user from other sessions, in the words in which the responder keeps what it is told."""

from collections.abc import Mapping, Sequence

from desktop_app.domain.recalled import RecalledFact
from desktop_app.domain.responder import FactRule
from desktop_app.engines.builtin.memory import Fact
from desktop_app.engines.builtin.templates import fill, with_article

_KEYS: Mapping[tuple[str, str], str] = {
    ("name", "name"): "name",
    ("place", "home"): "home",
    ("place", "origin"): "origin",
    ("work", "job"): "job",
    ("work", "employer"): "workplace",
    ("work", "studies"): "studies",
    ("date", "birthday"): "birthday",
}
_OF_CATEGORY = {"like": "likes", "dislike": "dislikes", "language": "languages", "note": "notes"}
_COUNTED = frozenset({"children", "kids", "sons", "daughters", "brothers", "sisters", "siblings", "grandchildren"})


def known_facts(rules: Sequence[FactRule], recalled: Sequence[RecalledFact]) -> list[Fact]:
    """Return recalled facts as those of the session, each by the rule that would have learned it."""
    by_key = {rule.key: rule for rule in reversed(rules)}
    return [_fact(by_key, each) for each in recalled]


def _fact(by_key: Mapping[str, FactRule], told: RecalledFact) -> Fact:
    template, slots = _place(told)
    value = told.value
    rule = by_key.get(template)
    if rule is None:
        words = f"you plan: {value}" if told.category == "plan" else f"your {told.key}: {value}"
        return Fact("", template, value, words, 0, many=told.category == "plan", number=told.id)
    key = (fill(rule.key, slots.get) or template).casefold()
    gaps = {**slots, "value": value, "value.a": with_article(value)}
    return Fact(rule.name, key, value, fill(rule.tell, gaps.get) or value, 0, many=rule.many, number=told.id)


def _place(told: RecalledFact) -> tuple[str, Mapping[str, str]]:
    """Return the key of the rule for a fact, and what fills the gaps in it."""
    category, key = told.category, told.key
    if (category, key) in _KEYS:
        return _KEYS[category, key], {"how": "for"}
    if category in _OF_CATEGORY:
        return _OF_CATEGORY[category], {}
    if category == "plan":
        return "plans", {}
    if category in ("family", "pet") and key.casefold() == told.value.casefold():
        return "family and pets", {}
    if category == "family" and (key in _COUNTED or told.value.isdigit()):
        return "number of {thing}", {"thing": key}
    if category == "pet" or (category == "family" and key != "status"):
        return "{who}'s name", {"who": key}
    return "{thing}", {"thing": key}
