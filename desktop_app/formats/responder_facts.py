"""Reads what the built-in responder keeps in mind: each fact, with the rules that speak of it."""

from collections.abc import Iterator, Mapping
from typing import Final

from desktop_app.domain.phrases import Phrase
from desktop_app.domain.responder import SKILLS, FactRule, Reply, Rule
from desktop_app.formats.fields import Fields
from desktop_app.formats.responder_replies import (
    MAX_PRIORITY,
    Lists,
    References,
    read_phrases,
    read_references,
    read_replies,
    read_reply,
    slots_of,
)
from desktop_app.formats.yaml_source import AnyNode

_KEYS: Final = (
    "name", "key", "tell", "many", "whole", "opposite", "after", "phrases", "forget", "ask", "check", "priority",
    "told", "asked", "checked", "forgotten", "leads",
)  # fmt: skip
_TOLD_PRIORITY: Final = 40
_ASKED_PRIORITY: Final = 60
_FORGOTTEN_PRIORITY: Final = 62
_CHECKED_PRIORITY: Final = 64

Defaults = Mapping[str, AnyNode]


def read_fact(node: AnyNode, defaults: Defaults, lists: Lists, references: References) -> tuple[FactRule, list[Rule]]:
    """Return a fact and the rules that acknowledge it, tell it back, check it and take it back.

    `defaults` are the replies of facts that have none of their own.
    """
    fields = Fields(node, _KEYS, "a fact")
    phrases = read_phrases(fields.get("phrases"), lists) if "phrases" in fields else ()
    fact = FactRule(
        name=fields.identifier("name"),
        key=fields.line("key", 60),
        tell=fields.line("tell", 120),
        phrases=phrases,
        forget=read_phrases(fields.get("forget"), lists),
        many=fields.yes_or_no("many", default=False),
        whole=fields.yes_or_no("whole", default=False),
        named=any(phrase.captures.get("value") in ("name", "proper") for phrase in phrases),
        opposite=fields.identifier("opposite", ""),
        after=frozenset(read_references(fields, "after", references.recognised)),
    )
    return fact, list(_rules(fact, _Speaking(fields, defaults, lists)))


class _Speaking:
    """Makes the rules that speak of one fact."""

    def __init__(self, fields: Fields, defaults: Defaults, lists: Lists) -> None:
        self.fields = fields
        self._defaults = defaults
        self._lists = lists

    def phrases(self, key: str) -> tuple[Phrase, ...]:
        return read_phrases(self.fields.get(key), self._lists)

    def replies(self, key: str, phrases: tuple[Phrase, ...]) -> dict[str, tuple[Reply, ...]]:
        """Return the fact's own replies, completed from the defaults."""
        info = SKILLS[key]
        gaps = info.gaps | slots_of(phrases)
        default = self._defaults.get(key)
        replies = read_replies(default, info.outcomes, info.gaps, self._lists) if default else {}
        own = self.fields.get(key)
        if own:
            replies |= read_replies(own, info.outcomes, gaps, self._lists)
        missing = info.outcomes - set(replies)
        if missing:
            self.fields.node.refuse(f"“{key}” of this fact lacks replies for: {', '.join(sorted(missing))}")
        return replies

    def leads(self, phrases: tuple[Phrase, ...]) -> tuple[Reply, ...]:
        gaps = SKILLS["told"].gaps | slots_of(phrases)
        return self.fields.each("leads", lambda item: read_reply(item, gaps, self._lists))


def _rules(fact: FactRule, speaking: _Speaking) -> Iterator[Rule]:
    if "told" in speaking.fields:  # a fact without is learned in silence, and other rules answer
        yield Rule(
            name=f"{fact.name}_told",
            priority=speaking.fields.whole_number("priority", 0, MAX_PRIORITY, _TOLD_PRIORITY),
            replies=speaking.replies("told", fact.phrases),
            phrases=fact.phrases,
            after=fact.after,
            skill="told",
            argument=fact.name,
            leads=speaking.leads(fact.phrases),
        )
    for key, skill, priority in (
        ("ask", "asked", _ASKED_PRIORITY),
        ("check", "checked", _CHECKED_PRIORITY),
        ("forget", "forgotten", _FORGOTTEN_PRIORITY),
    ):
        phrases = speaking.phrases(key)
        if phrases:
            replies = speaking.replies(skill, phrases)
            yield Rule(f"{fact.name}_{skill}", priority, replies, phrases, skill=skill, argument=fact.name)
